// SPDX-License-Identifier: MIT
#include "core/cache/request_key.hpp"

#include "base/ascii.hpp"
#include "base/name_set.hpp"

namespace halogate::cache {

namespace {

/// No field value and no target holds it, so that no two keys read alike.
constexpr char between = '\n';

constexpr auto never_selects =
    name_set("User-Agent", "Referer", "Cache-Control", "Pragma", "traceparent", "tracestate", "baggage",
             "Content-Length", "Content-Type",  // of a body that a GET has no use for
             "DNT");

}  // namespace

bool selects_answer(std::string_view field_name) noexcept {
    return !never_selects.contains(field_name);
}

RequestKey::RequestKey(std::string_view rights, std::string_view target) {
    constexpr std::size_t usual_fields = 160;
    text_.reserve(rights.size() + target.size() + usual_fields);
    text_ += rights;
    text_ += between;
    text_ += target;
}

void RequestKey::add(std::string_view name, std::string_view value) {
    if (!selects_answer(name)) return;
    text_ += between;
    for (const char c : name) text_ += ascii::lower(c);
    text_ += ':';
    text_ += value;
}

}  // namespace halogate::cache

// SPDX-License-Identifier: MIT
#include "gateway/page_answer.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "base/ascii.hpp"

namespace halogate::gateway {

namespace {

using namespace std::string_view_literals;

constexpr std::array running_types{"html"sv,       "xml"sv,     "xsl"sv, "svg"sv,
                                   "multipart/"sv, "unknown"sv, "*"sv,   ","sv};

bool contains_ignoring_case(std::string_view text, std::string_view part) noexcept {
    return std::search(text.begin(), text.end(), part.begin(), part.end(),
                       [](char a, char b) { return ascii::lower(a) == b; }) != text.end();
}

/// `type/subtype`. What is not that, browsers take for no type at all.
bool is_media_type(std::string_view type) noexcept {
    const std::size_t slash = type.find('/');
    return slash != std::string_view::npos && slash > 0 && slash + 1 < type.size() &&
           type.find_first_of(" \t\"") == std::string_view::npos;
}

}  // namespace

bool may_run_as_page(const http::Fields& answer) noexcept {
    bool typed = false;
    for (const http::Field& field : answer) {
        if (!ascii::equal_ignoring_case(field.name, "Content-Type")) continue;
        const std::string_view type = ascii::trimmed(field.value.substr(0, field.value.find(';')));
        if (typed) return true;
        typed = true;
        // Nearly every answer of the tenant: none of the searches below.
        if (ascii::equal_ignoring_case(type, "application/json")) continue;
        if (!is_media_type(type)) return true;
        if (std::any_of(running_types.begin(), running_types.end(),
                        [&](std::string_view part) { return contains_ignoring_case(type, part); }))
            return true;
    }
    return !typed;
}

}  // namespace halogate::gateway

// SPDX-License-Identifier: MIT
#include "core/policy/json_type.hpp"

#include <algorithm>

#include "base/ascii.hpp"

namespace halogate::policy {

namespace {

bool is_json_name(std::string_view type) noexcept {
    if (ascii::equal_ignoring_case(type, "text/json")) return true;
    constexpr std::string_view application = "application/";
    constexpr std::string_view suffix = "+json";
    if (!ascii::starts_with_ignoring_case(type, application)) return false;
    const auto subtype = type.substr(application.size());
    if (ascii::equal_ignoring_case(subtype, "json")) return true;
    return subtype.size() > suffix.size() && ascii::is_token(subtype) &&
           ascii::equal_ignoring_case(subtype.substr(subtype.size() - suffix.size()), suffix);
}

/// A quoted string without escapes as its content; any other text as it is.
std::string_view unquoted(std::string_view text) noexcept {
    const bool quoted = text.size() >= 2 && text.front() == '"' && text.back() == '"';
    return quoted ? text.substr(1, text.size() - 2) : text;
}

bool is_harmless_parameter(std::string_view parameter) noexcept {
    const auto equals = parameter.find('=');
    if (equals == std::string_view::npos) return false;
    const auto name = parameter.substr(0, equals);
    const auto value = unquoted(parameter.substr(equals + 1));
    if (!ascii::is_token(name) || !ascii::is_token(value)) return false;
    return !ascii::equal_ignoring_case(name, "charset") || ascii::equal_ignoring_case(value, "utf-8") ||
           ascii::equal_ignoring_case(value, "utf8");
}

}  // namespace

bool is_json_type(std::string_view content_type) noexcept {
    auto rest = ascii::trimmed(content_type);
    if (rest.empty()) return true;
    if (!is_json_name(ascii::trimmed(rest.substr(0, rest.find(';'))))) return false;
    for (auto at = rest.find(';'); at != std::string_view::npos; at = rest.find(';')) {
        rest.remove_prefix(at + 1);
        const auto parameter = ascii::trimmed(rest.substr(0, rest.find(';')));
        if (!parameter.empty() && !is_harmless_parameter(parameter)) return false;
    }
    return true;
}

}  // namespace halogate::policy

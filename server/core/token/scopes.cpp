// SPDX-License-Identifier: MIT
#include "core/token/scopes.hpp"

#include <algorithm>

namespace halogate::token {

bool covers(std::string_view granted, std::string_view wanted) noexcept {
    if (granted == wanted) return true;
    if (granted == "all") return wanted != "all:teams";
    constexpr std::string_view edit = "edit:";
    constexpr std::string_view read = "read:";
    return granted.starts_with(edit) && wanted.starts_with(read) &&
           granted.substr(edit.size()) == wanted.substr(read.size());
}

std::vector<std::string> missing_scopes(std::string_view requested, std::string_view granted) {
    std::vector<std::string_view> held;
    while (const auto scope = next_scope(granted)) held.push_back(*scope);
    std::vector<std::string> missing;
    while (const auto scope = next_scope(requested)) {
        const bool is_held =
            std::any_of(held.begin(), held.end(), [&](std::string_view one) { return covers(one, *scope); });
        const bool is_named = std::find(missing.begin(), missing.end(), *scope) != missing.end();
        if (!is_held && !is_named) missing.emplace_back(*scope);
    }
    return missing;
}

std::optional<std::string_view> next_scope(std::string_view& list) noexcept {
    const auto first = list.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos) return std::nullopt;
    list.remove_prefix(first);
    const auto scope = list.substr(0, list.find_first_of(" \t\r\n"));
    list.remove_prefix(scope.size());
    return scope;
}

std::string_view domain_of_scope(std::string_view scope) noexcept {
    const auto colon = scope.find(':');
    return colon == std::string_view::npos ? std::string_view{} : scope.substr(colon + 1);
}

}  // namespace halogate::token

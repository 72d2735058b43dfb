// SPDX-License-Identifier: MIT
#include "core/local_token/scope_request.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace halogate::local_token {

namespace {

std::vector<std::string_view> words_in(std::string_view list) {
    std::vector<std::string_view> words;
    while (!list.empty()) {
        const auto word = list.substr(0, list.find_first_of(" ,"));
        if (!word.empty()) words.push_back(word);
        list.remove_prefix(std::min(list.size(), word.size() + 1));
    }
    return words;
}

bool means_whole_policy(std::string_view word) {
    return word == "all" || word == "all:standard";
}

/// Asked for beside others by real clients; no route of the catalogue needs one of them.
bool opens_nothing(std::string_view word) {
    constexpr std::array<std::string_view, 5> words{"all:teams", "offline_access", "openid", "profile",
                                                    "email"};
    return std::find(words.begin(), words.end(), word) != words.end();
}

std::string joined(const policy::PermissionSet& set) {
    std::string text;
    for (const std::string& name : set.names()) text.append(text.empty() ? "" : " ").append(name);
    // Strict clients refuse an answer whose scope is empty.
    return text.empty() ? "none" : text;
}

}  // namespace

Expected<GrantedScope, std::string> grant_scope(std::string_view requested,
                                                const policy::PermissionSet& held) {
    const auto words = words_in(requested);
    if (words.empty() || std::any_of(words.begin(), words.end(), means_whole_policy))
        return GrantedScope{std::nullopt, joined(held)};
    policy::PermissionSet only;
    for (const auto word : words) {
        if (opens_nothing(word)) continue;
        const auto permission = policy::parse_permission(word);
        if (!permission)
            return Unexpected{permission.error() + "; or ask for \"all\", which is what is held"};
        if (!held.holds(permission->action, permission->domain))
            return Unexpected{"scope \"" + std::string{word} + R"(" is not held: ask for "all", or for ")" +
                              joined(held) + '"'};
        only.add(*permission);
    }
    std::string text = joined(only);
    return GrantedScope{std::move(only), std::move(text)};
}

}  // namespace halogate::local_token

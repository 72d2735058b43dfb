// SPDX-License-Identifier: MIT
#include "core/token/scopes.hpp"

#include <algorithm>
#include <array>

#include "base/nearest.hpp"

namespace halogate::token {

namespace {

/// Each has read:X and edit:X.
constexpr std::array<std::string_view, 20> domains{"tickets",
                                                   "calendar",
                                                   "customers",
                                                   "crm",
                                                   "timesheets",
                                                   "contracts",
                                                   "suppliers",
                                                   "items",
                                                   "projects",
                                                   "sales",
                                                   "quotes",
                                                   "sos",
                                                   "pos",
                                                   "invoices",
                                                   "reporting",
                                                   "software",
                                                   "softwarelicensing",
                                                   "kb",
                                                   "assets",
                                                   "distributionlists"};

constexpr std::array<std::string_view, 9> single_scopes{
    "all",         "all:standard",           "all:teams",      "admin",         "editMine:timesheets",
    "access:chat", "access:adpasswordreset", "admin:webhooks", "offline_access"};

/// Domains that people ask for and HaloPSA answers invalid_scope to.
struct Absent {
    std::string_view domain;
    std::string_view gated_by;  ///< empty: look-ups need no scope of their own
};
constexpr std::array<Absent, 4> absent_domains{
    {{"actions", "tickets"}, {"sites", "customers"}, {"users", ""}, {"agents", ""}}};

std::optional<std::string_view> next_scope(std::string_view& list) noexcept {
    const auto first = list.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos) return std::nullopt;
    list.remove_prefix(first);
    const auto scope = list.substr(0, list.find_first_of(" \t\r\n"));
    list.remove_prefix(scope.size());
    return scope;
}

template <class Names>
bool is_among(const Names& names, std::string_view name) noexcept {
    return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

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
        if (!is_held && !is_among(missing, *scope)) missing.emplace_back(*scope);
    }
    return missing;
}

std::optional<std::string> scope_remark(std::string_view scope) {
    if (is_among(single_scopes, scope)) return std::nullopt;
    const auto colon = scope.find(':');
    const auto verb = scope.substr(0, colon);
    const auto domain = colon == std::string_view::npos ? std::string_view{} : scope.substr(colon + 1);
    const bool is_pair = verb == "read" || verb == "edit";
    if (is_pair && is_among(domains, domain)) return std::nullopt;

    const std::string name{scope};
    for (const auto& absent : absent_domains) {
        if (!is_pair || domain != absent.domain) continue;
        if (absent.gated_by.empty()) return "there is no " + name + ": such look-ups need no scope";
        return std::string{"there is no "}.append(name).append(": use ").append(verb).append(":").append(
            absent.gated_by);
    }
    if (is_pair) {
        const auto meant = nearest(domain, domains);
        if (meant) {
            return std::string{"no known scope is "}
                .append(name)
                .append("; did you mean ")
                .append(verb)
                .append(":")
                .append(*meant)
                .append("?");
        }
    }
    const auto meant = nearest(scope, single_scopes);
    if (meant) {
        return std::string{"no known scope is "}
            .append(name)
            .append("; did you mean ")
            .append(*meant)
            .append("?");
    }
    return "no known scope is " + name;
}

}  // namespace halogate::token

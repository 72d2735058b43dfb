// SPDX-License-Identifier: MIT
#include "core/token/scope_plan.hpp"

#include <algorithm>

#include "core/token/scope_names.hpp"
#include "core/token/scopes.hpp"

namespace halogate::token {

namespace {

constexpr std::string_view read_prefix = "read:";
constexpr std::string_view edit_prefix = "edit:";
constexpr std::string_view teams = "all:teams";

std::string joined(const std::vector<std::string>& words) {
    std::string result;
    for (const auto& word : words) result.append(result.empty() ? "" : " ").append(word);
    return result;
}

std::string with_prefix(std::string_view prefix, std::string_view domain) {
    return std::string{prefix}.append(domain);
}

/// Whatever can be held can read something: HaloPSA has tickets always.
std::string smallest_of(const std::vector<std::string>& scopes) {
    for (const auto& scope : scopes) {
        if (is_pair_scope(scope)) return with_prefix(read_prefix, domain_of_scope(scope));
    }
    const bool has_all = std::find(scopes.begin(), scopes.end(), "all") != scopes.end();
    if (has_all || scopes.empty()) return with_prefix(read_prefix, "tickets");
    return scopes.front();
}

/// edit:X takes the place of read:X, and a scope stands once.
void add(std::vector<std::string>& scopes, const std::string& scope) {
    const bool is_there = std::any_of(scopes.begin(), scopes.end(),
                                      [&](const std::string& each) { return covers(each, scope); });
    if (is_there) return;
    std::erase_if(scopes, [&](const std::string& each) { return covers(scope, each); });
    scopes.push_back(scope);
}

}  // namespace

ScopePlan::ScopePlan(TokenMode mode, const std::vector<std::string>& scopes)
    : mode_{mode},
      scopes_{scopes},
      shared_{joined(scopes)},
      base_{mode == TokenMode::shared ? shared_ : smallest_of(scopes)},
      lookup_{base_} {
    const bool has_teams = std::find(scopes.begin(), scopes.end(), teams) != scopes.end();
    if (mode == TokenMode::least && has_teams && base_ != teams) lookup_.append(" ").append(teams);
}

bool ScopePlan::is_covered(std::string_view scope) const {
    return std::any_of(scopes_.begin(), scopes_.end(),
                       [scope](const std::string& each) { return covers(each, scope); });
}

std::string ScopePlan::scopes_for(std::string_view permission) const {
    if (mode_ == TokenMode::shared) return shared_;
    std::vector<std::string> needed;
    bool asks_something = false;
    while (const auto word = next_scope(permission)) {
        asks_something = true;
        const auto domain = domain_of_scope(*word);
        if (domain.empty() || *word == teams) return shared_;
        const bool only_reads = word->starts_with(read_prefix);
        const auto scope = with_prefix(only_reads ? read_prefix : edit_prefix, domain);
        const auto lesser = with_prefix(read_prefix, domain);
        if (is_covered(scope)) {
            add(needed, scope);
        } else if (is_covered(lesser)) {
            add(needed, lesser);
        } else {
            return shared_;
        }
    }
    return asks_something ? joined(needed) : lookup_;
}

std::vector<std::string> ScopePlan::sets() const {
    std::vector<std::string> result{scopes_for("")};
    const auto append = [&result](std::string set) {
        if (std::find(result.begin(), result.end(), set) == result.end()) result.push_back(std::move(set));
    };
    for (const auto& scope : scopes_) {
        if (!is_pair_scope(scope)) {
            if (scope == "all") append(shared_);
            continue;
        }
        append(scopes_for(with_prefix(read_prefix, domain_of_scope(scope))));
        append(scopes_for(scope));
    }
    return result;
}

}  // namespace halogate::token

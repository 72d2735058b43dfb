// SPDX-License-Identifier: MIT
#include "core/token/scope_names.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/nearest.hpp"
#include "core/policy/domain.hpp"
#include "core/token/scopes.hpp"

namespace halogate::token {

namespace {

constexpr std::array<std::string_view, 9> single_scopes{
    "all",         "all:standard",           "all:teams",      "admin",         "editMine:timesheets",
    "access:chat", "access:adpasswordreset", "admin:webhooks", "offline_access"};

/// Proven not to exist: each was tried on live tenants. What gates them says policy::gate_of.
constexpr std::array<std::string_view, 4> absent_domains{"actions", "sites", "users", "agents"};

template <class Names>
bool is_among(const Names& names, std::string_view name) noexcept {
    return std::find(names.begin(), names.end(), name) != names.end();
}

std::string_view verb_of(std::string_view scope) noexcept {
    const auto colon = scope.find(':');
    return colon == std::string_view::npos ? std::string_view{} : scope.substr(0, colon);
}

bool is_pair_verb(std::string_view verb) noexcept {
    return verb == "read" || verb == "edit";
}

/// Singular and plural alike.
bool is_absent_domain(std::string_view word) noexcept {
    return std::any_of(absent_domains.begin(), absent_domains.end(), [word](std::string_view absent) {
        return word == absent || word == absent.substr(0, absent.size() - 1);
    });
}

std::string text(std::initializer_list<std::string_view> parts) {
    std::string result;
    for (const auto part : parts) result += part;
    return result;
}

/// What stands alone, edit:X, read:X.
int group_of(const std::string& scope) {
    if (scope.starts_with("edit:")) return 1;
    return scope.starts_with("read:") ? 2 : 0;
}

}  // namespace

bool is_pair_scope(std::string_view scope) noexcept {
    return is_pair_verb(verb_of(scope)) && policy::is_domain(domain_of_scope(scope));
}

std::vector<std::string> known_scopes() {
    std::vector<std::string> result;
    for (const auto domain : policy::domains()) {
        result.push_back(text({"read:", domain}));
        result.push_back(text({"edit:", domain}));
    }
    result.insert(result.end(), single_scopes.begin(), single_scopes.end());
    return result;
}

std::vector<std::string> absent_scopes() {
    std::vector<std::string> result;
    for (const auto domain : absent_domains) {
        result.push_back(text({"read:", domain}));
        result.push_back(text({"edit:", domain}));
    }
    return result;
}

std::vector<std::string> in_usual_order(std::vector<std::string> scopes) {
    const auto known = known_scopes();
    const auto place = [&known](const std::string& scope) {
        return std::pair{group_of(scope), std::find(known.begin(), known.end(), scope) - known.begin()};
    };
    std::stable_sort(
        scopes.begin(), scopes.end(),
        [&place](const std::string& one, const std::string& other) { return place(one) < place(other); });
    std::vector<std::string> result;
    for (auto& scope : scopes)
        if (!is_among(result, scope)) result.push_back(std::move(scope));
    return result;
}

std::optional<std::string> absent_scope_remark(std::string_view scope) {
    const auto domain = domain_of_scope(scope);
    if (!is_absent_domain(domain)) return std::nullopt;
    auto remark = text({"HaloPSA has no scope ", scope});
    const auto gate = policy::gate_of(domain).value_or("");
    if (gate.empty()) return remark + "; reading them needs none, so leave it out";
    const auto verb = verb_of(scope);
    const bool reads = verb.empty() || verb == "read";
    return remark + text({"; they are gated by ", gate, ", so write ", reads ? "read:" : "edit:", gate});
}

std::optional<std::string> scope_remark(std::string_view scope) {
    if (is_among(single_scopes, scope) || is_pair_scope(scope)) return std::nullopt;
    if (auto remark = absent_scope_remark(scope)) return remark;
    const auto verb = verb_of(scope);
    const auto domain = domain_of_scope(scope);
    auto remark = text({"no known scope is ", scope});
    if (is_pair_verb(verb)) {
        if (const auto meant = nearest(domain, policy::domains()))
            return remark + text({"; did you mean ", verb, ":", *meant, "?"});
    }
    const bool is_permission = verb == "create" || verb == "update" || verb == "delete";
    if (is_permission && policy::is_domain(domain))
        return remark + text({", it is a permission; the scope for it is edit:", domain});
    if (const auto meant = nearest(scope, single_scopes))
        return remark + text({"; did you mean ", *meant, "?"});
    return remark;
}

}  // namespace halogate::token

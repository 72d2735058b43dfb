// SPDX-License-Identifier: MIT
#include "core/policy/narrowing.hpp"

#include <algorithm>

namespace halogate::policy {

namespace {

/// How many of the permissions in a list with blanks between the token holds.
struct Count {
    std::size_t asked = 0;
    std::size_t held = 0;
};

Count count(std::string_view permissions, const PermissionSet& token) {
    Count result;
    while (!permissions.empty()) {
        const auto word = permissions.substr(0, permissions.find(' '));
        permissions.remove_prefix(std::min(permissions.size(), word.size() + 1));
        if (word.empty()) continue;
        ++result.asked;
        const auto permission = parse_permission(word);
        if (permission && token.holds(permission->action, permission->domain)) ++result.held;
    }
    return result;
}

Decision refused(Decision decision, const PermissionSet& token) {
    std::string held;
    for (const std::string& name : token.names()) held.append(held.empty() ? "" : " ").append(name);
    decision.verdict = Decision::Verdict::denied;
    decision.code = ErrorCode::insufficient_permission;
    // No scope stands for a route that `allow` names itself.
    const bool has_scope = decision.rule != Decision::Rule::named;
    decision.message = R"(the token was issued for ")" + held + R"(" only, and this )" +
                       (has_scope ? R"(needs ")" + decision.permission +
                                        R"(": ask the token endpoint for that scope too, or for "all")"
                                  : R"(route has no scope: ask the token endpoint for "all")");
    decision.rule = Decision::Rule::permission;
    return decision;
}

}  // namespace

Decision narrowed(Decision decision, const PermissionSet& token) {
    if (decision.verdict == Decision::Verdict::denied) return decision;
    if (decision.rule == Decision::Rule::named) return refused(std::move(decision), token);
    const auto [asked, held] = count(decision.permission, token);
    if (held == asked) return decision;
    const bool body_decides = decision.body_refines || decision.verdict == Decision::Verdict::needs_body;
    if (held == 0 || !body_decides) return refused(std::move(decision), token);
    decision.verdict = Decision::Verdict::needs_body;
    decision.body_refines = false;
    return decision;
}

}  // namespace halogate::policy

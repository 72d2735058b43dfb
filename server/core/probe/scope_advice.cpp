// SPDX-License-Identifier: MIT
#include "core/probe/scope_advice.hpp"

#include <algorithm>

#include "core/token/scope_names.hpp"
#include "core/token/scopes.hpp"

namespace halogate::probe {

namespace {

using Names = std::vector<std::string>;

Names granted_of(const std::vector<ScopeFinding>& findings) {
    Names granted;
    for (const auto& finding : findings)
        if (finding.standing == Standing::granted) granted.push_back(finding.scope);
    return granted;
}

bool is_among(const Names& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

bool is_covered(const Names& names, const std::string& wanted) {
    return std::any_of(names.begin(), names.end(),
                       [&](const std::string& each) { return token::covers(each, wanted); });
}

}  // namespace

ScopeAdvice advice_for(const Names& needed, const Names& configured, token::TokenMode mode,
                       const std::vector<ScopeFinding>& findings) {
    const Names granted = granted_of(findings);
    ScopeAdvice advice;
    advice.smallest = token::in_usual_order(needed);
    for (const auto& scope : advice.smallest)
        if (!is_covered(granted, scope)) advice.missing.push_back(scope);
    if (mode == token::TokenMode::least) {
        for (const auto& scope : advice.smallest) {
            const auto read = "read:" + std::string{token::domain_of_scope(scope)};
            const bool asks_for_it = token::is_pair_scope(scope) && !is_among(granted, read);
            if (asks_for_it) advice.missing.push_back(read);
        }
        advice.missing = token::in_usual_order(std::move(advice.missing));
    }
    for (const auto& scope : token::in_usual_order(granted))
        if (!is_covered(needed, scope) && !is_among(configured, scope)) advice.unneeded.push_back(scope);
    return advice;
}

}  // namespace halogate::probe

// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "core/probe/scope_survey.hpp"
#include "core/token/scope_plan.hpp"

namespace halogate::probe {

/// What a survey of scopes means for a policy. All lists in token::in_usual_order.
struct ScopeAdvice {
    std::vector<std::string> smallest;  ///< the least set that serves the policy
    std::vector<std::string> missing;   ///< needed, and not granted
    std::vector<std::string> unneeded;  ///< granted, and of no use to the policy
};

/// `needed`: the scopes that the permissions of all consumers lead to. `configured`: tenant.scopes where it
/// is a list; what stands there is not called unneeded. With TokenMode::least read:X has to be granted by
/// itself, next to edit:X.
[[nodiscard]] ScopeAdvice advice_for(const std::vector<std::string>& needed,
                                     const std::vector<std::string>& configured, token::TokenMode mode,
                                     const std::vector<ScopeFinding>& findings);

}  // namespace halogate::probe

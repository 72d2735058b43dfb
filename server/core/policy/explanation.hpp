// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/policy/policy.hpp"

namespace halogate::policy {

/// Why a call is allowed or refused, in the order in which things were looked at. The decision is made by the
/// functions that judge calls, and the steps are what they decided from.
struct Explanation {
    struct Step {
        std::string_view subject;  ///< "method", "deny", "route", "named", "permission", "body"
        std::string text;          ///< a sentence without its full stop
    };
    std::vector<Step> steps;
    /// With needs_body: the body decides, and there was none to look at.
    Decision decision;
};

}  // namespace halogate::policy

// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

#include "base/error_code.hpp"

namespace halogate::policy {

/// Whether a call may cross, and why not.
struct Decision {
    enum class Verdict : std::uint8_t {
        allowed,
        denied,
        needs_body,  ///< the head alone does not decide: call judge_body with the whole body
    };
    Verdict verdict = Verdict::denied;
    std::uint32_t route = 0;  ///< index for Policy::route_pattern; 0 is "no route"
    /// Asked by the call, e.g. "create:tickets"; several joined by a blank; empty when none is asked.
    std::string permission;
    ErrorCode code = ErrorCode::insufficient_permission;  ///< when denied
    std::string message;                                  ///< when denied: what is missing and what to do
    /// Allowed whatever the body says, because both are held; `permission` names both. judge_body tells which
    /// one it was, for the audit line; it never changes the verdict of a body that crosses anyway.
    bool body_refines = false;
};

}  // namespace halogate::policy

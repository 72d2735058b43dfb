// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

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
    /// What decided. It goes into the audit line.
    enum class Rule : std::uint8_t {
        none,        ///< nothing yet
        method,      ///< HaloPSA has no such method
        deny,        ///< a deny rule of the consumer
        permission,  ///< the permission that the route asks is held, or is missing
        free,        ///< the route asks for none
        privileged,  ///< closed until it is named
        named,       ///< the consumer's `allow` names the route itself
        unlisted,    ///< in no catalogue
        body,        ///< the body is not what can be judged, or asks for a query
    };
    Rule rule = Rule::none;
    /// Elements of the body that create and that update, as far as they were judged; one that may be read as
    /// both counts in both.
    std::size_t creates = 0;
    std::size_t updates = 0;
    /// Asked by the call, e.g. "create:tickets"; several joined by a blank; empty when none is asked.
    std::string permission;
    ErrorCode code = ErrorCode::insufficient_permission;  ///< when denied
    std::string message;                                  ///< when denied: what is missing and what to do
    /// Allowed as far as permissions go, which are all held; `permission` names them. judge_body, called when
    /// the body is held whole, tells which one it was, and refuses what no permission opens: a query.
    bool body_refines = false;
    /// The configuration names the route, in policy.routes or in the consumer's `allow`: a query is refused
    /// on every other.
    bool named = false;
    /// The body is one object where HaloPSA takes an array, and is to be sent as `[…]`.
    bool wrap = false;
    /// Denied whatever the body of this POST says. judge_body tells which permission is missing, and whether
    /// the body asks for a query besides: for the audit line, and for `mode: observe`.
    bool body_tells = false;
};

/// "permission", "deny", …; empty for none.
[[nodiscard]] std::string_view to_string(Decision::Rule rule) noexcept;

}  // namespace halogate::policy

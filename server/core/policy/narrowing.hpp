// SPDX-License-Identifier: MIT
#pragma once

#include "core/policy/decision.hpp"
#include "core/policy/permission_set.hpp"

namespace halogate::policy {

/// A decision about a caller whose token holds less than its consumer: what the consumer may do is refused
/// where the token does not hold the permission, or where the route is open by its name alone, for which no
/// scope stands. Never allows what `decision` does not. Where the body would
/// only have told which of several permissions was used, it decides when the token does not hold all of them
/// (needs_body); the decision about the body is to be narrowed as well.
[[nodiscard]] Decision narrowed(Decision decision, const PermissionSet& token);

}  // namespace halogate::policy

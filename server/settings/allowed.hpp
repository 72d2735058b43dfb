// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "core/policy/policy.hpp"
#include "settings/finding.hpp"
#include "settings/option_value.hpp"

namespace halogate::settings {

/// What `allow` says of a consumer.
struct Allowed {
    policy::PermissionSet permissions;
    std::vector<policy::ConsumerPolicy::Named> routes;
    std::vector<Finding> findings;
};

/// Permissions, and routes of two words: "read:tickets", "GET /api/SLA". A route must spell out the resource:
/// "GET /api/**" would open what nobody thought of.
[[nodiscard]] Allowed read_allowed(const Words& words);

}  // namespace halogate::settings

// SPDX-License-Identifier: MIT
#pragma once

#include <span>

#include "core/policy/permission_set.hpp"
#include "core/policy/policy.hpp"
#include "core/policy/route.hpp"

namespace halogate::policy {

/// What a consumer may need a token for: the permissions that it holds, and those of the routes that its
/// `allow` names, as far as their domain is known: one without a domain needs no scope of its own. `routes`
/// are the catalogue's and the configuration's. Throws std::invalid_argument for a malformed pattern.
[[nodiscard]] PermissionSet needed_permissions(const ConsumerPolicy& consumer, std::span<const Route> routes);

}  // namespace halogate::policy

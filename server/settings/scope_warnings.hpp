// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "settings/finding.hpp"
#include "settings/settings.hpp"

namespace halogate::settings {

/// What all consumers together may need a token for.
[[nodiscard]] policy::PermissionSet needed_permissions(const Settings& settings);

/// What `auto` asks for where the policy holds no permission: HaloPSA hands out a token without a scope, too,
/// and refuses it everywhere. What is only observed may need anything.
[[nodiscard]] std::string scope_without_permissions(policy::Mode mode);

/// What is doubtful about a list in tenant.scopes, next to what the policy needs and how tokens are asked
/// for, and about `auto` where the policy needs nothing. Warnings, not faults: the tenant knows best which
/// scopes it has and what they open. `place` is the list's.
[[nodiscard]] std::vector<Finding> scope_warnings(const Settings& settings, const Place& place);

}  // namespace halogate::settings

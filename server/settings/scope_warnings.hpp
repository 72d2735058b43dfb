// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "settings/finding.hpp"
#include "settings/settings.hpp"

namespace halogate::settings {

/// What is doubtful about a list in tenant.scopes, next to what the policy needs and how tokens are asked
/// for; nothing when it is `auto`. Warnings, not faults: the tenant knows best which scopes it has and what
/// they open. `place` is the list's.
[[nodiscard]] std::vector<Finding> scope_warnings(const Settings& settings, const Place& place);

}  // namespace halogate::settings

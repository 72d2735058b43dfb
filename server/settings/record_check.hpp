// SPDX-License-Identifier: MIT
#pragma once

#include "settings/cross_check.hpp"
#include "settings/option_values.hpp"
#include "settings/settings.hpp"

namespace halogate::settings {

/// Rules about what is written down of calls: where the logs go, what the audit log may hold up, and whether
/// the policy is enforced or only observed. `root` holds the values that `settings` was built from.
[[nodiscard]] CrossCheck check_records(const Settings& settings, const Section& root);

}  // namespace halogate::settings

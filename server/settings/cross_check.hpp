// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <vector>

#include "settings/finding.hpp"
#include "settings/option_values.hpp"
#include "settings/settings.hpp"

namespace halogate::settings {

/// What is behind the gateway: the tenant that the configuration names, or the built-in one.
enum class TenantKind : std::uint8_t { configured, sandbox };

struct CrossCheck {
    std::vector<Finding> faults;    ///< the gateway must not start
    std::vector<Finding> warnings;  ///< said at the start
};

/// Rules between options, all broken ones at once. `values` are those that `settings` was built from, for the
/// places.
[[nodiscard]] CrossCheck cross_check(const Settings& settings, const OptionValues& values, TenantKind tenant);

}  // namespace halogate::settings

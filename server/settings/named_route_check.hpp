// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "settings/finding.hpp"
#include "settings/option_values.hpp"
#include "settings/settings.hpp"

namespace halogate::settings {

/// Warnings of routes in an `allow` whose resource no route has: a slip of the pen that opens nothing, or a
/// resource that is newer than the catalogue. `values` are those that `settings` was built from.
[[nodiscard]] std::vector<Finding> check_named_routes(const Settings& settings, const OptionValues& values);

}  // namespace halogate::settings

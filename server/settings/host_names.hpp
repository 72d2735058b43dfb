// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "settings/finding.hpp"
#include "settings/option_values.hpp"

namespace halogate::settings {

/// The list `hosts` of a listener or of `admin`: names that Host may hold there, in the user's letter case.
[[nodiscard]] std::vector<std::string> read_host_names(const Section& from);

/// What is wrong with it: a name stands without scheme, port and path.
[[nodiscard]] std::vector<Finding> check_host_names(const std::vector<std::string>& hosts,
                                                    const Section& from);

}  // namespace halogate::settings

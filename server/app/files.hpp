// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "settings/settings.hpp"

namespace halogate::app {

/// What is wrong with the files that a configuration names for use while serving: the authorities to trust
/// and the access log. One sentence each, with the key and what to do. Creates and changes nothing.
[[nodiscard]] std::vector<std::string> unusable_files(const settings::Settings& settings);

}  // namespace halogate::app

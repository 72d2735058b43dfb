// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "app/commands.hpp"
#include "settings/finding.hpp"

namespace halogate::app {

/// Says on stderr all that is wrong with a configuration. Always Exit::usage.
Exit print_findings(const std::vector<settings::Finding>& findings);

}  // namespace halogate::app

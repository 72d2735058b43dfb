// SPDX-License-Identifier: MIT
#pragma once

#include "app/commands.hpp"

namespace halogate::app {

/// Reads the command line and runs the command that it names.
[[nodiscard]] Exit run_command_line(int argc, char** argv);

}  // namespace halogate::app

// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "observe/log.hpp"
#include "settings/settings.hpp"

namespace halogate::app {

/// What the program says once it serves.
struct Greeting {
    const std::string& source;  ///< of the configuration
    bool sandbox = false;       ///< in front of the built-in tenant
    std::vector<std::string> addresses;
    std::string admin_address;  ///< empty: none
    const settings::Settings& settings;
};

/// For a terminal, five lines: what it is, where it listens, whom it serves, what they may do, what to try.
[[nodiscard]] std::vector<std::string> greeting_lines(const Greeting& greeting);
/// The same as events, one for each listener and consumer.
void log_greeting(const Greeting& greeting, observe::Log& log);

}  // namespace halogate::app

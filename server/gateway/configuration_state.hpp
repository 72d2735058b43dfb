// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

#include "base/clock.hpp"

namespace halogate::gateway {

/// Which configuration is in force, and what became of the attempts to put another in force.
struct ConfigurationState {
    std::uint64_t generation = 1;  ///< 1 is the one of the start; each reload that takes adds 1
    std::string source;            ///< "/etc/halogate/halogate.yaml", "environment"
    WallTime in_force_since{};
    std::uint64_t failed_reloads = 0;
    std::string last_error = {};  ///< why the last reload did not take; empty when it did
    WallTime failed_at{};         ///< of last_error
};

}  // namespace halogate::gateway

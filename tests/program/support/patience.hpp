// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>

namespace halogate::program {

/// The one limit of this folder: how long a test waits for an event that must come. Nobody waits this long
/// unless something is broken; no test sleeps.
inline constexpr std::chrono::seconds patience{20};

}  // namespace halogate::program

// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

#include "base/clock.hpp"
#include "core/limit/limits.hpp"

namespace halogate::retry {

/// What a 429 said. Empty in all: it said nothing, and our own window decides what it means.
struct ThrottleNotice {
    std::optional<Duration> retry_after;       ///< from Retry-After, else from the body
    std::optional<limit::WindowShape> window;  ///< from "N Requests per rolling M minute window"
};

}  // namespace halogate::retry

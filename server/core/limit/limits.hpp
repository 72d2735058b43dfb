// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "base/clock.hpp"
#include "core/breaker/breaker.hpp"

namespace halogate::limit {

/// The tenant's rolling window: at most `requests` in any span of `per`.
struct WindowShape {
    std::size_t requests = 300;
    Duration per = std::chrono::minutes{5};
    bool operator==(const WindowShape&) const = default;
};

/// Pacing: permits refill steadily at `permits_per_second` up to `burst`.
struct BucketShape {
    double permits_per_second = 1;
    double burst = 1;
};

/// What of the window is not known and has to be found by the tenant's 429s; the window that is given is then
/// the most that it could be.
enum class Unknown : std::uint8_t { nothing, requests, window };

/// What must allow an exchange before it starts.
struct Limits {
    WindowShape window;
    std::optional<BucketShape> bucket;
    std::size_t concurrency = 16;
    Unknown unknown = Unknown::nothing;
    /// In flight at once while `unknown` is something and more of the window is in use than the tenant has
    /// ever been seen to take: a burst meets the limit with no more than this many 429s.
    std::size_t unproven_concurrency = 3;
    double reserve = 0.10;  ///< part of the window that only urgent demands (RFC 9218 u=0..2) may use
    bool learn = true;      ///< take a stricter window from what a 429 says
    breaker::Settings breaker = {};
};

}  // namespace halogate::limit

// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>

#include "base/clock.hpp"

namespace halogate::observe {

/// How long things took, as Prometheus wants to know it: in how many cases at most so long. Plain cells for
/// one thread: a histogram that any thread may write takes a lock for each value.
class DurationHistogram {
public:
    /// From an answer out of memory to the longest wait that a caller may ask for.
    static constexpr std::array<Duration, 14> bounds{
        std::chrono::milliseconds{5},   std::chrono::milliseconds{10},  std::chrono::milliseconds{25},
        std::chrono::milliseconds{50},  std::chrono::milliseconds{100}, std::chrono::milliseconds{250},
        std::chrono::milliseconds{500}, std::chrono::seconds{1},        std::chrono::milliseconds{2500},
        std::chrono::seconds{5},        std::chrono::seconds{10},       std::chrono::seconds{30},
        std::chrono::seconds{60},       std::chrono::seconds{600},
    };

    void add(Duration value) noexcept {
        value = std::max(value, Duration::zero());
        std::size_t bucket = 0;
        while (bucket < bounds.size() && value > bounds[bucket]) ++bucket;
        ++counts_[bucket];
        sum_ += value;
    }
    /// Of each bound, those above the one before; the last are beyond all bounds.
    [[nodiscard]] const std::array<std::uint64_t, bounds.size() + 1>& counts() const noexcept {
        return counts_;
    }
    [[nodiscard]] Duration sum() const noexcept { return sum_; }

private:
    std::array<std::uint64_t, bounds.size() + 1> counts_{};
    Duration sum_{};
};

}  // namespace halogate::observe

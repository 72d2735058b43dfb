// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>

#include "base/clock.hpp"

namespace halogate {

/// Randomness, handed in so that tests decide it.
class Random {
public:
    virtual ~Random() = default;
    [[nodiscard]] virtual std::uint64_t next() = 0;

    /// Uniform in [0, 1).
    [[nodiscard]] double unit();
    /// Uniform in [low, high]; `low` when high <= low.
    [[nodiscard]] Duration between(Duration low, Duration high);
};

/// Seeded by the operating system. Good for jitter and request ids, not for keys.
class SystemRandom final : public Random {
public:
    SystemRandom();
    [[nodiscard]] std::uint64_t next() override;

private:
    std::array<std::uint64_t, 4> state_{};
};

}  // namespace halogate

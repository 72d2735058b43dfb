// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "base/random.hpp"

namespace halogate::retry {

/// Always draws the same part of whatever range: 0 for its beginning, 1 for as good as its end.
class FixedRandom final : public Random {
public:
    explicit FixedRandom(double part)
        : bits_{part >= 1 ? UINT64_MAX : static_cast<std::uint64_t>(part * 0x1.0p64)} {}
    std::uint64_t next() override { return bits_; }

private:
    std::uint64_t bits_;
};

/// The same numbers in every run (SplitMix64).
class SeededRandom final : public Random {
public:
    explicit SeededRandom(std::uint64_t seed) : state_{seed} {}
    std::uint64_t next() override {
        state_ += 0x9E3779B97F4A7C15U;
        std::uint64_t bits = state_;
        bits = (bits ^ (bits >> 30U)) * 0xBF58476D1CE4E5B9U;
        bits = (bits ^ (bits >> 27U)) * 0x94D049BB133111EBU;
        return bits ^ (bits >> 31U);
    }
    std::uint64_t below(std::uint64_t bound) { return next() % bound; }

private:
    std::uint64_t state_;
};

}  // namespace halogate::retry

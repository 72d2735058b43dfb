// SPDX-License-Identifier: MIT
#include "base/random.hpp"

#include <bit>
#include <random>

namespace halogate {

double Random::unit() {
    // 53 bits are all that a double between 0 and 1 can tell apart.
    return static_cast<double>(next() >> 11U) * 0x1.0p-53;
}

Duration Random::between(Duration low, Duration high) {
    if (high <= low) return low;
    const auto span = static_cast<double>((high - low).count());
    return low + Duration{static_cast<Duration::rep>(span * unit())};
}

SystemRandom::SystemRandom() {
    std::random_device device;
    for (auto& word : state_) word = (std::uint64_t{device()} << 32U) | device();
}

// xoshiro256++ (Blackman and Vigna): cheap enough to draw a request id per call.
std::uint64_t SystemRandom::next() {
    const std::uint64_t result = std::rotl(state_[0] + state_[3], 23) + state_[0];
    const std::uint64_t shifted = state_[1] << 17U;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= shifted;
    state_[3] = std::rotl(state_[3], 45);
    return result;
}

}  // namespace halogate

// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace halogate {

/// RFC 9218, 4.1: 0 is the most urgent, 7 the least; 3 when nothing is said.
using Urgency = std::uint8_t;
inline constexpr Urgency default_urgency = 3;
inline constexpr Urgency least_urgency = 7;
/// The part of the budget that is kept in reserve is for u=0..2.
[[nodiscard]] constexpr bool is_urgent(Urgency urgency) noexcept {
    return urgency <= 2;
}

}  // namespace halogate

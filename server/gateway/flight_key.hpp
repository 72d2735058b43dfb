// SPDX-License-Identifier: MIT
#pragma once

#include <compare>
#include <cstddef>
#include <functional>
#include <string_view>

namespace halogate::gateway {

/// What calls that share a flight have in common, in an order that is cheap to look up: by a hash, and by the
/// text where that is the same. The texts begin alike and lie elsewhere in memory: with some sixty flights
/// under way, comparing them took a twentieth of a request's time. An order and no hash table, because what
/// others choose must not choose the cost of a look-up.
struct FlightKey {
    explicit FlightKey(std::string_view of) noexcept : hash{std::hash<std::string_view>{}(of)}, text{of} {}
    [[nodiscard]] auto operator<=>(const FlightKey&) const noexcept = default;

    std::size_t hash;
    std::string_view text;  ///< of whoever made it
};

}  // namespace halogate::gateway

// SPDX-License-Identifier: MIT
#include "sandbox/span_text.hpp"

#include <algorithm>
#include <cstdint>

#include "base/ascii.hpp"

namespace halogate::sandbox {

std::optional<Duration> parse_span(std::string_view text) noexcept {
    const auto unit_at = std::min(text.find_first_not_of("0123456789"), text.size());
    const auto number = ascii::to_unsigned(text.substr(0, unit_at));
    constexpr std::uint64_t longest = 1'000'000'000;  // ms: eleven days, and no product below overflows
    if (!number || *number > longest) return std::nullopt;
    const auto amount = static_cast<std::int64_t>(*number);
    const auto unit = text.substr(unit_at);
    if (unit == "ms") return std::chrono::milliseconds{amount};
    if (amount > 1'000'000) return std::nullopt;
    if (unit == "s") return std::chrono::seconds{amount};
    if (unit == "m") return std::chrono::minutes{amount};
    if (unit == "h") return std::chrono::hours{amount};
    return std::nullopt;
}

}  // namespace halogate::sandbox

// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string_view>

#include "base/clock.hpp"
#include "core/limit/limits.hpp"

namespace halogate::retry {

/// No pause that a tenant asks for is taken for longer than this.
inline constexpr Duration longest_pause = std::chrono::hours{24};

/// "retry after N seconds" (minutes, hours) anywhere in the text, in any letter case; of several the longest.
[[nodiscard]] std::optional<Duration> pause_in_text(std::string_view text);

/// "N Requests per rolling M minute window" (seconds, hours) anywhere in the text, in any letter case, as
/// HaloPSA words its limit. A window of nothing, or longer than a day, is none.
[[nodiscard]] std::optional<limit::WindowShape> window_in_text(std::string_view text);

/// Seconds that may have a fraction, as a pause: never negative, rounded up to the millisecond, at most
/// longest_pause. Nothing for a negative number or one that is none.
[[nodiscard]] std::optional<Duration> pause_of_seconds(double seconds) noexcept;
/// The same for a text such as "30" or "1.5": digits with at most one point, and nothing else.
[[nodiscard]] std::optional<Duration> pause_of_seconds(std::string_view text);

}  // namespace halogate::retry

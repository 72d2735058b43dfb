// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string_view>

#include "base/clock.hpp"
#include "core/retry/throttle_notice.hpp"

namespace halogate::retry {

/// Retry-After (RFC 9110, 10.2.3): whole seconds, or an HTTP-date judged against the answer's own Date (the
/// two clocks need not agree) or, without one, against `wall_now`. Garbage and dates in the past are absent
/// and zero.
[[nodiscard]] std::optional<Duration> parse_retry_after(std::string_view value,
                                                        std::optional<std::string_view> date,
                                                        WallTime wall_now);

/// Everything that a 429 says: its Retry-After, else `retry_after` or "retry after N seconds" in the body,
/// and the window from "N Requests per rolling M minute window".
[[nodiscard]] ThrottleNotice parse_throttle_notice(std::optional<std::string_view> retry_after,
                                                   std::optional<std::string_view> date,
                                                   std::string_view body, WallTime wall_now);

/// Whether a 400's body says that the token is unknown ("Token not found"): HaloPSA's other way to say 401.
[[nodiscard]] bool says_token_unknown(std::string_view body);

}  // namespace halogate::retry

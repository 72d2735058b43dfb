// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"

namespace halogate::retry {

/// HTTP-date (RFC 9110, 5.6.7) in all three forms that a recipient must understand: IMF-fixdate, RFC 850 and
/// asctime. Case-sensitive, as the RFC says. The name of the day must be one, but is not held against the
/// date: it adds nothing. A year of two digits that would lie more than fifty years after `now` is of the
/// century before.
[[nodiscard]] std::optional<std::chrono::sys_seconds> parse_http_date(std::string_view text, WallTime now);

/// IMF-fixdate, the only form to be sent: "Sun, 06 Nov 1994 08:49:37 GMT". For years 0 to 9999.
[[nodiscard]] std::string imf_fixdate(std::chrono::sys_seconds time);

}  // namespace halogate::retry

// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "base/clock.hpp"

namespace halogate::sandbox {

/// RFC 9110, 5.6.7: "Sun, 06 Nov 1994 08:49:37 GMT".
[[nodiscard]] std::string http_date(WallTime time);
/// ISO 8601 in UTC with milliseconds, as HaloPSA writes its dates.
[[nodiscard]] std::string iso_date(WallTime time);

}  // namespace halogate::sandbox

// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "base/expected.hpp"

namespace halogate::settings {

/// "DELETE /api/**" in its two parts, as routes and denials are written.
struct RouteMatch {
    std::string method;   ///< in capitals, or "*"
    std::string pattern;  ///< one that PathPattern takes
};

/// The error says what is wrong with the text, or with the pattern in it.
[[nodiscard]] Expected<RouteMatch, std::string> read_route_match(std::string_view text);

}  // namespace halogate::settings

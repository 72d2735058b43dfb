// SPDX-License-Identifier: MIT
#include "settings/route_match.hpp"

#include <algorithm>

#include "core/policy/path_pattern.hpp"
#include "settings/finding.hpp"

namespace halogate::settings {

Expected<RouteMatch, std::string> read_route_match(std::string_view text) {
    const auto blank = text.find(' ');
    if (blank == std::string_view::npos || blank == 0 || text.substr(blank + 1, 1) != "/") {
        return Unexpected{
            std::string{"must be a method or `*`, one blank and a path, such as `DELETE /api/**`"}};
    }
    RouteMatch result{std::string{text.substr(0, blank)}, std::string{text.substr(blank + 1)}};
    const bool method =
        std::all_of(result.method.begin(), result.method.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
    if (result.method != "*" && !method) {
        return Unexpected{quoted(result.method) +
                          " is no method; write it in capitals, such as `GET`, or `*`"};
    }
    if (auto pattern = policy::PathPattern::parse(result.pattern); !pattern)
        return Unexpected{pattern.error()};
    return result;
}

}  // namespace halogate::settings

// SPDX-License-Identifier: MIT
#include "settings/route_match.hpp"

#include <algorithm>
#include <array>

#include "base/nearest.hpp"
#include "core/policy/path_pattern.hpp"
#include "settings/finding.hpp"

namespace halogate::settings {

namespace {

/// A denial of a method that does not exist would never deny anything, and nobody would notice.
constexpr std::array<std::string_view, 8> methods{"*",   "GET",   "HEAD",   "POST",
                                                  "PUT", "PATCH", "DELETE", "OPTIONS"};

}  // namespace

Expected<RouteMatch, std::string> read_route_match(std::string_view text) {
    const auto blank = text.find(' ');
    if (blank == std::string_view::npos || blank == 0 || text.substr(blank + 1, 1) != "/") {
        return Unexpected{
            std::string{"must be a method or `*`, one blank and a path, such as `DELETE /api/**`"}};
    }
    RouteMatch result{std::string{text.substr(0, blank)}, std::string{text.substr(blank + 1)}};
    if (std::find(methods.begin(), methods.end(), result.method) == methods.end()) {
        std::string message = quoted(result.method) + " is no method; ";
        const auto near = nearest(result.method, methods);
        message += near ? "did you mean " + quoted(*near) + "?"
                        : std::string{"write it in capitals, such as `GET`, or `*`"};
        return Unexpected{std::move(message)};
    }
    if (auto pattern = policy::PathPattern::parse(result.pattern); !pattern)
        return Unexpected{pattern.error()};
    return result;
}

}  // namespace halogate::settings

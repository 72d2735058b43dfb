// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/policy/route.hpp"

namespace halogate::app {

/// Where the routes of one configuration stand in what outlives it. One with the same method and pattern as
/// in the configuration before keeps its number, so that a pause of it stands; others get numbers that were
/// never used, so that nobody inherits a pause.
class RoutePlaces {
public:
    /// Those of the start: at their own index.
    explicit RoutePlaces(const std::vector<policy::Route>& routes);
    /// Those of the next configuration.
    [[nodiscard]] RoutePlaces after(const std::vector<policy::Route>& routes) const;

    /// By the route's index in the policy, where 0 is "no route"; empty: at their own index.
    [[nodiscard]] const std::vector<std::uint32_t>& numbers() const noexcept { return numbers_; }

private:
    RoutePlaces() = default;

    std::vector<std::string> keys_;  ///< "GET /api/Tickets", in the order of the routes
    std::vector<std::uint32_t> numbers_;
    std::uint32_t next_ = 0;  ///< never used so far
};

}  // namespace halogate::app

// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace halogate::gateway {

/// Where the consumers and routes of one configuration stand in what outlives it: admission, pauses, caps.
/// Empty lists: at their own index.
struct Places {
    std::vector<std::uint32_t> consumers = {};
    std::vector<std::uint32_t> routes = {};

    [[nodiscard]] std::uint32_t consumer(std::size_t index) const noexcept {
        return index < consumers.size() ? consumers[index] : static_cast<std::uint32_t>(index);
    }
    [[nodiscard]] std::uint32_t route(std::uint32_t index) const noexcept {
        return index < routes.size() ? routes[index] : index;
    }
};

}  // namespace halogate::gateway

// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "settings/settings.hpp"

namespace halogate::app {

/// Where each consumer that there ever was stands in what outlives a configuration. A name keeps its place,
/// so that a consumer's history is its own after a reload, and one that comes back finds it.
class ConsumerPlaces {
public:
    /// By the consumer's index in the configuration; new names get places behind all others.
    [[nodiscard]] std::vector<std::uint32_t> places_of(
        const std::vector<settings::ConsumerSettings>& consumers);
    [[nodiscard]] std::size_t size() const noexcept { return names_.size(); }

private:
    std::vector<std::string> names_;  ///< by place
};

}  // namespace halogate::app

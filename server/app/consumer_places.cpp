// SPDX-License-Identifier: MIT
#include "app/consumer_places.hpp"

#include <algorithm>

namespace halogate::app {

std::vector<std::uint32_t> ConsumerPlaces::places_of(
    const std::vector<settings::ConsumerSettings>& consumers) {
    std::vector<std::uint32_t> places;
    for (const settings::ConsumerSettings& consumer : consumers) {
        const auto found = std::find(names_.begin(), names_.end(), consumer.policy.name);
        places.push_back(static_cast<std::uint32_t>(found - names_.begin()));
        if (found == names_.end()) names_.push_back(consumer.policy.name);
    }
    return places;
}

}  // namespace halogate::app

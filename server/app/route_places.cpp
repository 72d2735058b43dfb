// SPDX-License-Identifier: MIT
#include "app/route_places.hpp"

#include <unordered_map>
#include <utility>

namespace halogate::app {

namespace {

std::vector<std::string> keys_of(const std::vector<policy::Route>& routes) {
    std::vector<std::string> keys;
    keys.reserve(routes.size());
    for (const policy::Route& route : routes) keys.push_back(route.method + ' ' + route.pattern);
    return keys;
}

}  // namespace

RoutePlaces::RoutePlaces(const std::vector<policy::Route>& routes)
    : keys_{keys_of(routes)}, next_{static_cast<std::uint32_t>(routes.size()) + 1} {}

RoutePlaces RoutePlaces::after(const std::vector<policy::Route>& routes) const {
    auto keys = keys_of(routes);
    if (keys == keys_) return *this;
    std::unordered_map<std::string, std::uint32_t> known;
    for (std::size_t i = 0; i < keys_.size(); ++i)
        known[keys_[i]] = numbers_.empty() ? static_cast<std::uint32_t>(i + 1) : numbers_[i + 1];
    RoutePlaces result;
    result.next_ = next_;
    result.numbers_.push_back(0);
    for (const std::string& key : keys) {
        const auto found = known.find(key);
        result.numbers_.push_back(found == known.end() ? result.next_++ : found->second);
    }
    result.keys_ = std::move(keys);
    return result;
}

}  // namespace halogate::app

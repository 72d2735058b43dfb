// SPDX-License-Identifier: MIT
#include "gateway/flight_key.hpp"

#include <gtest/gtest.h>

#include <map>
#include <string>

namespace halogate::gateway {
namespace {

FlightKey key_with(std::size_t hash, std::string_view text) {
    FlightKey key{text};
    key.hash = hash;
    return key;
}

TEST(FlightKey, IsEqualByTheBytesOfItsText) {
    const std::string text(300, 'a');
    const std::string same = text;
    std::string other = text;
    other.back() = 'b';
    EXPECT_EQ(FlightKey{text}, FlightKey{same});
    EXPECT_NE(FlightKey{text}, FlightKey{other});
}

TEST(FlightKey, AHashThatTwoTextsShareDoesNotMakeThemOne) {
    std::multimap<FlightKey, int> flights;
    flights.emplace(key_with(7, "one"), 1);
    flights.emplace(key_with(7, "two"), 2);
    flights.emplace(key_with(7, "two"), 3);
    EXPECT_EQ(flights.count(key_with(7, "one")), 1U);
    EXPECT_EQ(flights.count(key_with(7, "two")), 2U);
    EXPECT_EQ(flights.count(key_with(7, "three")), 0U);
}

}  // namespace
}  // namespace halogate::gateway

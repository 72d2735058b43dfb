// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "app/consumer_places.hpp"
#include "app/route_places.hpp"

namespace halogate::app {
namespace {

using Numbers = std::vector<std::uint32_t>;

std::vector<settings::ConsumerSettings> consumers(const std::vector<std::string>& names) {
    std::vector<settings::ConsumerSettings> result(names.size());
    for (std::size_t i = 0; i < names.size(); ++i) result[i].policy.name = names[i];
    return result;
}

std::vector<policy::Route> routes(const std::vector<std::string>& patterns) {
    std::vector<policy::Route> result(patterns.size());
    for (std::size_t i = 0; i < patterns.size(); ++i) {
        result[i].method = "GET";
        result[i].pattern = patterns[i];
    }
    return result;
}

TEST(ConsumerPlaces, ANameKeepsItsPlaceWhereverItStands) {
    ConsumerPlaces places;
    EXPECT_EQ(places.places_of(consumers({"anonymous", "a", "b"})), (Numbers{0, 1, 2}));
    EXPECT_EQ(places.places_of(consumers({"anonymous", "c", "b"})), (Numbers{0, 3, 2}));
    EXPECT_EQ(places.places_of(consumers({"anonymous", "a"})), (Numbers{0, 1}));
    EXPECT_EQ(places.size(), 4U);
}

TEST(RoutePlaces, TheSameRoutesStandAtTheirOwnIndices) {
    const RoutePlaces start{routes({"/a", "/b"})};
    EXPECT_TRUE(start.numbers().empty());
    EXPECT_TRUE(start.after(routes({"/a", "/b"})).numbers().empty());
}

TEST(RoutePlaces, ARouteKeepsItsNumberAndANewOneGetsOneThatWasNeverUsed) {
    const RoutePlaces start{routes({"/a", "/b"})};
    const RoutePlaces second = start.after(routes({"/new", "/b"}));
    EXPECT_EQ(second.numbers(), (Numbers{0, 3, 2})) << "0 is no route";
    const RoutePlaces third = second.after(routes({"/b", "/newer", "/new"}));
    EXPECT_EQ(third.numbers(), (Numbers{0, 2, 4, 3}));
}

}  // namespace
}  // namespace halogate::app

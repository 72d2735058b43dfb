// SPDX-License-Identifier: MIT
#include "core/limit/observed_limit.hpp"

#include <gtest/gtest.h>

namespace halogate::limit {
namespace {

using namespace std::chrono_literals;
using Width = Pauses::Width;

constexpr TimePoint t0{1000s};
constexpr WindowShape shape{.requests = 300, .per = 5s};

/// One 429 after `taken` exchanges were taken, with nothing else in flight.
std::optional<std::size_t> episode(ObservedLimit& observed, Width width, std::size_t taken, TimePoint now) {
    observed.throttled(width, 1, now);
    return observed.ended(now - 2ms, taken + 1, shape, now);
}

TEST(ObservedLimit, WhatTheTenantTookBeforeA429IsItsLimit) {
    ObservedLimit observed;
    EXPECT_EQ(episode(observed, Width::tenant, 200, t0), 200U);
}

TEST(ObservedLimit, WaitsForTheExchangesThatWereInFlightAtTheFirst429) {
    ObservedLimit observed;
    observed.throttled(Width::tenant, 3, t0);
    EXPECT_EQ(observed.ended(t0 - 2ms, 199, shape, t0), std::nullopt);
    EXPECT_EQ(observed.ended(t0 - 2ms, 200, shape, t0 + 1ms), std::nullopt);
    observed.throttled(Width::tenant, 1, t0 + 2ms);
    EXPECT_EQ(observed.ended(t0 - 1ms, 201, shape, t0 + 2ms), 199U) << "201 ended, two of them throttled";
}

TEST(ObservedLimit, OneLaneAloneMustBeSeenTwiceAtTheSameLevel) {
    ObservedLimit observed;
    EXPECT_EQ(episode(observed, Width::lane, 200, t0), std::nullopt);
    EXPECT_EQ(episode(observed, Width::lane, 160, t0 + 10s), std::nullopt);
    EXPECT_EQ(episode(observed, Width::lane, 155, t0 + 20s), 155U);
}

TEST(ObservedLimit, ALowLevelMustBeSeenTwiceAndAVeryLowOneSaysNothing) {
    ObservedLimit observed;
    EXPECT_EQ(episode(observed, Width::tenant, 100, t0), std::nullopt);
    EXPECT_EQ(episode(observed, Width::tenant, 100, t0 + 10s), 100U);
    EXPECT_EQ(episode(observed, Width::tenant, 5, t0 + 20s), std::nullopt);
    EXPECT_EQ(episode(observed, Width::tenant, 5, t0 + 30s), std::nullopt);
}

TEST(ObservedLimit, WhereTheWindowIsOnlyAnUpperBoundFiftyTakenAreConvincing) {
    ObservedLimit observed{ObservedLimit::Window::upper_bound};
    EXPECT_EQ(episode(observed, Width::tenant, 49, t0), std::nullopt);
    EXPECT_EQ(episode(observed, Width::tenant, 49, t0 + 10s), 49U) << "seen twice";
    EXPECT_EQ(episode(observed, Width::lane, 60, t0 + 20s), std::nullopt) << "one lane among several";
    EXPECT_EQ(episode(observed, Width::tenant, 50, t0 + 30s), 50U);
}

TEST(ObservedLimit, TeachesNothingWhenTheTenantTookAllThatWeAllow) {
    ObservedLimit observed;
    EXPECT_EQ(episode(observed, Width::tenant, 300, t0), std::nullopt);
}

TEST(ObservedLimit, TeachesNothingWhenTheTenantNamesItsLimit) {
    ObservedLimit observed;
    observed.throttled(Width::tenant, 1, t0);
    observed.named();
    EXPECT_EQ(observed.ended(t0 - 2ms, 201, shape, t0), std::nullopt);
}

}  // namespace
}  // namespace halogate::limit

// SPDX-License-Identifier: MIT
#include "observe/duration_sketch.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

namespace halogate::observe {
namespace {

using namespace std::chrono_literals;

TEST(DurationSketch, OfNothingEveryQuantileIsNothing) {
    EXPECT_EQ(DurationSketch{}.quantile(95), Duration::zero());
}

TEST(DurationSketch, SmallValuesAreKeptAsTheyAre) {
    DurationSketch sketch;
    for (const Duration value : {Duration{1us}, Duration{7us}, Duration{15us}}) sketch.add(value);
    EXPECT_EQ(sketch.quantile(33), 1us);
    EXPECT_EQ(sketch.quantile(50), 7us);
    EXPECT_EQ(sketch.quantile(100), 15us);
}

/// The bound of the header, held against a plain reading: sort, and take the one at that place.
TEST(DurationSketch, QuantilesAreRightToTenPercent) {
    std::mt19937_64 random{7};
    std::lognormal_distribution<double> microseconds{9, 3};
    DurationSketch sketch;
    std::vector<Duration> values;
    for (int i = 0; i < 20'000; ++i) {
        const double drawn = std::clamp(microseconds(random), 1.0, 2e9);
        values.push_back(std::chrono::microseconds{static_cast<std::int64_t>(drawn)});
        sketch.add(values.back());
    }
    std::sort(values.begin(), values.end());
    for (const unsigned percent : {1U, 10U, 50U, 95U, 99U, 100U}) {
        const auto expected = static_cast<double>(values[values.size() * percent / 100 - 1].count());
        EXPECT_NEAR(static_cast<double>(sketch.quantile(percent).count()) / expected, 1, 0.1) << percent;
    }
}

TEST(DurationSketch, WhatIsLongerThanAnythingAndWhatIsNegativeStayInItsCells) {
    DurationSketch sketch;
    sketch.add(Duration::max());
    sketch.add(-5s);
    EXPECT_EQ(sketch.size(), 2U);
    EXPECT_EQ(sketch.quantile(50), Duration::zero());
    EXPECT_GT(sketch.quantile(100), 30min);
}

TEST(DurationSketch, IsEmptyAgainWhenCleared) {
    DurationSketch sketch;
    sketch.add(1s);
    sketch.clear();
    EXPECT_EQ(sketch.size(), 0U);
    EXPECT_EQ(sketch.quantile(50), Duration::zero());
}

}  // namespace
}  // namespace halogate::observe

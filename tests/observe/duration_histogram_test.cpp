// SPDX-License-Identifier: MIT
#include "observe/duration_histogram.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

namespace halogate::observe {
namespace {

using namespace std::chrono_literals;

TEST(DurationHistogram, ABoundBelongsToTheBucketThatItEnds) {
    DurationHistogram histogram;
    histogram.add(5ms);
    histogram.add(5ms + 1ns);
    histogram.add(Duration::zero());
    EXPECT_EQ(histogram.counts()[0], 2U);
    EXPECT_EQ(histogram.counts()[1], 1U);
    EXPECT_EQ(histogram.sum(), 10ms + 1ns);
}

TEST(DurationHistogram, WhatIsBeyondAllBoundsIsCountedInTheLast) {
    DurationHistogram histogram;
    histogram.add(600s);
    histogram.add(601s);
    EXPECT_EQ(histogram.counts()[DurationHistogram::bounds.size() - 1], 1U);
    EXPECT_EQ(histogram.counts().back(), 1U);
}

TEST(DurationHistogram, ANegativeDurationCountsAsNone) {
    DurationHistogram histogram;
    histogram.add(-3s);
    EXPECT_EQ(histogram.counts()[0], 1U);
    EXPECT_EQ(histogram.sum(), Duration::zero());
}

TEST(DurationHistogram, ItsBoundsGrow) {
    EXPECT_TRUE(std::is_sorted(DurationHistogram::bounds.begin(), DurationHistogram::bounds.end()));
}

}  // namespace
}  // namespace halogate::observe

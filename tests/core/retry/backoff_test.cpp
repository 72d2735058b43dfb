// SPDX-License-Identifier: MIT
#include "core/retry/backoff.hpp"

#include <gtest/gtest.h>

#include <climits>

#include "support/retry_random.hpp"

namespace halogate::retry {
namespace {

using namespace std::chrono_literals;

constexpr Backoff shape{.base = 500ms, .cap = 30s};

TEST(Backoff, TheCeilingDoublesUpToTheCap) {
    EXPECT_EQ(shape.ceiling(1), 500ms);
    EXPECT_EQ(shape.ceiling(2), 1s);
    EXPECT_EQ(shape.ceiling(6), 16s);
    EXPECT_EQ(shape.ceiling(7), 30s);
    EXPECT_EQ(shape.ceiling(UINT_MAX), 30s);
}

TEST(Backoff, TheCapHoldsForTheFirstPauseToo) {
    EXPECT_EQ((Backoff{.base = 5s, .cap = 1s}.ceiling(1)), 1s);
}

TEST(Backoff, NothingOverflowsAndNothingIsNegative) {
    EXPECT_EQ((Backoff{.base = 1ns, .cap = Duration::max()}.ceiling(200)), Duration::max());
    EXPECT_EQ((Backoff{.base = 0s, .cap = 30s}.ceiling(UINT_MAX)), 0s);
    EXPECT_EQ((Backoff{.base = -1s, .cap = -2s}.ceiling(3)), 0s);
}

TEST(Backoff, FullJitterReachesFromNothingToTheCeiling) {
    FixedRandom lowest{0};
    FixedRandom middle{0.5};
    FixedRandom highest{1};
    EXPECT_EQ(shape.full_jitter(3, lowest), 0s);
    EXPECT_EQ(shape.full_jitter(3, middle), 1s);
    EXPECT_GT(shape.full_jitter(3, highest), 2s - 1us);
    EXPECT_LE(shape.full_jitter(3, highest), 2s);
}

TEST(Backoff, ManyDrawsSpreadEvenlyOverTheWholeRange) {
    SeededRandom random{7};
    int early = 0;
    for (int i = 0; i < 10'000; ++i) {
        const auto pause = shape.full_jitter(2, random);
        ASSERT_GE(pause, 0s);
        ASSERT_LE(pause, 1s);
        early += pause < 250ms ? 1 : 0;
    }
    EXPECT_NEAR(early, 2500, 150);
}

}  // namespace
}  // namespace halogate::retry

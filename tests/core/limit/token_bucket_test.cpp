// SPDX-License-Identifier: MIT
#include "core/limit/token_bucket.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

namespace halogate::limit {
namespace {

using namespace std::chrono_literals;

constexpr TimePoint t0{1000s};

TEST(TokenBucket, EmptyBucketSaysWhenToComeBackAndKeepsItsWord) {
    for (const double rate : {2.0, 3.0, 0.7, 333.0}) {
        TokenBucket bucket{{.permits_per_second = rate, .burst = 3}};
        for (int i = 0; i < 3; ++i) EXPECT_TRUE(bucket.take(t0));
        EXPECT_FALSE(bucket.take(t0));
        const TimePoint promised = bucket.next_permit(0, t0);
        EXPECT_EQ(promised, t0 + Duration{static_cast<Duration::rep>(std::ceil(1e9 / rate))});
        EXPECT_FALSE(bucket.take(promised - 1us));
        EXPECT_TRUE(bucket.take(promised));
    }
}

TEST(TokenBucket, AnswersForPermitsFurtherAhead) {
    TokenBucket bucket{{.permits_per_second = 10, .burst = 2}};
    EXPECT_EQ(bucket.next_permit(1, t0), t0);
    EXPECT_EQ(bucket.next_permit(2, t0), t0 + 100ms);
    EXPECT_TRUE(bucket.take(t0));
    EXPECT_EQ(bucket.next_permit(5, t0), t0 + 500ms);
    EXPECT_EQ(bucket.next_permit(SIZE_MAX, t0), TimePoint::max());
}

TEST(TokenBucket, FillsNoFurtherThanItsBurst) {
    TokenBucket bucket{{.permits_per_second = 1, .burst = 2}};
    EXPECT_TRUE(bucket.take(t0));
    EXPECT_TRUE(bucket.take(t0 + 1h));
    EXPECT_TRUE(bucket.take(t0 + 1h));
    EXPECT_FALSE(bucket.take(t0 + 1h));
}

TEST(TokenBucket, APermitGivenBackCanBeTakenAgain) {
    TokenBucket bucket{{.permits_per_second = 1, .burst = 1}};
    EXPECT_TRUE(bucket.take(t0));
    bucket.give_back();
    EXPECT_TRUE(bucket.take(t0));
    EXPECT_FALSE(bucket.take(t0));
}

TEST(TokenBucket, AClockThatStepsBackGivesNothingAway) {
    TokenBucket bucket{{.permits_per_second = 1, .burst = 1}};
    EXPECT_TRUE(bucket.take(t0));
    EXPECT_FALSE(bucket.take(t0 - 5s));
    EXPECT_FALSE(bucket.take(t0 + 999ms));
    EXPECT_TRUE(bucket.take(t0 + 1s));
}

TEST(TokenBucket, TenSimulatedSecondsNeverExceedTheRate) {
    TokenBucket bucket{{.permits_per_second = 50, .burst = 5}};
    int taken = 0;
    for (auto t = 0ms; t < 10s; t += 1ms) taken += bucket.take(t0 + t) ? 1 : 0;
    EXPECT_EQ(taken, 504);
}

TEST(TokenBucket, RefusesAShapeThatNeverFills) {
    EXPECT_THROW((TokenBucket{{.permits_per_second = 0, .burst = 1}}), std::invalid_argument);
    EXPECT_THROW((TokenBucket{{.permits_per_second = 1, .burst = 0.5}}), std::invalid_argument);
    EXPECT_THROW((TokenBucket{{.permits_per_second = std::nan(""), .burst = 1}}), std::invalid_argument);
}

TEST(TokenBucket, AnotherShapeKeepsWhatIsMissing) {
    TokenBucket bucket{{.permits_per_second = 1, .burst = 4}};
    for (int i = 0; i < 4; ++i) ASSERT_TRUE(bucket.take(t0));
    bucket.reshape({.permits_per_second = 2, .burst = 4}, t0);
    EXPECT_EQ(bucket.next_permit(0, t0), t0 + 500ms);
    bucket.reshape({.permits_per_second = 2, .burst = 6}, t0 + 10s);
    for (int i = 0; i < 6; ++i) EXPECT_TRUE(bucket.take(t0 + 10s));
    EXPECT_FALSE(bucket.take(t0 + 10s));
}

}  // namespace
}  // namespace halogate::limit

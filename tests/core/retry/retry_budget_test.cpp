// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "core/retry/retry_rule.hpp"

namespace halogate::retry {
namespace {

TEST(RetryBudget, StartsWithASmallAllowance) {
    RetryBudget budget{0.2};
    for (int i = 0; i < 10; ++i) EXPECT_TRUE(budget.take());
    EXPECT_FALSE(budget.take());
}

TEST(RetryBudget, FiveCallsPayForOneRetryOfTwentyPercent) {
    RetryBudget budget{0.2};
    while (budget.take()) {
    }
    for (int i = 0; i < 4; ++i) budget.count_call();
    EXPECT_FALSE(budget.take());
    budget.count_call();
    EXPECT_TRUE(budget.take());
    EXPECT_FALSE(budget.take());
}

TEST(RetryBudget, QuietHoursDoNotSaveUpWithoutEnd) {
    RetryBudget budget{0.2};
    for (int i = 0; i < 1'000'000; ++i) budget.count_call();
    int taken = 0;
    while (budget.take()) ++taken;
    EXPECT_EQ(taken, 100);
}

TEST(RetryBudget, APartOfZeroAllowsNone) {
    RetryBudget budget{0};
    budget.count_call();
    EXPECT_FALSE(budget.take());
}

}  // namespace
}  // namespace halogate::retry

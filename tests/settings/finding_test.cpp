// SPDX-License-Identifier: MIT
#include "settings/finding.hpp"

#include <gtest/gtest.h>

namespace {

using halogate::settings::in_order;
using halogate::settings::render;

TEST(Finding, IsShownWithLineAndColumnWhereThereAreAny) {
    EXPECT_EQ(render({"a.yaml", 3, 7, "wrong"}), "a.yaml:3:7: wrong");
    EXPECT_EQ(render({"HALOPSA_BASE_URL", 0, 0, "wrong"}), "HALOPSA_BASE_URL: wrong");
}

TEST(Finding, StandsInReadingOrderAndOnce) {
    const auto sorted = in_order(
        {{"a", 10, 1, "x"}, {"a", 9, 2, "y"}, {"a", 9, 1, "z"}, {"a", 10, 1, "x"}, {"a", 10, 1, "w"}});
    ASSERT_EQ(sorted.size(), 4U);
    EXPECT_EQ(sorted[0].message, "z");
    EXPECT_EQ(sorted[1].message, "y");
    EXPECT_EQ(sorted[2].message, "x");
    EXPECT_EQ(sorted[3].message, "w");
}

}  // namespace

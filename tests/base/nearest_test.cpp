// SPDX-License-Identifier: MIT
#include "base/nearest.hpp"

#include <gtest/gtest.h>

#include <array>

namespace halogate {
namespace {

constexpr std::array<std::string_view, 5> words{"tickets", "customers", "assets", "max_wait", "max_waiting"};

TEST(Nearest, FindsTheWordOneSlipAway) {
    EXPECT_EQ(nearest("tikets", words), "tickets");
    EXPECT_EQ(nearest("ticket", words), "tickets");
    EXPECT_EQ(nearest("tickest", words), "tickets");
    EXPECT_EQ(nearest("Custommers", words), "customers");
    EXPECT_EQ(nearest("max_wiat", words), "max_wait");
}

TEST(Nearest, PrefersTheExactWordAndIgnoresLetterCase) {
    EXPECT_EQ(nearest("max_waiting", words), "max_waiting");
    EXPECT_EQ(nearest("ASSETS", words), "assets");
}

TEST(Nearest, SaysNothingRatherThanGuessWildly) {
    EXPECT_EQ(nearest("projects", words), std::nullopt);
    EXPECT_EQ(nearest("", words), std::nullopt);
    EXPECT_EQ(nearest("tickets", {}), std::nullopt);
}

TEST(Nearest, TheFirstOfEquallyNearOnesWins) {
    constexpr std::array<std::string_view, 2> pair{"bats", "cats"};
    EXPECT_EQ(nearest("rats", pair), "bats");
}

TEST(EditDistance, CountsInsertionsDeletionsReplacementsAndSwaps) {
    EXPECT_EQ(edit_distance("", ""), 0U);
    EXPECT_EQ(edit_distance("abc", ""), 3U);
    EXPECT_EQ(edit_distance("", "abc"), 3U);
    EXPECT_EQ(edit_distance("abc", "acb"), 1U);
    EXPECT_EQ(edit_distance("kitten", "sitting"), 3U);
}

}  // namespace
}  // namespace halogate

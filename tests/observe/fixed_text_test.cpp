// SPDX-License-Identifier: MIT
#include "observe/fixed_text.hpp"

#include <gtest/gtest.h>

namespace halogate::observe {
namespace {

TEST(FixedText, KeepsWhatFitsAndCutsWhatDoesNot) {
    FixedText<4> text;
    text = "abcd";
    EXPECT_EQ(text.view(), "abcd");
    text = "abcde";
    EXPECT_EQ(text.view(), "abcd");
    text = "x";
    EXPECT_EQ(text.view(), "x");
    text = "";
    EXPECT_EQ(text.view(), "");
}

TEST(FixedText, LeavesOutACharacterThatDoesNotFitWhole) {
    FixedText<4> text;
    text = "abc\u00fc";
    EXPECT_EQ(text.view(), "abc");
    text = "a\u20acb";
    EXPECT_EQ(text.view(), "a\u20ac");
}

}  // namespace
}  // namespace halogate::observe

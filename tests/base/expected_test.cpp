// SPDX-License-Identifier: MIT
#include "base/expected.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace halogate {
namespace {

Expected<int, std::string> half(int number) {
    if (number % 2 != 0) return Unexpected{std::string{"odd"}};
    return number / 2;
}

TEST(Expected, HoldsAValueOrTheReasonWhyNot) {
    EXPECT_TRUE(half(4));
    EXPECT_EQ(*half(4), 2);
    EXPECT_FALSE(half(3));
    EXPECT_EQ(half(3).error(), "odd");
}

TEST(Expected, AskingForTheOtherSideThrows) {
    EXPECT_THROW((void)half(3).value(), std::bad_variant_access);
    EXPECT_THROW((void)half(4).error(), std::bad_variant_access);
}

TEST(Expected, ValueAndErrorMayBeOfOneType) {
    const Expected<std::string, std::string> value{"yes"};
    const Expected<std::string, std::string> error{Unexpected{std::string{"no"}}};
    EXPECT_TRUE(value.has_value());
    EXPECT_FALSE(error.has_value());
    EXPECT_EQ(value->size(), 3U);
}

TEST(Expected, AValueThatCanOnlyBeMovedIsMovedOut) {
    Expected<std::unique_ptr<int>, int> boxed{std::make_unique<int>(5)};
    const auto box = *std::move(boxed);
    EXPECT_EQ(*box, 5);
}

TEST(Expected, SuccessMayBeWithoutAValue) {
    const Expected<void, std::string> success;
    const Expected<void, std::string> failure{Unexpected{std::string{"no"}}};
    EXPECT_TRUE(success);
    EXPECT_FALSE(failure);
    EXPECT_EQ(failure.error(), "no");
    EXPECT_THROW((void)success.error(), std::bad_optional_access);
}

}  // namespace
}  // namespace halogate

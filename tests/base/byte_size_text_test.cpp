// SPDX-License-Identifier: MIT
#include "base/byte_size_text.hpp"

#include <gtest/gtest.h>

namespace {

using halogate::byte_size_text;
using halogate::parse_byte_size;

TEST(ByteSizeText, UnitsOf1024AndPlainBytesAreRead) {
    EXPECT_EQ(*parse_byte_size("0"), 0U);
    EXPECT_EQ(*parse_byte_size("1000"), 1000U);
    EXPECT_EQ(*parse_byte_size("64KiB"), 65'536U);
    EXPECT_EQ(*parse_byte_size("1MiB"), 1'048'576U);
    EXPECT_EQ(*parse_byte_size("1GiB"), 1'073'741'824U);
}

TEST(ByteSizeText, UnitsThatPeopleReadDifferentlyAreRefused) {
    for (const auto* text : {"1KB", "1MB", "1M", "1k", "1mib", "", "MiB", "-1", "1.5MiB", "1 MiB", "1MiB "}) {
        EXPECT_FALSE(parse_byte_size(text)) << text;
    }
    EXPECT_EQ(parse_byte_size("1MB").error(),
              "is no size; write bytes, or a whole number and KiB, MiB or GiB, such as `1MiB`");
}

TEST(ByteSizeText, WhatDoesNotFitIsRefusedAndNotWrappedRound) {
    EXPECT_EQ(*parse_byte_size("18446744073709551615"), UINT64_MAX);
    EXPECT_FALSE(parse_byte_size("18446744073709551616"));
    EXPECT_TRUE(parse_byte_size("17179869183GiB"));
    EXPECT_FALSE(parse_byte_size("17179869184GiB"));
}

TEST(ByteSizeText, WhatIsWrittenIsReadBackTheSame) {
    for (const auto* text : {"0", "1", "1023", "1KiB", "1025", "1MiB", "1025KiB", "1GiB", "1025MiB"}) {
        EXPECT_EQ(byte_size_text(*parse_byte_size(text)), text);
    }
}

}  // namespace

// SPDX-License-Identifier: MIT
#include "base/duration_text.hpp"

#include <gtest/gtest.h>

namespace {

using namespace std::chrono_literals;
using halogate::duration_text;
using halogate::parse_duration;

TEST(DurationText, NumberAndUnitAreReadWhole) {
    EXPECT_EQ(*parse_duration("250ms"), 250ms);
    EXPECT_EQ(*parse_duration("30s"), 30s);
    EXPECT_EQ(*parse_duration("5m"), 5min);
    EXPECT_EQ(*parse_duration("24h"), 24h);
    EXPECT_EQ(*parse_duration("0s"), 0s);
}

TEST(DurationText, BareNumberIsRefusedAndTheUnitsAreShown) {
    EXPECT_EQ(parse_duration("8").error(), "needs a unit: `8s` for seconds, `8m` for minutes");
    EXPECT_FALSE(parse_duration("0"));
}

TEST(DurationText, WhatIsNotExactlyOneNumberAndOneUnitIsRefused) {
    for (const auto* text :
         {"", "s", "-5s", "+5s", "1.5s", "5 s", " 5s", "5s ", "5S", "5d", "5min", "1h30m", "0x5s"}) {
        EXPECT_FALSE(parse_duration(text)) << text;
    }
}

TEST(DurationText, WhatDoesNotFitIsRefusedAndNotWrappedRound) {
    EXPECT_TRUE(parse_duration("2562047h"));
    EXPECT_FALSE(parse_duration("2562048h"));
    EXPECT_FALSE(parse_duration("99999999999999999999h"));
}

TEST(DurationText, IsWrittenInTheLargestUnitWithoutRest) {
    EXPECT_EQ(duration_text(0s), "0s");
    EXPECT_EQ(duration_text(1500ms), "1500ms");
    EXPECT_EQ(duration_text(90s), "90s");
    EXPECT_EQ(duration_text(120s), "2m");
    EXPECT_EQ(duration_text(24h), "24h");
    EXPECT_EQ(duration_text(1500us), "1ms");
}

TEST(DurationText, WhatIsWrittenIsReadBackTheSame) {
    for (const auto* text : {"1ms", "999ms", "59s", "61s", "59m", "61m", "25h"}) {
        EXPECT_EQ(duration_text(*parse_duration(text)), text);
    }
}

}  // namespace

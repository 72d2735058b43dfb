// SPDX-License-Identifier: MIT
#include "core/retry/throttle_text.hpp"

#include <gtest/gtest.h>

namespace halogate::retry {
namespace {

using namespace std::chrono_literals;

TEST(ThrottleText, FindsThePauseInAnyWording) {
    EXPECT_EQ(pause_in_text("retry after 30 seconds"), 30s);
    EXPECT_EQ(pause_in_text("Slow down! RETRY AFTER 1 SECOND."), 1s);
    EXPECT_EQ(pause_in_text("Please retry-after: 2 minutes, thanks"), 2min);
    EXPECT_EQ(pause_in_text("Retry after 1.5 seconds"), 1500ms);
    EXPECT_EQ(pause_in_text("retry\r\n after 45s"), 45s);
    EXPECT_EQ(pause_in_text("retry after 1 hour"), 1h);
}

TEST(ThrottleText, OfSeveralPausesTheLongestCounts) {
    EXPECT_EQ(pause_in_text("retry after 5 seconds; writers retry after 40 seconds; retry after 9 seconds"),
              40s);
}

TEST(ThrottleText, APauseIsAtMostADay) {
    EXPECT_EQ(pause_in_text("retry after 99999999999999999999 seconds"), 24h);
    EXPECT_EQ(pause_in_text("retry after 1000 hours"), 24h);
}

TEST(ThrottleText, OtherTextHoldsNoPause) {
    for (const auto* text :
         {"", "retry", "retry after", "retry after seconds", "retry after 30", "retry after 30 apples",
          "retry after -5 seconds", "retry after . seconds", "retry after 30 secondary",
          "do not retry afterwards 30 seconds", "carry after 30 seconds", "noretry after 30 seconds",
          "retry after 1e3 seconds"}) {
        EXPECT_FALSE(pause_in_text(text)) << text;
    }
}

TEST(ThrottleText, ReadsTheWindowAsHaloPsaWordsIt) {
    const auto window = window_in_text("Rate Limit Reached - 300 Requests per rolling 5 minute window");
    ASSERT_TRUE(window);
    EXPECT_EQ(window->requests, 300U);
    EXPECT_EQ(window->per, 5min);
}

TEST(ThrottleText, ReadsTheWindowInOtherUnitsToo) {
    EXPECT_EQ(window_in_text("1 request per rolling 30 second window")->per, 30s);
    EXPECT_EQ(window_in_text("90 REQUESTS PER ROLLING 30 SECONDS WINDOW")->per, 30s);
    EXPECT_EQ(window_in_text("(9 requests per rolling 2 hours window)")->per, 2h);
    EXPECT_EQ(window_in_text("700 Requests per rolling 5-minute window")->requests, 700U);
    EXPECT_EQ(window_in_text("5 tickets, 60 requests per rolling 1 minute window")->requests, 60U);
}

TEST(ThrottleText, AnImpossibleWindowIsNone) {
    for (const auto* text :
         {"0 Requests per rolling 5 minute window", "300 Requests per rolling 0 minute window",
          "300 Requests per rolling 25 hour window",
          "300 Requests per rolling 99999999999999999999 minute window",
          "99999999999999999999 Requests per rolling 5 minute window",
          "-5 Requests per rolling 5 minute window", "1,500 Requests per rolling 5 minute window",
          "1.500 Requests per rolling 5 minute window", "300 Requests per 5 minute window",
          "300 Requests per rolling minute window", "300 Requests per rolling 5 minute",
          "300 Requests per rolling 5 day window", "300", ""}) {
        EXPECT_FALSE(window_in_text(text)) << text;
    }
}

TEST(ThrottleText, SecondsAreRoundedUpAndNeverNegative) {
    EXPECT_EQ(pause_of_seconds(0.0), 0s);
    EXPECT_EQ(pause_of_seconds(0.0001), 1ms);
    EXPECT_EQ(pause_of_seconds(1e300), 24h);
    EXPECT_FALSE(pause_of_seconds(-0.5));
    EXPECT_FALSE(pause_of_seconds(std::numeric_limits<double>::quiet_NaN()));
    EXPECT_EQ(pause_of_seconds(" 12 "), 12s);
    for (const auto* text : {"", "-1", "+1", "0x10", "1e3", "inf", "nan", "1.2.3", "12s"}) {
        EXPECT_FALSE(pause_of_seconds(std::string_view{text})) << text;
    }
}

}  // namespace
}  // namespace halogate::retry

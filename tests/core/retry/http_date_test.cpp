// SPDX-License-Identifier: MIT
#include "core/retry/http_date.hpp"

#include <gtest/gtest.h>

#include "support/retry_random.hpp"

namespace halogate::retry {
namespace {

using namespace std::chrono_literals;
using std::chrono::sys_days;
using std::chrono::sys_seconds;

constexpr WallTime now{sys_days{2026y / 3 / 1}};
constexpr sys_seconds example = sys_days{1994y / 11 / 6} + 8h + 49min + 37s;

TEST(HttpDate, AllThreeFormsOfTheRfcAreTheSameMoment) {
    EXPECT_EQ(parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT", now), example);
    EXPECT_EQ(parse_http_date("Sunday, 06-Nov-94 08:49:37 GMT", now), example);
    EXPECT_EQ(parse_http_date("Sun Nov  6 08:49:37 1994", now), example);
    EXPECT_EQ(parse_http_date("Wed Nov 16 08:49:37 1994", now), example + 240h);
}

TEST(HttpDate, ATwoDigitYearIsNeverMoreThanFiftyYearsAhead) {
    const auto year_of = [](std::string_view text) {
        const auto time = parse_http_date(text, now);
        return time ? static_cast<int>(
                          std::chrono::year_month_day{std::chrono::floor<std::chrono::days>(*time)}.year())
                    : -1;
    };
    EXPECT_EQ(year_of("Monday, 01-Jan-26 00:00:00 GMT"), 2026);
    EXPECT_EQ(year_of("Monday, 01-Jan-75 00:00:00 GMT"), 2075);
    EXPECT_EQ(year_of("Monday, 01-Jan-76 00:00:00 GMT"), 2076);
    EXPECT_EQ(year_of("Monday, 31-Dec-76 00:00:00 GMT"), 1976);
    EXPECT_EQ(year_of("Monday, 01-Jan-77 00:00:00 GMT"), 1977);
    EXPECT_EQ(year_of("Monday, 01-Jan-99 00:00:00 GMT"), 1999);
}

TEST(HttpDate, LeapDaysExistInLeapYearsOnly) {
    EXPECT_TRUE(parse_http_date("Thu, 29 Feb 2024 00:00:00 GMT", now));
    EXPECT_TRUE(parse_http_date("Tue, 29 Feb 2000 00:00:00 GMT", now));
    EXPECT_FALSE(parse_http_date("Thu, 29 Feb 2100 00:00:00 GMT", now));
    EXPECT_FALSE(parse_http_date("Thu, 29 Feb 2025 00:00:00 GMT", now));
}

TEST(HttpDate, ALeapSecondIsTheNextMinute) {
    EXPECT_EQ(parse_http_date("Sat, 31 Dec 2016 23:59:60 GMT", now), sys_days{2017y / 1 / 1});
}

TEST(HttpDate, AnythingElseIsNoDate) {
    for (const auto* text : {"",
                             " ",
                             "0",
                             "Sun",
                             "Sun, 06 Nov 1994 08:49:37",
                             "Sun, 06 Nov 1994 08:49:37 gmt",
                             "Sun, 06 Nov 1994 08:49:37 GMT ",
                             " Sun, 06 Nov 1994 08:49:37 GMT",
                             "Sun, 06 Nov 1994 08:49:37 +0000",
                             "sun, 06 nov 1994 08:49:37 GMT",
                             "Xyz, 06 Nov 1994 08:49:37 GMT",
                             "Sun, 6 Nov 1994 08:49:37 GMT",
                             "Sun, 31 Nov 1994 08:49:37 GMT",
                             "Sun, 00 Nov 1994 08:49:37 GMT",
                             "Sun, 06 Nov 1994 24:00:00 GMT",
                             "Sun, 06 Nov 1994 08:60:00 GMT",
                             "Sun, 06 Nov 1994 08:49:61 GMT",
                             "Sun, 06 Nov -994 08:49:37 GMT",
                             "Sun, +6 Nov 1994 08:49:37 GMT",
                             "Sun, 06-Nov-94 08:49:37 GMT",
                             "Sunday, 06-Nov-1994 08:49:37 GMT",
                             "Sun Nov 6 08:49:37 1994",
                             "Sun Nov  6 08:49:37 1994 GMT",
                             "Sun, 06 Nov 19940 08:49:37 GMT"}) {
        EXPECT_FALSE(parse_http_date(text, now)) << text;
    }
}

TEST(HttpDate, IsPrintedAsImfFixdate) {
    EXPECT_EQ(imf_fixdate(example), "Sun, 06 Nov 1994 08:49:37 GMT");
    EXPECT_EQ(imf_fixdate(sys_seconds{}), "Thu, 01 Jan 1970 00:00:00 GMT");
    EXPECT_EQ(imf_fixdate(sys_days{987y / 1 / 2} + 3h), "Tue, 02 Jan 0987 03:00:00 GMT");
}

TEST(HttpDate, WhatIsPrintedIsReadBack) {
    SeededRandom random{11};
    for (int i = 0; i < 2'000; ++i) {
        const sys_seconds time{std::chrono::seconds{random.below(253'402'300'799U)}};
        EXPECT_EQ(parse_http_date(imf_fixdate(time), now), time) << imf_fixdate(time);
    }
}

}  // namespace
}  // namespace halogate::retry

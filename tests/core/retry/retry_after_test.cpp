// SPDX-License-Identifier: MIT
#include "core/retry/retry_after.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "core/retry/http_date.hpp"
#include "support/retry_random.hpp"

namespace halogate::retry {
namespace {

using namespace std::chrono_literals;

constexpr WallTime now{std::chrono::sys_days{std::chrono::year{2026} / 3 / 1}};

ThrottleNotice notice_of(std::string_view body) {
    return parse_throttle_notice(std::nullopt, std::nullopt, body, now);
}

TEST(RetryAfter, WholeSecondsAreTaken) {
    EXPECT_EQ(parse_retry_after("0", std::nullopt, now), 0s);
    EXPECT_EQ(parse_retry_after("120", std::nullopt, now), 120s);
    EXPECT_EQ(parse_retry_after(" 7\t", std::nullopt, now), 7s);
}

TEST(RetryAfter, NoPauseIsLongerThanADay) {
    EXPECT_EQ(parse_retry_after("86401", std::nullopt, now), 24h);
    EXPECT_EQ(parse_retry_after("18446744073709551615", std::nullopt, now), 24h);
    EXPECT_EQ(parse_retry_after("Fri, 31 Dec 9999 23:59:59 GMT", std::nullopt, now), 24h);
}

TEST(RetryAfter, GarbageIsAbsent) {
    for (const auto* value : {"", " ", "-5", "+5", "1.5", "5s", "soon", "18446744073709551616", "0x10", "5 5",
                              "5, 5", "Sun, 99 Nov 1994 08:49:37 GMT"}) {
        EXPECT_FALSE(parse_retry_after(value, std::nullopt, now)) << value;
    }
}

TEST(RetryAfter, ADateIsJudgedAgainstTheAnswersOwnDate) {
    const std::string_view own = "Sun, 01 Mar 2020 10:00:00 GMT";
    EXPECT_EQ(parse_retry_after("Sun, 01 Mar 2020 10:00:30 GMT", own, now), 30s);
    EXPECT_EQ(parse_retry_after("Sunday, 01-Mar-20 10:00:30 GMT", own, now), 30s);
    EXPECT_EQ(parse_retry_after("Sun Mar  1 10:00:30 2020", own, now), 30s);
}

TEST(RetryAfter, WithoutAReadableDateOurOwnClockCounts) {
    const auto in_a_minute = imf_fixdate(std::chrono::floor<std::chrono::seconds>(now) + 60s);
    EXPECT_EQ(parse_retry_after(in_a_minute, std::nullopt, now), 60s);
    EXPECT_EQ(parse_retry_after(in_a_minute, "yesterday", now), 60s);
    EXPECT_EQ(parse_retry_after(in_a_minute, std::nullopt, now + 250ms), 59750ms);
}

TEST(RetryAfter, ADateInThePastMeansAtOnce) {
    EXPECT_EQ(parse_retry_after("Sun, 06 Nov 1994 08:49:37 GMT", std::nullopt, now), 0s);
    EXPECT_EQ(parse_retry_after("Sat, 01 Jan 0000 00:00:00 GMT", std::nullopt, now), 0s);
}

TEST(ThrottleNotice, TheHeaderWinsOverTheBody) {
    const auto notice = parse_throttle_notice("9", std::nullopt, R"({"retry_after":30})", now);
    EXPECT_EQ(notice.retry_after, 9s);
}

TEST(ThrottleNotice, ABrokenHeaderLeavesTheWordToTheBody) {
    const auto notice = parse_throttle_notice("soon", std::nullopt, R"({"retry_after":30})", now);
    EXPECT_EQ(notice.retry_after, 30s);
}

TEST(ThrottleNotice, RetryAfterInJsonIsANumberOrANumericString) {
    EXPECT_EQ(notice_of(R"({"error":"rate_limited","retry_after":30})").retry_after, 30s);
    EXPECT_EQ(notice_of(R"({"retry_after":"45"})").retry_after, 45s);
    EXPECT_EQ(notice_of(R"({"Retry_After":1.5})").retry_after, 1500ms);
    EXPECT_EQ(notice_of(R"({"details":[{"retry_after":8}]})").retry_after, 8s);
    EXPECT_EQ(notice_of(R"({"retry_after":3,"more":{"retry_after":12}})").retry_after, 12s);
    EXPECT_FALSE(notice_of(R"({"retry_after":-30})").retry_after);
    EXPECT_FALSE(notice_of(R"({"retry_after":"soon"})").retry_after);
    EXPECT_FALSE(notice_of(R"({"retry_after":null})").retry_after);
    EXPECT_FALSE(notice_of(R"({"retry_after":true})").retry_after);
    EXPECT_FALSE(notice_of(R"({"retry_after":[5]})").retry_after);
}

TEST(ThrottleNotice, TextIsReadInPlainBodiesAndInsideJsonStrings) {
    EXPECT_EQ(notice_of("Too many requests. Retry after 20 seconds.").retry_after, 20s);
    EXPECT_EQ(notice_of(R"({"message":"Please RETRY AFTER 20 seconds"})").retry_after, 20s);
    EXPECT_EQ(notice_of(R"({"message":"\u0052etry after\n20 seconds"})").retry_after, 20s);
    EXPECT_EQ(notice_of("<html><p>retry after 20 seconds</p></html>").retry_after, 20s);
}

TEST(ThrottleNotice, HaloPsasSentenceTellsTheWindowAndNoPause) {
    const auto notice =
        notice_of(R"({"error":"Rate Limit Reached - 300 Requests per rolling 5 minute window"})");
    ASSERT_TRUE(notice.window);
    EXPECT_EQ(notice.window->requests, 300U);
    EXPECT_EQ(notice.window->per, 5min);
    EXPECT_FALSE(notice.retry_after);
}

TEST(ThrottleNotice, ABodyThatSaysNothingLeavesAllEmpty) {
    const std::string bodies[] = {"",
                                  "{}",
                                  "null",
                                  "<html></html>",
                                  std::string(1'000'000, '['),
                                  std::string(1'000'000, '\0'),
                                  "\xFF\xFE garbage \x80"};
    for (const auto& body : bodies) {
        const auto notice = notice_of(body);
        EXPECT_FALSE(notice.retry_after);
        EXPECT_FALSE(notice.window);
    }
}

TEST(ThrottleNotice, WhatLiesBeyond64KibIsNotRead) {
    EXPECT_EQ(notice_of(std::string(60'000, ' ') + "retry after 5 seconds").retry_after, 5s);
    EXPECT_FALSE(notice_of(std::string(70'000, ' ') + "retry after 5 seconds").retry_after);
}

TEST(ThrottleNotice, AnyBytesAreReadWithoutHarmAndWithinBounds) {
    SeededRandom random{3};
    const std::string seed =
        R"({"retry_after":30,"e":"retry after 5 seconds, 300 Requests per rolling 5 minute window"})";
    for (int round = 0; round < 5'000; ++round) {
        std::string body = seed;
        for (int i = 0; i < 4; ++i) body[random.below(body.size())] = static_cast<char>(random.below(256));
        body.resize(random.below(body.size() + 1));
        const auto notice = notice_of(body);
        if (notice.retry_after) {
            EXPECT_GE(*notice.retry_after, 0s);
            EXPECT_LE(*notice.retry_after, 24h);
        }
        if (notice.window) {
            EXPECT_GT(notice.window->requests, 0U);
            EXPECT_GT(notice.window->per, 0s);
        }
    }
}

TEST(TokenUnknown, IsSaidByThePhraseAlone) {
    EXPECT_TRUE(says_token_unknown(R"({"error":"Token not found"})"));
    EXPECT_TRUE(says_token_unknown("TOKEN NOT FOUND"));
    EXPECT_FALSE(says_token_unknown(R"({"error":"Ticket not found"})"));
    EXPECT_FALSE(says_token_unknown("Token not foun"));
    EXPECT_FALSE(says_token_unknown(""));
}

}  // namespace
}  // namespace halogate::retry

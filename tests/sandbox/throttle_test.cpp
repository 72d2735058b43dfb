// SPDX-License-Identifier: MIT
#include "sandbox/throttle.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <random>
#include <vector>

namespace halogate::sandbox {
namespace {

using namespace std::chrono_literals;

constexpr TimePoint start{1h};

TEST(SandboxThrottle, RefusesWhatIsTooMuchAndSaysWhenToComeBack) {
    Throttle throttle{{.requests = 2, .per = 10s}};
    EXPECT_TRUE(throttle.admit(start));
    EXPECT_TRUE(throttle.admit(start + 3s));
    EXPECT_FALSE(throttle.admit(start + 4s));
    EXPECT_EQ(throttle.until_free(start + 4s), Duration{6s});
    EXPECT_FALSE(throttle.admit(start + 10s - 1ns));
    EXPECT_TRUE(throttle.admit(start + 10s));
    EXPECT_EQ(throttle.refused(), 2U);
}

TEST(SandboxThrottle, NoSpanEverHoldsMoreThanTheWindowAllows) {
    std::mt19937 random{7};  // NOLINT(cert-msc51-cpp): the same sequence at every run
    Throttle throttle{{.requests = 5, .per = 1s}};
    std::vector<TimePoint> admitted;
    TimePoint now = start;
    for (int i = 0; i < 5000; ++i) {
        now += std::chrono::milliseconds{random() % 300};
        if (throttle.admit(now)) admitted.push_back(now);
    }
    ASSERT_GT(admitted.size(), 1000U);
    for (std::size_t i = 5; i < admitted.size(); ++i) ASSERT_GE(admitted[i] - admitted[i - 5], Duration{1s});
}

TEST(SandboxThrottle, ArrivalsIncludeTheRefusedOnes) {
    Throttle throttle{{.requests = 1, .per = 1s}};
    for (int i = 0; i < 4; ++i) static_cast<void>(throttle.admit(start));
    throttle.note_arrival(start);
    EXPECT_EQ(throttle.max_in_window(), 5U);
    static_cast<void>(throttle.admit(start + 2s));
    EXPECT_EQ(throttle.max_in_window(), 5U);
}

TEST(SandboxThrottle, AnotherWindowStartsAnewAndNoWindowLetsAllPass) {
    Throttle throttle{{.requests = 1, .per = 1s}};
    static_cast<void>(throttle.admit(start));
    throttle.replace({.requests = 0});
    for (int i = 0; i < 1000; ++i) EXPECT_TRUE(throttle.admit(start));
    EXPECT_EQ(throttle.until_free(start), Duration::zero());
    throttle.replace({.requests = 1, .per = 1s});
    EXPECT_TRUE(throttle.admit(start));
    EXPECT_EQ(throttle.max_in_window(), 1U);
}

TEST(SandboxWindowText, IsRequestsPerSpanOrOff) {
    EXPECT_EQ(parse_window("300/5m")->requests, 300U);
    EXPECT_EQ(parse_window("300/5m")->per, Duration{5min});
    EXPECT_EQ(parse_window("20/500ms")->per, Duration{500ms});
    EXPECT_EQ(parse_window("off")->requests, 0U);
    for (const auto* wrong : {"", "300", "300/", "300/5", "300/0s", "x/5m", "-1/5m", "300/5m "}) {
        EXPECT_FALSE(parse_window(wrong)) << wrong;
    }
}

TEST(SandboxThrottleAnswer, SentenceIsHaloPsas) {
    EXPECT_EQ(throttle_sentence({}), "Rate Limit Reached - 300 Requests per rolling 5 minute window");
    EXPECT_EQ(throttle_sentence({.requests = 7, .per = 1500ms}),
              "Rate Limit Reached - 7 Requests per rolling 1.5 second window");
}

TEST(SandboxThrottleAnswer, EachFormTellsInItsOwnWayWhenToComeBack) {
    const WallTime wall{std::chrono::sys_days{std::chrono::year{1994} / 11 / 6} + 8h + 49min + 35s + 500ms};
    const auto answer = [wall](ThrottleForm form) { return throttle_answer(form, {}, 1200ms, wall); };
    const auto retry_after = [](const Answer& given) { return field_value(given.fields, "Retry-After"); };

    for (const auto form : {ThrottleForm::none, ThrottleForm::seconds, ThrottleForm::date, ThrottleForm::body,
                            ThrottleForm::text, ThrottleForm::window}) {
        EXPECT_EQ(answer(form).status, 429U);
    }
    EXPECT_EQ(retry_after(answer(ThrottleForm::seconds)), "2");
    EXPECT_EQ(retry_after(answer(ThrottleForm::date)), "Sun, 06 Nov 1994 08:49:37 GMT");
    EXPECT_NE(answer(ThrottleForm::body).body.find(R"("retry_after":2)"), std::string::npos);
    EXPECT_TRUE(retry_after(answer(ThrottleForm::body)).empty());
    EXPECT_TRUE(answer(ThrottleForm::none).body.empty());
    EXPECT_TRUE(answer(ThrottleForm::text).body.starts_with("Rate Limit Reached"));
    EXPECT_EQ(answer(ThrottleForm::window).body,
              R"({"error":"Rate Limit Reached - 300 Requests per rolling 5 minute window"})");
    EXPECT_TRUE(retry_after(answer(ThrottleForm::window)).empty());
}

}  // namespace
}  // namespace halogate::sandbox

// SPDX-License-Identifier: MIT
#include "core/breaker/breaker.hpp"

#include <gtest/gtest.h>

namespace halogate::breaker {
namespace {

using namespace std::chrono_literals;
using Gate = Breaker::Gate;
using OutcomeKind = retry::Outcome::Kind;

constexpr TimePoint t0{1000s};

retry::Outcome answered(unsigned status) {
    retry::Outcome outcome;
    outcome.status = status;
    return outcome;
}

retry::Outcome failed(OutcomeKind kind) {
    retry::Outcome outcome;
    outcome.kind = kind;
    return outcome;
}

std::optional<Change> observe(Breaker& breaker, unsigned status, TimePoint now, double jitter = 0) {
    return breaker.observe(answered(status), now, jitter, now);
}

/// Open from t0 on, without jitter.
Breaker opened(const Settings& settings = {}) {
    Breaker breaker{settings};
    for (unsigned i = 0; i < settings.failures; ++i) (void)observe(breaker, 503, t0);
    return breaker;
}

TEST(BreakerHealth, OnlyAnAnswerOfTheTenantsOwnSaysThatItIsWell) {
    for (const unsigned status : {200U, 301U, 400U, 401U, 403U, 404U, 429U, 500U, 501U})
        EXPECT_EQ(health_of(answered(status)), Health::well) << status;
    for (const unsigned status : {502U, 503U, 504U})
        EXPECT_EQ(health_of(answered(status)), Health::failed) << status;
    for (const auto kind :
         {OutcomeKind::never_sent, OutcomeKind::no_answer, OutcomeKind::timed_out, OutcomeKind::malformed})
        EXPECT_EQ(health_of(failed(kind)), Health::failed);
    retry::Outcome closed_while_kept = failed(OutcomeKind::never_sent);
    closed_while_kept.reused_connection = true;
    EXPECT_EQ(health_of(closed_while_kept), Health::unknown);
}

TEST(Breaker, OpensAtTheFifthFailureInARowAndSaysWhy) {
    Breaker breaker{{}};
    for (int i = 0; i < 4; ++i) EXPECT_FALSE(observe(breaker, 503, t0));
    EXPECT_EQ(breaker.gate(t0), Gate::passes);
    const auto change = observe(breaker, 504, t0);
    ASSERT_TRUE(change);
    EXPECT_EQ(change->kind, Change::Kind::opened);
    EXPECT_EQ(change->until, t0 + 5s);
    EXPECT_EQ(breaker.gate(t0 + 5s - 1ns), Gate::shut);
    EXPECT_EQ(breaker.gate(t0 + 5s), Gate::probe_due);
    EXPECT_EQ(sentence(breaker.sighting()), "5 exchanges in a row have failed (the last: it answered 504)");
}

TEST(Breaker, ASuccessBetweenTwoFailuresBeginsTheCountAgain) {
    Breaker breaker{{.rate = 0}};
    for (int round = 0; round < 100; ++round) {
        for (int i = 0; i < 4; ++i) EXPECT_FALSE(observe(breaker, 503, t0));
        EXPECT_FALSE(observe(breaker, 500, t0));
    }
    EXPECT_EQ(breaker.gate(t0), Gate::passes);
}

TEST(Breaker, OpensWhenHalfOfTwentyExchangesWithinTheWindowHaveFailed) {
    Breaker breaker{{}};
    for (int i = 0; i < 10; ++i) EXPECT_FALSE(observe(breaker, 200, t0 + i * 1s));
    // Never five in a row: every second one passes.
    for (int i = 10; i < 19; ++i) EXPECT_FALSE(observe(breaker, i % 2 == 0 ? 200 : 502, t0 + i * 1s)) << i;
    for (int i = 0; i < 4; ++i) EXPECT_FALSE(observe(breaker, 502, t0 + 19s)) << i;
    EXPECT_FALSE(observe(breaker, 200, t0 + 19s));
    for (int i = 0; i < 4; ++i) EXPECT_FALSE(observe(breaker, 502, t0 + 20s)) << i;
    EXPECT_FALSE(observe(breaker, 200, t0 + 20s));
    EXPECT_FALSE(observe(breaker, 502, t0 + 21s)) << "13 of 30";
    EXPECT_FALSE(observe(breaker, 502, t0 + 21s)) << "14 of 31";
    EXPECT_FALSE(observe(breaker, 502, t0 + 21s)) << "15 of 32";
    EXPECT_FALSE(observe(breaker, 200, t0 + 21s));
    EXPECT_FALSE(observe(breaker, 502, t0 + 21s)) << "16 of 34";
    EXPECT_FALSE(observe(breaker, 502, t0 + 21s)) << "17 of 35";
    ASSERT_TRUE(observe(breaker, 502, t0 + 21s)) << "18 of 36";
    EXPECT_EQ(sentence(breaker.sighting()),
              "18 of 36 exchanges within 30 s have failed (the last: it answered 502)");
}

TEST(Breaker, FewerThanTwentyExchangesHaveNoRate) {
    Breaker breaker{{.failures = 0}};
    for (int i = 0; i < 19; ++i) EXPECT_FALSE(observe(breaker, 503, t0)) << i;
    EXPECT_TRUE(observe(breaker, 503, t0));
}

TEST(Breaker, WhatIsOlderThanTheWindowCountsNoMore) {
    Breaker breaker{{.failures = 0}};
    for (int i = 0; i < 19; ++i) EXPECT_FALSE(observe(breaker, 503, t0));
    for (int i = 0; i < 19; ++i) EXPECT_FALSE(observe(breaker, 503, t0 + 31s)) << i;
    EXPECT_TRUE(observe(breaker, 503, t0 + 60s)) << "19 of them are 29 s old";
}

TEST(Breaker, WithoutFailuresAndRateItNeverOpens) {
    Breaker breaker{{.failures = 0, .rate = 0}};
    for (int i = 0; i < 10'000; ++i) EXPECT_FALSE(observe(breaker, 503, t0));
    EXPECT_EQ(breaker.gate(t0), Gate::passes);
}

TEST(Breaker, OneProbeIsOutAtATimeAndItsSuccessClosesTheBreaker) {
    Breaker breaker = opened();
    breaker.probe_started();
    EXPECT_EQ(breaker.gate(t0 + 5s), Gate::probe_out);
    EXPECT_EQ(breaker.gate(t0 + 1h), Gate::probe_out);
    const auto change = breaker.probed(answered(404), 0, t0 + 6s);
    ASSERT_TRUE(change);
    EXPECT_EQ(change->kind, Change::Kind::closed);
    EXPECT_EQ(breaker.gate(t0 + 6s), Gate::passes);
    for (int i = 0; i < 4; ++i) EXPECT_FALSE(observe(breaker, 503, t0 + 7s)) << "the old count is gone";
}

TEST(Breaker, EachProbeThatFailsDoublesThePauseUpToTheLongest) {
    Breaker breaker = opened();
    TimePoint now = t0 + 5s;
    for (const Duration pause : {10s, 20s, 40s, 60s, 60s, 60s}) {
        breaker.probe_started();
        const auto change = breaker.probed(failed(OutcomeKind::never_sent), 0, now);
        ASSERT_TRUE(change);
        EXPECT_EQ(change->kind, Change::Kind::stays_open);
        EXPECT_EQ(change->until, now + pause);
        EXPECT_EQ(breaker.gate(now + pause - 1ns), Gate::shut);
        now += pause;
        EXPECT_EQ(breaker.gate(now), Gate::probe_due);
    }
    breaker.probe_started();
    (void)breaker.probed(answered(200), 0, now);
    for (int i = 0; i < 4; ++i) (void)observe(breaker, 503, now);
    EXPECT_EQ(observe(breaker, 503, now)->until, now + 5s) << "it begins with the shortest again";
}

TEST(Breaker, JitterShortensThePauseByAFifthAtMost) {
    for (const auto& [jitter, pause] : {std::pair{0.0, 5000ms}, {0.5, 4500ms}, {1.0, 4000ms}}) {
        Breaker breaker{{.failures = 1}};
        EXPECT_EQ(observe(breaker, 503, t0, jitter)->until, t0 + pause) << jitter;
    }
}

TEST(Breaker, AProbeThatSaysNothingIsFollowedByAnother) {
    Breaker breaker = opened();
    breaker.probe_started();
    breaker.probe_unused();
    EXPECT_EQ(breaker.gate(t0 + 5s), Gate::probe_due);
    breaker.probe_started();
    retry::Outcome closed_while_kept = failed(OutcomeKind::never_sent);
    closed_while_kept.reused_connection = true;
    EXPECT_FALSE(breaker.probed(closed_while_kept, 0, t0 + 5s));
    EXPECT_EQ(breaker.gate(t0 + 5s), Gate::probe_due);
}

TEST(Breaker, WhatEndsWhileItIsOpenChangesNothing) {
    Breaker breaker = opened();
    EXPECT_FALSE(observe(breaker, 200, t0 + 1s)) << "only the probe counts";
    EXPECT_FALSE(observe(breaker, 503, t0 + 1s));
    EXPECT_EQ(breaker.until(), t0 + 5s);
    breaker.probe_started();
    EXPECT_FALSE(observe(breaker, 200, t0 + 6s));
    EXPECT_EQ(breaker.gate(t0 + 6s), Gate::probe_out);
}

TEST(Breaker, ExchangesFromBeforeItClosedDoNotOpenItAgain) {
    Breaker breaker = opened();
    breaker.probe_started();
    (void)breaker.probed(answered(200), 0, t0 + 6s);
    for (int i = 0; i < 50; ++i)
        EXPECT_FALSE(breaker.observe(failed(OutcomeKind::timed_out), t0 - 1s, 0, t0 + 59s));
    EXPECT_EQ(breaker.gate(t0 + 59s), Gate::passes);
}

}  // namespace
}  // namespace halogate::breaker

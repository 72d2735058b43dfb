// SPDX-License-Identifier: MIT
#include "core/limit/limiter.hpp"

#include <gtest/gtest.h>

#include <stdexcept>
#include <vector>

namespace halogate::limit {
namespace {

using namespace std::chrono_literals;
using Kind = Verdict::Kind;

constexpr TimePoint t0{1000s};
constexpr Lane lane{.route = 1, .consumer = 0};
constexpr Urgency urgent = 1;
constexpr Urgency normal = default_urgency;

Limits ten_per_ten_seconds() {
    return {.window = {.requests = 10, .per = 10s},
            .bucket = {},
            .concurrency = 4,
            .reserve = 0.2,
            .learn = true};
}

void run(Limiter& limiter, int count, TimePoint now) {
    for (int i = 0; i < count; ++i) limiter.end(limiter.start(lane, now), {}, now);
}

TEST(Limiter, AllMustAllowAndTheLatestSaysWhen) {
    Limits limits = ten_per_ten_seconds();
    limits.bucket = BucketShape{.permits_per_second = 2, .burst = 1};
    Limiter limiter{limits};
    run(limiter, 1, t0);
    const Verdict verdict = limiter.ask(normal, t0);
    EXPECT_EQ(verdict.kind, Kind::wait);
    EXPECT_EQ(verdict.at, t0 + 500ms) << "the window allows it, the bucket does not";
    EXPECT_EQ(limiter.ask(normal, t0 + 500ms).kind, Kind::go);
}

TEST(Limiter, FullConcurrencyWaitsForAnEnd) {
    Limiter limiter{ten_per_ten_seconds()};
    std::vector<Exchange> running;
    for (int i = 0; i < 4; ++i) running.push_back(limiter.start(lane, t0));
    EXPECT_EQ(limiter.ask(normal, t0).kind, Kind::wait_end);
    EXPECT_EQ(limiter.earliest(normal, 0, t0), t0) << "an end may come at any moment";
    limiter.end(running.front(), {}, t0);
    EXPECT_EQ(limiter.ask(normal, t0).kind, Kind::go);
}

TEST(Limiter, TheReserveIsWithheldOnlyWhileUrgentDemandsAreSeen) {
    Limiter limiter{ten_per_ten_seconds()};
    run(limiter, 8, t0);
    EXPECT_EQ(limiter.ask(normal, t0).kind, Kind::go) << "nobody urgent: all of the window is for everyone";
    limiter.note_urgent(t0 + 1s);
    EXPECT_EQ(limiter.ask(urgent, t0 + 1s).kind, Kind::go);
    const Verdict verdict = limiter.ask(normal, t0 + 1s);
    EXPECT_EQ(verdict.kind, Kind::wait);
    EXPECT_EQ(verdict.at, t0 + 10s);
    EXPECT_EQ(limiter.earliest(normal, 0, t0 + 1s), t0 + 10s);
}

TEST(Limiter, TheReserveLapsesOneWindowAfterTheLastUrgentDemand) {
    Limiter limiter{ten_per_ten_seconds()};
    limiter.note_urgent(t0);
    run(limiter, 8, t0 + 9s);
    EXPECT_EQ(limiter.ask(normal, t0 + 9s).at, t0 + 10s);
    EXPECT_EQ(limiter.ask(normal, t0 + 10s).kind, Kind::go);
    EXPECT_EQ(limiter.earliest(normal, 0, t0 + 9s), t0 + 10s);
}

TEST(Limiter, ACancelledExchangeSpendsNothing) {
    Limits limits = ten_per_ten_seconds();
    limits.window.requests = 1;
    limits.bucket = BucketShape{.permits_per_second = 0.01, .burst = 1};
    Limiter limiter{limits};
    limiter.cancel(limiter.start(lane, t0), t0);
    EXPECT_EQ(limiter.ask(normal, t0).kind, Kind::go);
}

TEST(Limiter, TakesAStricterWindowFromWhatA429Says) {
    Limiter limiter{ten_per_ten_seconds()};
    run(limiter, 4, t0);
    const retry::ThrottleNotice notice{.retry_after = {}, .window = WindowShape{5, 10s}};
    limiter.end(limiter.start(lane, t0), notice, t0 + 1s);
    EXPECT_EQ(limiter.window().shape().requests, 5U);
    EXPECT_EQ(limiter.ask(normal, t0 + 1s).at, t0 + 10s);
}

TEST(Limiter, LearnsNothingWhenToldNotTo) {
    Limits limits = ten_per_ten_seconds();
    limits.learn = false;
    Limiter limiter{limits};
    const retry::ThrottleNotice notice{.retry_after = {}, .window = WindowShape{5, 10s}};
    limiter.end(limiter.start(lane, t0), notice, t0);
    EXPECT_EQ(limiter.window().shape().requests, 10U);
}

TEST(Limiter, GoesFewAtATimeWhereTheTenantHasNotBeenSeenToTakeSoMany) {
    Limits limits = ten_per_ten_seconds();
    limits.unknown = Unknown::requests;
    limits.unproven_concurrency = 1;
    Limiter limiter{limits};
    const Exchange first = limiter.start(lane, t0);
    EXPECT_EQ(limiter.ask(normal, t0).kind, Kind::wait_end);
    limiter.end(first, {}, t0);
    run(limiter, 9, t0);
    (void)limiter.start(lane, t0 + 10s);
    EXPECT_EQ(limiter.ask(normal, t0 + 10s).kind, Kind::go) << "ten were taken within one window";
}

/// Ten taken at once and then a 429 that says to wait so long, from a tenant of whose window nothing is
/// known.
Limiter with_nothing_known(Duration retry_after) {
    Limits limits = ten_per_ten_seconds();
    limits.window = {.requests = 1'000'000, .per = 5min};
    limits.unknown = Unknown::window;
    Limiter limiter{limits};
    run(limiter, 60, t0);
    const retry::ThrottleNotice notice{.retry_after = retry_after, .window = {}};
    limiter.end(limiter.start(lane, t0 + 300ms), notice, t0 + 400ms);
    return limiter;
}

TEST(Limiter, FindsRequestsAndLengthOfAWindowOfWhichNothingIsKnown) {
    const Limiter limiter = with_nothing_known(10s);
    EXPECT_EQ(limiter.window().shape().requests, 60U);
    EXPECT_EQ(limiter.window().shape().per, 10s) << "the first of the sixty leaves it then";
}

TEST(Limiter, ALengthThatWasFoundTooShortGrowsWithTheNext429s) {
    Limiter limiter = with_nothing_known(2s);
    EXPECT_EQ(limiter.window().shape().per, 2s);
    const retry::ThrottleNotice notice{.retry_after = 2s, .window = {}};
    limiter.end(limiter.start(lane, t0 + 3s), notice, t0 + 3s);
    EXPECT_EQ(limiter.window().shape().per, 5s);
    limiter.end(limiter.start(lane, t0 + 200s), notice, t0 + 200s);
    EXPECT_EQ(limiter.window().shape().per, 5s) << "a late one is about something else";
}

TEST(Limiter, AWindowThatTheTenantNamesIsNoLongerUnknown) {
    Limits limits = ten_per_ten_seconds();
    limits.window = {.requests = 1'000'000, .per = 5min};
    limits.unknown = Unknown::window;
    limits.unproven_concurrency = 1;
    Limiter limiter{limits};
    const retry::ThrottleNotice notice{.retry_after = {}, .window = WindowShape{300, 5s}};
    limiter.end(limiter.start(lane, t0), notice, t0);
    EXPECT_EQ(limiter.window().shape().requests, 300U);
    EXPECT_EQ(limiter.window().shape().per, 5s);
    limiter.end(limiter.start(lane, t0 + 5s), {}, t0 + 5s);
    (void)limiter.start(lane, t0 + 6s);
    EXPECT_EQ(limiter.ask(normal, t0 + 6s).kind, Kind::go) << "no caution any more";
}

TEST(Limiter, AnObservedLimitLapsesAfterTwelveWindows) {
    Limiter limiter{ten_per_ten_seconds()};
    run(limiter, 8, t0);
    limiter.end(limiter.start(lane, t0), retry::ThrottleNotice{}, t0);
    EXPECT_EQ(limiter.window().shape().requests, 8U);
    run(limiter, 1, t0 + 119s);
    EXPECT_EQ(limiter.window().shape().requests, 8U);
    run(limiter, 1, t0 + 120s);
    EXPECT_EQ(limiter.window().shape().requests, 10U);
}

TEST(Limiter, OneLaneAmongSeveralTeachesNothingAtFirst) {
    Limiter limiter{ten_per_ten_seconds()};
    run(limiter, 3, t0);
    limiter.end(limiter.start({.route = 2, .consumer = 0}, t0), {}, t0);
    run(limiter, 2, t0);
    limiter.end(limiter.start(lane, t0), retry::ThrottleNotice{}, t0);
    EXPECT_EQ(limiter.window().shape().requests, 10U);
}

TEST(Limiter, EstimatesWaitForThePauseAndThenCountRounds) {
    Limiter limiter{ten_per_ten_seconds()};
    const retry::ThrottleNotice notice{.retry_after = 60s, .window = {}};
    limiter.end(limiter.start(lane, t0), notice, t0);
    EXPECT_EQ(limiter.earliest(normal, 0, t0), t0 + 60s);
    EXPECT_EQ(limiter.earliest(normal, 10, t0), t0 + 70s);
    EXPECT_EQ(limiter.earliest(normal, 25, t0), t0 + 80s);
}

TEST(Limiter, RefusesLimitsThatAllowNothing) {
    Limits limits = ten_per_ten_seconds();
    limits.concurrency = 0;
    EXPECT_THROW(Limiter{limits}, std::invalid_argument);
    limits.concurrency = 1;
    limits.reserve = 1.5;
    EXPECT_THROW(Limiter{limits}, std::invalid_argument);
}

}  // namespace
}  // namespace halogate::limit

// SPDX-License-Identifier: MIT
#include "core/limit/pauses.hpp"

#include <gtest/gtest.h>

namespace halogate::limit {
namespace {

using namespace std::chrono_literals;
using Gate = Pause::Gate;
using Width = Pauses::Width;

constexpr TimePoint t0{1000s};
constexpr Lane tickets{.route = 1, .consumer = 1};
constexpr Lane assets{.route = 2, .consumer = 1};
constexpr Pauses::Outlook far_below{.nearly_used = false, .opens = t0 + 100s};
constexpr Pauses::Outlook used_up{.nearly_used = true, .opens = t0 + 100s};

retry::ThrottleNotice asks(Duration wait) {
    return {.retry_after = wait, .window = {}};
}

TEST(Pause, HoldsUntilTheTimeThatWasAskedThenLetsOneProbeThroughAndThenEveryone) {
    Pause pause;
    EXPECT_EQ(pause.gate(t0), Gate::open);
    pause.order(7s, t0);
    EXPECT_EQ(pause.gate(t0 + 7s - 1ns), Gate::closed);
    EXPECT_EQ(pause.left(t0 + 2s), 5s);
    EXPECT_EQ(pause.gate(t0 + 7s), Gate::probe_due);
    pause.probe_started();
    EXPECT_EQ(pause.gate(t0 + 8s), Gate::probe_out);
    pause.probe_passed();
    EXPECT_EQ(pause.gate(t0 + 8s), Gate::open);
}

TEST(Pause, TheNewestAnswerCountsLongerOrShorter) {
    Pause pause;
    pause.order(60s, t0);
    pause.order(5s, t0 + 1s);
    EXPECT_EQ(pause.until(), t0 + 6s);
    pause.order(30s, t0 + 2s);
    EXPECT_EQ(pause.until(), t0 + 32s);
}

TEST(Pause, BacksOffFromOneSecondDoublingToSixty) {
    Pause pause;
    TimePoint now = t0;
    for (const auto step : {1s, 2s, 4s, 8s, 16s, 32s, 60s, 60s}) {
        pause.back_off(now, now);
        EXPECT_EQ(pause.until(), now + step);
        now = pause.until();
        pause.probe_started();
        pause.probe_failed();
    }
    pause.probe_passed();
    pause.back_off(now, now);
    EXPECT_EQ(pause.until(), now + 1s);
}

TEST(Pause, ABurstOfSilent429sThatStartedBeforeItDoesNotLengthenIt) {
    Pause pause;
    for (int i = 0; i < 15; ++i) pause.back_off(t0, t0 + 2ms + i * 1ms);
    EXPECT_EQ(pause.until(), t0 + 2ms + 1s);
}

TEST(Pause, AWindowThatOpensEveryMomentDoesNotSendProbeAfterProbe) {
    Pause pause;
    pause.wait_for_window(t0 + 10ms, t0, t0);
    EXPECT_EQ(pause.until(), t0 + 10ms);
    pause.wait_for_window(t0 + 20ms, t0 + 10ms, t0 + 11ms);
    EXPECT_EQ(pause.until(), t0 + 1011ms);
    pause.wait_for_window(t0 + 9s, t0 + 1011ms, t0 + 1012ms);
    EXPECT_EQ(pause.until(), t0 + 9s);
}

TEST(Pauses, RetryAfterPausesTheTenantForAsLongAsItAsks) {
    Pauses pauses;
    EXPECT_EQ(pauses.throttled({.lane = tickets, .started = t0}, asks(9s), far_below, t0), Width::tenant);
    EXPECT_EQ(pauses.tenant().until(), t0 + 9s);
    EXPECT_EQ(pauses.paused_lane(), std::nullopt);
}

TEST(Pauses, ASilent429WithOurWindowUsedUpPausesTheTenantUntilTheWindowOpens) {
    Pauses pauses;
    EXPECT_EQ(pauses.throttled({.lane = tickets, .started = t0}, {}, used_up, t0), Width::tenant);
    EXPECT_EQ(pauses.tenant().until(), used_up.opens);
}

TEST(Pauses, ASilent429FarBelowOurWindowPausesItsLaneAlone) {
    Pauses pauses;
    EXPECT_EQ(pauses.throttled({.lane = tickets, .started = t0}, {}, far_below, t0), Width::lane);
    EXPECT_EQ(pauses.tenant().gate(t0), Gate::open);
    EXPECT_EQ(pauses.lane_gate(tickets, t0), Gate::closed);
    EXPECT_EQ(pauses.lane_gate(assets, t0), Gate::open);
    EXPECT_EQ(pauses.lane_gate({.route = 1, .consumer = 2}, t0), Gate::open);
    EXPECT_EQ(pauses.lane_until(), t0 + 1s) << "never a minute that nobody asked for";
}

TEST(Pauses, ASecondLaneThrottledWhileTheFirstPausesWidensToTheTenant) {
    Pauses pauses;
    (void)pauses.throttled({.lane = tickets, .started = t0}, {}, far_below, t0);
    EXPECT_EQ(pauses.throttled({.lane = assets, .started = t0}, {}, far_below, t0 + 500ms), Width::tenant);
    EXPECT_EQ(pauses.tenant().until(), t0 + 1500ms);
    EXPECT_EQ(pauses.paused_lane(), std::nullopt);
}

TEST(Pauses, ASecondLaneThrottledAfterTheFirstPauseIsOverStaysNarrow) {
    Pauses pauses;
    (void)pauses.throttled({.lane = tickets, .started = t0}, {}, far_below, t0);
    EXPECT_EQ(pauses.throttled({.lane = assets, .started = t0 + 1h}, {}, far_below, t0 + 1h), Width::lane);
    EXPECT_EQ(pauses.paused_lane(), assets);
}

TEST(Pauses, ALaneIsProbedByOneExchangeAndOpensWhenItPasses) {
    Pauses pauses;
    (void)pauses.throttled({.lane = tickets, .started = t0}, {}, far_below, t0);
    Exchange probe{.lane = tickets, .started = t0 + 1s};
    pauses.start(probe, t0 + 1s);
    EXPECT_TRUE(probe.probes_lane);
    EXPECT_FALSE(probe.probes_tenant);
    EXPECT_EQ(pauses.lane_gate(tickets, t0 + 1s), Gate::probe_out);
    (void)pauses.throttled(probe, {}, far_below, t0 + 1s);
    EXPECT_EQ(pauses.lane_until(), t0 + 3s);
    Exchange second{.lane = tickets, .started = t0 + 3s};
    pauses.start(second, t0 + 3s);
    pauses.passed(second);
    EXPECT_EQ(pauses.paused_lane(), std::nullopt);
}

TEST(Pauses, AProbeThatWasNeverSentIsDueAgain) {
    Pauses pauses;
    (void)pauses.throttled({.lane = tickets, .started = t0}, asks(1s), far_below, t0);
    Exchange probe{.lane = tickets, .started = t0 + 1s};
    pauses.start(probe, t0 + 1s);
    pauses.unused(probe);
    EXPECT_EQ(pauses.tenant().gate(t0 + 1s), Gate::probe_due);
}

TEST(Pauses, AnExchangeFromBeforeThePauseDoesNotEndIt) {
    Pauses pauses;
    const Exchange old{.lane = assets, .started = t0};
    (void)pauses.throttled({.lane = tickets, .started = t0}, asks(5s), far_below, t0 + 1s);
    pauses.passed(old);
    EXPECT_EQ(pauses.tenant().gate(t0 + 2s), Gate::closed);
}

TEST(Pauses, ARetryAfterOfZeroIsNoLicenceToHammer) {
    Pauses pauses;
    (void)pauses.throttled({.lane = tickets, .started = t0}, asks(0s), far_below, t0);
    EXPECT_EQ(pauses.lane_gate(tickets, t0 + 999ms), Gate::closed);
}

}  // namespace
}  // namespace halogate::limit

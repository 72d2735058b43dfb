// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <vector>

#include "core/queue/admission.hpp"

namespace halogate::queue {
namespace {

using namespace std::chrono_literals;

constexpr TimePoint t0{1000s};
constexpr RouteIndex tickets = 1;
constexpr RouteIndex assets = 2;

/// A roomy window, so that all that holds anybody up here is what the tenant says.
class AdmissionThrottled : public ::testing::Test {
protected:
    static Admission::Settings settings() {
        Admission::Settings settings;
        settings.limits.window = {.requests = 100, .per = 10s};
        settings.consumers = {{}, {}};
        return settings;
    }
    static Demand call(RouteIndex route, TimePoint now) {
        Demand demand;
        demand.route = route;
        demand.give_up_at = now + 1h;
        return demand;
    }
    DemandId start(RouteIndex route, TimePoint now) {
        return std::get<Granted>(admission_.enter(call(route, now), now)).id;
    }
    DemandId wait(RouteIndex route, TimePoint now) {
        return std::get<Queued>(admission_.enter(call(route, now), now)).id;
    }
    void throttle(DemandId id, retry::ThrottleNotice notice, TimePoint now) {
        admission_.finish(id, {.started = true, .throttled = notice}, now);
    }
    void pass(DemandId id, TimePoint now) { admission_.finish(id, {}, now); }
    std::vector<DemandId> grant_all(TimePoint now) {
        std::vector<DemandId> ids;
        while (const auto id = admission_.grant(now)) ids.push_back(*id);
        return ids;
    }

    using Ids = std::vector<DemandId>;
    Admission admission_{settings(), t0};
};

TEST_F(AdmissionThrottled, OneProbeGoesAfterThePauseAndEveryoneAfterTheProbe) {
    throttle(start(tickets, t0), {.retry_after = 5s, .window = {}}, t0);
    const DemandId first = wait(tickets, t0);
    const DemandId second = wait(assets, t0);
    const DemandId third = wait(assets, t0);
    EXPECT_EQ(admission_.next_wake(t0), t0 + 5s);
    EXPECT_EQ(grant_all(t0 + 5s - 1ms), Ids{});
    EXPECT_EQ(grant_all(t0 + 5s), Ids{first});
    EXPECT_EQ(admission_.next_wake(t0 + 5s), t0 + 1h) << "nothing to do until the probe ends";
    pass(first, t0 + 6s);
    EXPECT_EQ(admission_.next_wake(t0 + 6s), t0 + 6s);
    EXPECT_EQ(grant_all(t0 + 6s), (Ids{second, third}));
}

TEST_F(AdmissionThrottled, AThrottledProbeExtendsThePause) {
    throttle(start(tickets, t0), {.retry_after = 5s, .window = {}}, t0);
    const DemandId first = wait(tickets, t0);
    (void)wait(tickets, t0);
    EXPECT_EQ(grant_all(t0 + 5s), Ids{first});
    throttle(first, {.retry_after = 8s, .window = {}}, t0 + 5s);
    EXPECT_EQ(admission_.next_wake(t0 + 5s), t0 + 13s);
    EXPECT_EQ(grant_all(t0 + 13s).size(), 1U);
}

TEST_F(AdmissionThrottled, AProbeThatWasNeverSentIsFollowedByAnother) {
    throttle(start(tickets, t0), {.retry_after = 5s, .window = {}}, t0);
    const DemandId first = wait(tickets, t0);
    const DemandId second = wait(tickets, t0);
    EXPECT_EQ(grant_all(t0 + 5s), Ids{first});
    admission_.finish(first, {.started = false, .throttled = {}}, t0 + 6s);
    EXPECT_EQ(grant_all(t0 + 6s), Ids{second});
}

TEST_F(AdmissionThrottled, ANarrowPauseHoldsUpNobodyElse) {
    const DemandId second = start(tickets, t0);
    throttle(start(tickets, t0), {}, t0);
    const DemandId parked = wait(tickets, t0);
    const DemandId other = start(assets, t0);
    Demand of_another_consumer = call(tickets, t0);
    of_another_consumer.consumer = 1;
    EXPECT_TRUE(std::holds_alternative<Granted>(admission_.enter(of_another_consumer, t0)));
    pass(second, t0);
    pass(other, t0);
    EXPECT_EQ(admission_.next_wake(t0), t0 + 1s);
    EXPECT_EQ(grant_all(t0 + 1s), Ids{parked});
}

TEST_F(AdmissionThrottled, ThoseInLineWhenTheirLaneIsPausedStepAside) {
    Ids running;
    for (int i = 0; i < 16; ++i) running.push_back(start(tickets, t0));
    const DemandId aside = wait(tickets, t0);
    const DemandId other = wait(assets, t0);
    throttle(running[0], {}, t0 + 1ms);
    EXPECT_EQ(grant_all(t0 + 1ms), Ids{other});
    pass(running[1], t0 + 2ms);
    EXPECT_EQ(grant_all(t0 + 2ms), Ids{});
    EXPECT_EQ(grant_all(t0 + 1ms + 1s), Ids{aside}) << "as the probe";
}

TEST_F(AdmissionThrottled, TheParkedReturnToTheFrontInTheirOrderWhenTheirProbePasses) {
    throttle(start(tickets, t0), {}, t0);
    Ids parked;
    for (int i = 0; i < 3; ++i) parked.push_back(wait(tickets, t0));
    Ids running;
    for (int i = 0; i < 15; ++i) running.push_back(start(assets, t0));
    EXPECT_EQ(grant_all(t0 + 1s), Ids{parked[0]});
    const DemandId later = wait(assets, t0 + 1s);
    pass(parked[0], t0 + 2s);
    EXPECT_EQ(grant_all(t0 + 2s), Ids{parked[1]});
    pass(running[0], t0 + 2s);
    pass(running[1], t0 + 2s);
    EXPECT_EQ(grant_all(t0 + 2s), (Ids{parked[2], later}));
}

TEST_F(AdmissionThrottled, AThrottledNarrowProbeBacksOffFurtherAndKeepsTheOthersParked) {
    throttle(start(tickets, t0), {}, t0);
    const DemandId first = wait(tickets, t0);
    const DemandId second = wait(tickets, t0);
    EXPECT_EQ(grant_all(t0 + 1s), Ids{first});
    throttle(first, {}, t0 + 1s);
    Demand again = call(tickets, t0 + 1s);
    again.at_front = true;
    const DemandId returned = std::get<Queued>(admission_.enter(again, t0 + 1s)).id;
    EXPECT_EQ(admission_.next_wake(t0 + 1s), t0 + 3s);
    EXPECT_EQ(grant_all(t0 + 3s), Ids{returned});
    pass(returned, t0 + 3s);
    EXPECT_EQ(grant_all(t0 + 3s), Ids{second});
}

TEST_F(AdmissionThrottled, AnotherLaneThrottledMeanwhileWidensThePauseToEveryone) {
    const DemandId asset = start(assets, t0);
    throttle(start(tickets, t0), {}, t0);
    const DemandId parked = wait(tickets, t0);
    throttle(asset, {}, t0 + 500ms);
    const DemandId third = wait(3, t0 + 500ms);
    EXPECT_EQ(admission_.budget(t0 + 500ms).paused_for, 1s);
    EXPECT_EQ(grant_all(t0 + 1500ms), Ids{parked});
    pass(parked, t0 + 1600ms);
    EXPECT_EQ(grant_all(t0 + 1600ms), Ids{third});
}

TEST_F(AdmissionThrottled, AMoreUrgentDemandOfThePausedLaneIsItsProbe) {
    throttle(start(tickets, t0), {}, t0);
    (void)wait(tickets, t0);
    Demand urgent = call(tickets, t0);
    urgent.urgency = 0;
    const DemandId first = std::get<Queued>(admission_.enter(urgent, t0)).id;
    EXPECT_EQ(grant_all(t0 + 1s), Ids{first});
}

TEST_F(AdmissionThrottled, AParkedDemandCanLeaveExpireAndBeDrained) {
    throttle(start(tickets, t0), {}, t0);
    const DemandId gone = wait(tickets, t0);
    Demand short_of_time = call(tickets, t0);
    short_of_time.give_up_at = t0 + 1s;
    const DemandId late = std::get<Queued>(admission_.enter(short_of_time, t0)).id;
    const DemandId last = wait(tickets, t0);
    admission_.leave(gone, t0);
    EXPECT_EQ(admission_.expired(t0 + 2s)->id, late);
    EXPECT_EQ(admission_.drain(t0 + 2s, t0 + 2s), Ids{last});
    EXPECT_EQ(grant_all(t0 + 2s), Ids{});
}

TEST_F(AdmissionThrottled, ADemandThatCannotOutwaitTheNarrowPauseIsRefused) {
    throttle(start(tickets, t0), {}, t0);
    Demand short_of_time = call(tickets, t0);
    short_of_time.give_up_at = t0 + 900ms;
    const Refused refused = std::get<Refused>(admission_.enter(short_of_time, t0));
    EXPECT_EQ(refused.reason, Refused::Reason::too_late);
    EXPECT_EQ(refused.retry_after, 1s);
}

TEST_F(AdmissionThrottled, AStricterWindowNamedByTheTenantIsObeyedFromThenOn) {
    for (int i = 0; i < 59; ++i) pass(start(tickets, t0 + i * 1ms), t0 + i * 1ms);
    throttle(start(tickets, t0 + 1s), {.retry_after = {}, .window = limit::WindowShape{50, 10s}}, t0 + 1s);
    EXPECT_EQ(admission_.budget(t0 + 1s).limit, 50U);
    EXPECT_EQ(admission_.budget(t0 + 1s).remaining, 0U);
    (void)wait(tickets, t0 + 1s);
    EXPECT_EQ(admission_.next_wake(t0 + 1s), t0 + 10s + 10ms) << "eleven of the sixty must have returned";
}

}  // namespace
}  // namespace halogate::queue

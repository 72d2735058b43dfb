// SPDX-License-Identifier: MIT
#include "core/queue/admission.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>
#include <vector>

namespace halogate::queue {
namespace {

using namespace std::chrono_literals;

constexpr TimePoint t0{1000s};

Admission::Settings settings_for(limit::WindowShape window) {
    Admission::Settings settings;
    settings.limits.window = window;
    settings.limits.concurrency = 1'000;
    settings.consumers = {{}, {}, {}};
    return settings;
}

Demand waiting_for(Duration wait, TimePoint now) {
    Demand demand;
    demand.give_up_at = now + wait;
    return demand;
}

DemandId granted(const Admittance& admittance) {
    return std::get<Granted>(admittance).id;
}
DemandId queued(const Admittance& admittance) {
    return std::get<Queued>(admittance).id;
}
Refused refused(const Admittance& admittance) {
    return std::get<Refused>(admittance);
}

/// Uses up `count` permits with exchanges that end at once.
void use(Admission& admission, int count, TimePoint now) {
    for (int i = 0; i < count; ++i)
        admission.finish(granted(admission.enter(waiting_for(1s, now), now)), {}, now);
}

TEST(Admission, GrantsAtOnceWhatTheWindowAllows) {
    Admission admission{settings_for({.requests = 3, .per = 10s}), t0};
    use(admission, 3, t0);
    EXPECT_TRUE(std::holds_alternative<Queued>(admission.enter(waiting_for(20s, t0), t0)));
    EXPECT_EQ(admission.grant(t0), std::nullopt);
}

TEST(Admission, WakesToTheMillisecondWhenASlotReturns) {
    Admission admission{settings_for({.requests = 2, .per = 10s}), t0};
    EXPECT_EQ(admission.next_wake(t0), std::nullopt);
    use(admission, 1, t0 + 1ms);
    use(admission, 1, t0 + 700ms);
    const DemandId first = queued(admission.enter(waiting_for(20s, t0 + 1s), t0 + 1s));
    const DemandId second = queued(admission.enter(waiting_for(20s, t0 + 1s), t0 + 1s));
    EXPECT_EQ(admission.next_wake(t0 + 1s), t0 + 10s + 1ms);
    EXPECT_EQ(admission.grant(t0 + 10s), std::nullopt);
    EXPECT_EQ(admission.grant(t0 + 10s + 1ms), first);
    EXPECT_EQ(admission.grant(t0 + 10s + 1ms), std::nullopt);
    EXPECT_EQ(admission.next_wake(t0 + 10s + 1ms), t0 + 10s + 700ms);
    EXPECT_EQ(admission.grant(t0 + 10s + 700ms), second);
    EXPECT_EQ(admission.next_wake(t0 + 11s), std::nullopt);
}

TEST(Admission, WakesForABucketRefill) {
    Admission::Settings settings = settings_for({.requests = 100, .per = 10s});
    settings.limits.bucket = limit::BucketShape{.permits_per_second = 4, .burst = 1};
    Admission admission{settings, t0};
    use(admission, 1, t0);
    (void)queued(admission.enter(waiting_for(20s, t0), t0));
    EXPECT_EQ(admission.next_wake(t0), t0 + 250ms);
}

TEST(Admission, WakesForNothingButTheDeadlineWhenOnlyAnEndCanHelp) {
    Admission::Settings settings = settings_for({.requests = 100, .per = 10s});
    settings.limits.concurrency = 1;
    Admission admission{settings, t0};
    const DemandId running = granted(admission.enter(waiting_for(5s, t0), t0));
    const DemandId next = queued(admission.enter(waiting_for(5s, t0), t0));
    EXPECT_EQ(admission.next_wake(t0), t0 + 5s);
    admission.finish(running, {}, t0 + 1s);
    EXPECT_EQ(admission.next_wake(t0 + 1s), t0 + 1s);
    EXPECT_EQ(admission.grant(t0 + 1s), next);
}

TEST(Admission, RefusesAtOnceWhatCannotStartInTimeAndSaysWhenItCould) {
    Admission admission{settings_for({.requests = 2, .per = 10s}), t0};
    use(admission, 2, t0);
    const Refused first = refused(admission.enter(waiting_for(8s, t0 + 1s), t0 + 1s));
    EXPECT_EQ(first.reason, Refused::Reason::too_late);
    EXPECT_EQ(first.retry_after, 9s);
    for (int i = 0; i < 4; ++i) (void)queued(admission.enter(waiting_for(60s, t0 + 1s), t0 + 1s));
    EXPECT_EQ(refused(admission.enter(waiting_for(28s, t0 + 1s), t0 + 1s)).retry_after, 29s)
        << "four are ahead, two in each further period";
    EXPECT_TRUE(std::holds_alternative<Queued>(admission.enter(waiting_for(29s, t0 + 1s), t0 + 1s)));
}

TEST(Admission, ACallerThatCannotWaitIsRefusedWhenItCannotStartNow) {
    Admission::Settings settings = settings_for({.requests = 100, .per = 10s});
    settings.limits.concurrency = 1;
    Admission admission{settings, t0};
    (void)granted(admission.enter(waiting_for(0s, t0), t0));
    EXPECT_EQ(refused(admission.enter(waiting_for(0s, t0), t0)).retry_after, 1s);
}

TEST(Admission, NeverRefusesBecauseTheEndOfAnExchangeIsUnknown) {
    Admission admission{settings_for({.requests = 1, .per = 10s}), t0};
    const DemandId running = granted(admission.enter(waiting_for(1s, t0), t0));
    const DemandId next = queued(admission.enter(waiting_for(10s, t0), t0));
    admission.finish(running, {}, t0);
    EXPECT_EQ(admission.grant(t0 + 10s), next);
}

TEST(Admission, ADemandIsGrantedUntilItsLastMomentAndExpiredAfter) {
    Admission admission{settings_for({.requests = 1, .per = 10s}), t0};
    use(admission, 1, t0);
    const DemandId in_time = queued(admission.enter(waiting_for(10s, t0), t0));
    EXPECT_EQ(admission.expired(t0 + 9s), std::nullopt);
    EXPECT_EQ(admission.grant(t0 + 10s), in_time);
}

TEST(Admission, ADemandWhoseTimePassedIsNotGrantedButExpired) {
    Admission admission{settings_for({.requests = 1, .per = 10s}), t0};
    use(admission, 1, t0);
    const DemandId late = queued(admission.enter(waiting_for(11s, t0), t0));
    const DemandId patient = queued(admission.enter(waiting_for(30s, t0), t0));
    EXPECT_EQ(admission.grant(t0 + 12s), patient);
    const auto expired = admission.expired(t0 + 12s);
    ASSERT_TRUE(expired);
    EXPECT_EQ(expired->id, late);
    EXPECT_EQ(expired->refused.retry_after, 10s) << "the slot was taken just now";
    EXPECT_EQ(admission.expired(t0 + 12s), std::nullopt);
    EXPECT_EQ(admission.budget(t0 + 12s).waiting, 0U);
}

TEST(Admission, ADemandThatAPauseMakesTooLateExpiresAtOnce) {
    Admission admission{settings_for({.requests = 10, .per = 10s}), t0};
    use(admission, 8, t0);
    use(admission, 1, t0);
    const DemandId running = granted(admission.enter(waiting_for(1s, t0), t0));
    const DemandId hopeless = queued(admission.enter(waiting_for(15s, t0), t0));
    const DemandId patient = queued(admission.enter(waiting_for(90s, t0), t0));
    admission.finish(running, {.started = true, .throttled = retry::ThrottleNotice{60s, {}}}, t0 + 1s);
    EXPECT_EQ(admission.next_wake(t0 + 1s), t0 + 1s);
    const auto expired = admission.expired(t0 + 1s);
    ASSERT_TRUE(expired);
    EXPECT_EQ(expired->id, hopeless);
    EXPECT_EQ(expired->refused.retry_after, 60s);
    EXPECT_EQ(admission.expired(t0 + 1s), std::nullopt);
    EXPECT_EQ(admission.next_wake(t0 + 1s), t0 + 61s);
    EXPECT_EQ(admission.grant(t0 + 61s), patient);
}

TEST(Admission, WhoLeavesSpendsNothingAndIsNeverNamedAgain) {
    Admission admission{settings_for({.requests = 1, .per = 10s}), t0};
    use(admission, 1, t0);
    const DemandId gone = queued(admission.enter(waiting_for(30s, t0), t0));
    const DemandId stays = queued(admission.enter(waiting_for(30s, t0), t0));
    admission.leave(gone, t0 + 1s);
    admission.leave(gone, t0 + 1s);
    EXPECT_EQ(admission.budget(t0 + 1s).waiting, 1U);
    EXPECT_EQ(admission.grant(t0 + 10s), stays);
    EXPECT_EQ(admission.expired(t0 + 60s), std::nullopt);
}

TEST(Admission, AnExchangeThatNeverStartedReturnsItsSlotAtOnce) {
    Admission admission{settings_for({.requests = 1, .per = 10s}), t0};
    const DemandId running = granted(admission.enter(waiting_for(1s, t0), t0));
    const DemandId next = queued(admission.enter(waiting_for(20s, t0), t0));
    admission.finish(running, {.started = false, .throttled = {}}, t0 + 1s);
    EXPECT_EQ(admission.grant(t0 + 1s), next);
}

TEST(Admission, NobodyOvertakesThoseWhoWait) {
    Admission admission{settings_for({.requests = 1, .per = 10s}), t0};
    use(admission, 1, t0);
    const DemandId first = queued(admission.enter(waiting_for(30s, t0), t0));
    const TimePoint free_again = t0 + 10s;
    EXPECT_TRUE(std::holds_alternative<Queued>(admission.enter(waiting_for(30s, free_again), free_again)));
    EXPECT_EQ(admission.grant(free_again), first);
}

TEST(Admission, TheMoreUrgentStartsFirst) {
    Admission admission{settings_for({.requests = 1, .per = 10s}), t0};
    use(admission, 1, t0);
    (void)queued(admission.enter(waiting_for(60s, t0), t0));
    Demand urgent = waiting_for(60s, t0);
    urgent.urgency = 0;
    const DemandId first = queued(admission.enter(urgent, t0));
    EXPECT_EQ(admission.grant(t0 + 10s), first);
}

TEST(Admission, TheReserveLetsAnUrgentDemandStartWhileOthersWait) {
    Admission admission{settings_for({.requests = 10, .per = 10s}), t0};
    Demand urgent = waiting_for(5s, t0);
    urgent.urgency = 2;
    admission.finish(granted(admission.enter(urgent, t0)), {}, t0);
    use(admission, 8, t0 + 1s);
    EXPECT_TRUE(std::holds_alternative<Queued>(admission.enter(waiting_for(20s, t0 + 1s), t0 + 1s)));
    EXPECT_TRUE(std::holds_alternative<Granted>(admission.enter(urgent, t0 + 1s)));
    EXPECT_TRUE(std::holds_alternative<Queued>(admission.enter(waiting_for(20s, t0 + 1s), t0 + 1s)));
}

TEST(Admission, TheLineIsBounded) {
    Admission::Settings settings = settings_for({.requests = 1, .per = 10s});
    settings.max_waiting = 3;
    settings.consumers[1].max_waiting = 1;
    Admission admission{settings, t0};
    use(admission, 1, t0);
    Demand other = waiting_for(100s, t0);
    other.consumer = 1;
    (void)queued(admission.enter(other, t0));
    const Refused second = refused(admission.enter(other, t0));
    EXPECT_EQ(second.reason, Refused::Reason::consumer_full);
    EXPECT_EQ(second.retry_after, 20s);
    for (int i = 0; i < 2; ++i) (void)queued(admission.enter(waiting_for(100s, t0), t0));
    EXPECT_EQ(refused(admission.enter(waiting_for(100s, t0), t0)).reason, Refused::Reason::queue_full);
    Demand again = waiting_for(100s, t0);
    again.at_front = true;
    EXPECT_EQ(admission.grant(t0), std::nullopt);
    EXPECT_TRUE(std::holds_alternative<Queued>(admission.enter(again, t0)))
        << "a throttled one keeps its place";
}

TEST(Admission, AThrottledDemandGoesBackToTheFrontOfItsQueue) {
    Admission admission{settings_for({.requests = 2, .per = 10s}), t0};
    const DemandId running = granted(admission.enter(waiting_for(90s, t0), t0));
    use(admission, 1, t0);
    (void)queued(admission.enter(waiting_for(90s, t0), t0));
    admission.finish(running, {.started = true, .throttled = retry::ThrottleNotice{20s, {}}}, t0 + 1s);
    Demand again = waiting_for(90s, t0);
    again.at_front = true;
    const DemandId first = queued(admission.enter(again, t0 + 1s));
    EXPECT_EQ(admission.grant(t0 + 21s), first);
}

TEST(Admission, DrainingReturnsAllWhoWaitAndTakesNobodyNew) {
    Admission admission{settings_for({.requests = 2, .per = 10s}), t0};
    const DemandId running = granted(admission.enter(waiting_for(90s, t0), t0));
    use(admission, 1, t0);
    std::vector<DemandId> waiting;
    for (int i = 0; i < 5; ++i) waiting.push_back(queued(admission.enter(waiting_for(90s - i * 1s, t0), t0)));
    std::vector<DemandId> returned = admission.drain(t0, t0);
    std::sort(returned.begin(), returned.end());
    std::sort(waiting.begin(), waiting.end());
    EXPECT_EQ(returned, waiting);
    const Refused late = refused(admission.enter(waiting_for(90s, t0), t0));
    EXPECT_EQ(late.reason, Refused::Reason::draining);
    EXPECT_GE(late.retry_after, 1s);
    admission.finish(running, {}, t0 + 1s);
    EXPECT_EQ(admission.budget(t0 + 1s).in_flight, 0U);
    EXPECT_EQ(admission.next_wake(t0 + 1s), std::nullopt);
}

TEST(Admission, ShowsTheBudget) {
    Admission admission{settings_for({.requests = 5, .per = 10s}), t0};
    EXPECT_EQ(admission.budget(t0).remaining, 5U);
    EXPECT_EQ(admission.budget(t0).reset, 0s);
    use(admission, 1, t0);
    const DemandId running = granted(admission.enter(waiting_for(1s, t0 + 4s), t0 + 4s));
    const BudgetView view = admission.budget(t0 + 4s);
    EXPECT_EQ(view.limit, 5U);
    EXPECT_EQ(view.per, 10s);
    EXPECT_EQ(view.remaining, 3U);
    EXPECT_EQ(view.reset, 6s);
    EXPECT_EQ(view.in_flight, 1U);
    admission.finish(running, {.started = true, .throttled = retry::ThrottleNotice{7s, {}}}, t0 + 5s);
    EXPECT_EQ(admission.budget(t0 + 6s).paused_for, 6s);
}

TEST(Admission, RefusesSettingsWithoutAConsumerAndDemandsOfAnUnknownOne) {
    EXPECT_THROW((Admission{Admission::Settings{}, t0}), std::invalid_argument);
    Admission admission{settings_for({.requests = 5, .per = 10s}), t0};
    Demand demand = waiting_for(1s, t0);
    demand.consumer = 3;
    EXPECT_THROW((void)admission.enter(demand, t0), std::out_of_range);
}

TEST(Admission, ShowsWhoWaitsAndForHowLong) {
    Admission admission{settings_for({.requests = 1, .per = 60s}), t0};
    use(admission, 1, t0);
    Demand demand = waiting_for(300s, t0);
    demand.consumer = 1;
    const DemandId first = queued(admission.enter(demand, t0));
    (void)queued(admission.enter(demand, t0 + 5s));
    const auto queues = admission.queues(t0 + 7s);
    ASSERT_EQ(queues.size(), 3U);
    EXPECT_EQ(queues[0].waiting, 0U);
    EXPECT_EQ(queues[1].waiting, 2U);
    EXPECT_EQ(queues[1].oldest, 7s);
    admission.leave(first, t0 + 8s);
    EXPECT_EQ(admission.queues(t0 + 8s)[1].waiting, 1U);
    EXPECT_EQ(admission.queues(t0 + 8s)[1].oldest, 3s);
}

}  // namespace
}  // namespace halogate::queue

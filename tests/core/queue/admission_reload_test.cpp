// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <stdexcept>
#include <vector>

#include "core/queue/admission.hpp"

namespace halogate::queue {
namespace {

using namespace std::chrono_literals;
using Ids = std::vector<DemandId>;

constexpr TimePoint t0{1000s};

Admission::Settings settings_for(limit::WindowShape window, std::size_t consumers = 2) {
    Admission::Settings settings;
    settings.limits.window = window;
    settings.limits.concurrency = 100;
    settings.limits.reserve = 0;
    settings.consumers.resize(consumers);
    return settings;
}

Demand of(ConsumerIndex consumer, Duration wait, TimePoint now) {
    Demand demand;
    demand.consumer = consumer;
    demand.give_up_at = now + wait;
    return demand;
}

class AdmissionReload : public ::testing::Test {
protected:
    DemandId start(TimePoint now) { return std::get<Granted>(admission_.enter(of(0, 1s, now), now)).id; }
    void use(TimePoint now) { admission_.finish(start(now), {}, now); }
    DemandId wait(ConsumerIndex consumer, Duration wait, TimePoint now) {
        return std::get<Queued>(admission_.enter(of(consumer, wait, now), now)).id;
    }
    Ids grant_all(TimePoint now) {
        Ids ids;
        while (const auto id = admission_.grant(now)) ids.push_back(*id);
        return ids;
    }

    Admission admission_{settings_for({.requests = 2, .per = 10s}), t0};
};

TEST_F(AdmissionReload, WhatWasUsedCountsUnderTheNewWindow) {
    use(t0);
    use(t0 + 1s);
    admission_.reconfigure(settings_for({.requests = 3, .per = 20s}), t0 + 2s);
    EXPECT_EQ(admission_.budget(t0 + 2s).remaining, 1U);
    use(t0 + 2s);
    EXPECT_EQ(admission_.budget(t0 + 19s).remaining, 0U);
    EXPECT_EQ(admission_.budget(t0 + 20s).remaining, 1U) << "the first is held for the new length";
}

TEST_F(AdmissionReload, WhoWaitsIsWokenByWhatTheNewWindowAllows) {
    use(t0);
    use(t0);
    const DemandId waiting = wait(0, 30s, t0);
    EXPECT_EQ(grant_all(t0 + 1s), Ids{});
    admission_.reconfigure(settings_for({.requests = 3, .per = 10s}), t0 + 1s);
    EXPECT_EQ(admission_.next_wake(t0 + 1s), t0 + 1s);
    EXPECT_EQ(grant_all(t0 + 1s), Ids{waiting});
}

TEST_F(AdmissionReload, APauseStands) {
    const DemandId id = start(t0);
    admission_.finish(id, {.started = true, .throttled = retry::ThrottleNotice{20s, {}}}, t0);
    admission_.reconfigure(settings_for({.requests = 9, .per = 10s}), t0 + 1s);
    EXPECT_EQ(admission_.budget(t0 + 1s).paused_for, 19s);
}

TEST_F(AdmissionReload, AWindowThatTheTenantNamedStandsUntilNothingIsLearntAnyMore) {
    const DemandId id = start(t0);
    const limit::WindowShape named{.requests = 1, .per = 30s};
    admission_.finish(id, {.started = true, .throttled = retry::ThrottleNotice{1s, named}}, t0);
    auto settings = settings_for({.requests = 5, .per = 10s});
    admission_.reconfigure(settings, t0 + 1s);
    EXPECT_EQ(admission_.budget(t0 + 1s).limit, 1U);
    settings.limits.learn = false;
    admission_.reconfigure(settings, t0 + 2s);
    EXPECT_EQ(admission_.budget(t0 + 2s).limit, 5U);
    EXPECT_EQ(admission_.budget(t0 + 2s).remaining, 4U);
}

TEST_F(AdmissionReload, ConsumersCanComeAndNewWeightsHoldForThoseWhoWait) {
    use(t0);
    use(t0);
    Ids of_first;
    for (int i = 0; i < 4; ++i) of_first.push_back(wait(0, 90s, t0));
    auto settings = settings_for({.requests = 100, .per = 10s}, 3);
    settings.limits.concurrency = 4;
    settings.consumers[2].weight = 3;
    admission_.reconfigure(settings, t0);
    EXPECT_EQ(grant_all(t0).size(), 4U);
    (void)of_first;
    const Admittance of_new = admission_.enter(of(2, 90s, t0), t0);
    EXPECT_TRUE(std::holds_alternative<Queued>(of_new));
}

TEST_F(AdmissionReload, ABadChangeChangesNothing) {
    EXPECT_THROW(admission_.reconfigure(settings_for({.requests = 0, .per = 10s}), t0),
                 std::invalid_argument);
    EXPECT_THROW(admission_.reconfigure(settings_for({.requests = 9, .per = 10s}, 1), t0),
                 std::invalid_argument);
    auto settings = settings_for({.requests = 9, .per = 10s});
    settings.consumers[1].weight = 0;
    EXPECT_THROW(admission_.reconfigure(settings, t0), std::invalid_argument);
    EXPECT_EQ(admission_.budget(t0).limit, 2U);
}

TEST_F(AdmissionReload, ADrainLetsThoseStartWhoCanByItsEnd) {
    use(t0);
    use(t0 + 3s);
    const DemandId soon = wait(0, 90s, t0 + 4s);
    const DemandId later = wait(1, 90s, t0 + 4s);
    const DemandId too_late = wait(0, 90s, t0 + 4s);
    EXPECT_EQ(admission_.drain(t0 + 14s, t0 + 4s), Ids{too_late});
    EXPECT_EQ(grant_all(t0 + 10s), Ids{soon});
    EXPECT_EQ(grant_all(t0 + 13s), Ids{later});
}

TEST_F(AdmissionReload, WhoComesDuringADrainWaitsNoLongerThanThat) {
    use(t0);
    use(t0 + 3s);
    EXPECT_TRUE(admission_.drain(t0 + 11s, t0 + 4s).empty());
    const DemandId in_time = wait(0, 90s, t0 + 4s);
    const Refused refused = std::get<Refused>(admission_.enter(of(0, 90s, t0 + 4s), t0 + 4s));
    EXPECT_EQ(refused.reason, Refused::Reason::draining);
    const Refused hasty = std::get<Refused>(admission_.enter(of(0, 5s, t0 + 4s), t0 + 4s));
    EXPECT_EQ(hasty.reason, Refused::Reason::too_late) << "the drain has nothing to do with it";
    EXPECT_EQ(grant_all(t0 + 10s), Ids{in_time});
}

}  // namespace
}  // namespace halogate::queue

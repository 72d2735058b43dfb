// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>
#include <memory>
#include <vector>

#include "core/queue/admission.hpp"

namespace halogate::queue {
namespace {

using namespace std::chrono_literals;

constexpr TimePoint t0{1000s};
constexpr Duration per = 1s;

/// Consumers that want more than there is, on virtual time. Every exchange takes no time at all.
class Contest {
public:
    Contest(const std::vector<double>& weights, std::size_t requests, double reserve = 0) {
        Admission::Settings settings;
        settings.limits.window = {.requests = requests, .per = per};
        settings.limits.reserve = reserve;
        settings.limits.concurrency = 1'000;
        for (const double weight : weights) settings.consumers.push_back({.weight = weight});
        admission_ = std::make_unique<Admission>(settings, now);
    }

    /// What became of a demand that came now.
    enum class Came { started, waits, refused };
    Came ask(ConsumerIndex consumer, Urgency urgency = default_urgency) {
        Demand demand;
        demand.consumer = consumer;
        demand.urgency = urgency;
        demand.give_up_at = t0 + 1000h;
        const Admittance admittance = admission_->enter(demand, now);
        if (const auto* granted = std::get_if<Granted>(&admittance)) {
            admission_->finish(granted->id, {}, now);
            return Came::started;
        }
        if (std::holds_alternative<Refused>(admittance)) return Came::refused;
        who_[std::get<Queued>(admittance).id] = consumer;
        return Came::waits;
    }
    void flood(ConsumerIndex consumer, int times) {
        for (int i = 0; i < times; ++i) (void)ask(consumer);
    }
    /// Whose turns they were while so much time passed.
    std::vector<ConsumerIndex> turns(Duration span) {
        std::vector<ConsumerIndex> result;
        for (const TimePoint end = now + span; now < end;) {
            now = std::min(end, admission_->next_wake(now).value_or(end));
            while (const auto id = admission_->grant(now)) {
                result.push_back(who_.at(*id));
                admission_->finish(*id, {}, now);
            }
        }
        return result;
    }
    [[nodiscard]] std::size_t waiting() const { return admission_->budget(now).waiting; }

    TimePoint now = t0;

private:
    std::unique_ptr<Admission> admission_;
    std::map<DemandId, ConsumerIndex> who_;
};

std::size_t place_of_first(const std::vector<ConsumerIndex>& turns, ConsumerIndex consumer) {
    return static_cast<std::size_t>(std::find(turns.begin(), turns.end(), consumer) - turns.begin());
}

TEST(Fairness, TenThousandThatWaitDelayAnothersFirstByOneTurnAtMost) {
    Contest contest{{1, 1}, 10};
    contest.flood(0, 10'010);
    ASSERT_EQ(contest.waiting(), 10'000U);
    (void)contest.turns(3 * per);
    ASSERT_EQ(contest.ask(1), Contest::Came::waits);
    EXPECT_LE(place_of_first(contest.turns(per), 1), 1U);
}

TEST(Fairness, TheFirstOfALightConsumerWaitsForItsShareAndNoLonger) {
    Contest contest{{4, 1}, 10};
    contest.flood(0, 10'010);
    (void)contest.turns(3 * per);
    contest.flood(1, 5);
    const auto turns = contest.turns(3 * per);
    EXPECT_LE(place_of_first(turns, 1), 4U);
    EXPECT_EQ(std::count(turns.begin(), turns.end(), 1U), 5);
}

TEST(Fairness, AFullLineKeepsNobodyOutWhoHasLessThanItsPartOfIt) {
    Contest contest{{1, 3}, 10};
    contest.flood(0, 10'010);
    EXPECT_EQ(contest.ask(0), Contest::Came::refused);
    for (int i = 0; i < 7'500; ++i) ASSERT_EQ(contest.ask(1), Contest::Came::waits) << i;
    EXPECT_EQ(contest.ask(1), Contest::Came::refused);
    EXPECT_EQ(contest.waiting(), 17'500U);
}

/// At every moment nobody is further than one turn of its own away from what its weight gives it.
TEST(Fairness, WeightsHoldWithinOneTurnOverLongRuns) {
    const std::vector<double> weights{1, 2, 5, 0.5};
    const double sum = 8.5;
    Contest contest{weights, 17};
    for (ConsumerIndex consumer = 0; consumer < weights.size(); ++consumer) contest.flood(consumer, 1'500);
    std::vector<double> had(weights.size());
    double all = 0;
    for (const ConsumerIndex whose : contest.turns(100 * per)) {
        ++had[whose];
        ++all;
        for (std::size_t i = 0; i < weights.size(); ++i)
            ASSERT_LE(std::abs(had[i] - all * weights[i] / sum), 1 + weights[i] / weights[3])
                << "consumer " << i << " after " << all << " turns";
    }
    EXPECT_EQ(all, 1'700);
    for (std::size_t i = 0; i < weights.size(); ++i) EXPECT_NEAR(had[i], all * weights[i] / sum, 1.5) << i;
}

TEST(Fairness, WeightsHoldAlsoForThoseWhoKeepOnlyOneWaiting) {
    Contest contest{{1, 1, 2}, 8};
    contest.flood(0, 2'000);
    contest.flood(2, 2'000);
    (void)contest.ask(1);
    std::map<ConsumerIndex, int> had;
    for (int turn = 0; turn < 100; ++turn) {
        for (const ConsumerIndex whose : contest.turns(per)) ++had[whose];
        if (had[1] > turn) (void)contest.ask(1);
    }
    EXPECT_NEAR(had[1], 100, 1) << "one a window is less than its share: it gets each in its window";
    EXPECT_NEAR(had[2], 2 * had[0], 3);
}

TEST(Fairness, WhatOneUsedWhileNobodyElseWantedItIsNoDebt) {
    Contest contest{{0.01, 1}, 1};
    (void)contest.ask(0);
    contest.flood(0, 5);
    ASSERT_EQ(contest.turns(6 * per).size(), 5U);
    ASSERT_EQ(contest.waiting(), 0U);
    (void)contest.ask(1);
    contest.flood(0, 1);
    contest.flood(1, 50);
    EXPECT_LE(place_of_first(contest.turns(5 * per), 0), 1U) << "it starts where the others do";
}

TEST(Fairness, UrgentDemandsGoFirstWhoeverWaits) {
    Contest contest{{1, 1, 100}, 5};
    contest.flood(2, 1'000);
    ASSERT_EQ(contest.ask(0, 2), Contest::Came::waits);
    ASSERT_EQ(contest.ask(1, 0), Contest::Came::waits);
    const auto turns = contest.turns(2 * per);
    ASSERT_GE(turns.size(), 3U);
    EXPECT_EQ(turns[0], 1U);
    EXPECT_EQ(turns[1], 0U);
    EXPECT_EQ(turns[2], 2U);
}

TEST(Fairness, ConsumersShareInsideAnUrgencyToo) {
    Contest contest{{1, 3}, 4};
    contest.flood(0, 4);
    for (int i = 0; i < 400; ++i) {
        (void)contest.ask(0, 1);
        (void)contest.ask(1, 1);
    }
    std::map<ConsumerIndex, int> had;
    for (const ConsumerIndex whose : contest.turns(50 * per)) ++had[whose];
    EXPECT_NEAR(had[0], 50, 1);
    EXPECT_NEAR(had[1], 150, 1);
}

TEST(Fairness, TenThousandThatAreNotUrgentLeaveTheReserveToThoseWhoAre) {
    Contest contest{{1, 1}, 10, 0.2};
    ASSERT_EQ(contest.ask(1, 0), Contest::Came::started);
    contest.flood(0, 10'000);
    for (int round = 0; round < 40; ++round) {
        ASSERT_EQ(contest.ask(1, 1), Contest::Came::started) << "round " << round;
        (void)contest.turns(per / 2);
    }
}

}  // namespace
}  // namespace halogate::queue

// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <random>
#include <vector>

#include "core/queue/admission.hpp"

namespace halogate::queue {
namespace {

using namespace std::chrono_literals;

constexpr TimePoint t0{1000s};

/// Everything at random, against the two promises that count: the tenant's window is never broken, and a
/// demand that was taken in is granted in time or expires. Between two events the time is chosen by next_wake
/// or by chance.
class RandomTraffic {
public:
    explicit RandomTraffic(unsigned seed) : random_{seed}, admission_{settings(), t0} {}

    void run(int steps) {
        for (int step = 0; step < steps && !::testing::Test::HasFatalFailure(); ++step) {
            now_ += below(40) * 1ms;
            const int choice = below(10);
            if (choice < 5) enter();
            if (choice >= 5 && choice < 8 && !running_.empty()) finish();
            if (choice == 8 && !waiting_.empty()) leave();
            take_what_is_due();
        }
    }

private:
    static constexpr std::size_t requests = 20;
    static constexpr std::size_t concurrency = 6;
    static constexpr Duration per = 2s;

    static Admission::Settings settings() {
        Admission::Settings settings;
        settings.limits.window = {.requests = requests, .per = per};
        settings.consumers = {{}, {}, {}};
        settings.limits.concurrency = concurrency;
        settings.max_waiting = 40;
        return settings;
    }
    int below(int end) { return std::uniform_int_distribution{0, end - 1}(random_); }

    void started(DemandId id) {
        running_.push_back(id);
        starts_[id] = now_;
        const auto within = std::count_if(starts_.begin(), starts_.end(),
                                          [&](const auto& start) { return start.second + per > now_; });
        ASSERT_LE(static_cast<std::size_t>(within), requests);
        ASSERT_LE(running_.size(), concurrency);
    }
    void enter() {
        Demand demand;
        demand.consumer = static_cast<ConsumerIndex>(below(3));
        demand.route = static_cast<RouteIndex>(below(3));
        demand.urgency = static_cast<Urgency>(below(8));
        demand.give_up_at = now_ + below(5'000) * 1ms;
        const Admittance admittance = admission_.enter(demand, now_);
        if (const auto* granted = std::get_if<Granted>(&admittance)) started(granted->id);
        if (const auto* queued = std::get_if<Queued>(&admittance)) waiting_[queued->id] = demand.give_up_at;
        if (const auto* refused = std::get_if<Refused>(&admittance)) {
            ASSERT_GE(refused->retry_after, 1s);
        }
    }
    void finish() {
        const auto at = running_.begin() + below(static_cast<int>(running_.size()));
        ExchangeEnd end{.started = below(10) != 0, .throttled = {}};
        if (!end.started) starts_.erase(*at);
        if (end.started && below(12) == 0) end.throttled.emplace();
        if (end.throttled && below(2) == 0) end.throttled->retry_after = below(3'000) * 1ms;
        admission_.finish(*at, end, now_);
        running_.erase(at);
    }
    void leave() {
        admission_.leave(waiting_.begin()->first, now_);
        waiting_.erase(waiting_.begin());
    }
    void take_what_is_due() {
        const auto wake = admission_.next_wake(now_);
        const std::size_t before = waiting_.size();
        while (const auto id = admission_.grant(now_)) {
            ASSERT_LE(now_, waiting_.at(*id));
            waiting_.erase(*id);
            started(*id);
        }
        while (const auto expired = admission_.expired(now_)) {
            ASSERT_EQ(waiting_.erase(expired->id), 1U);
        }
        const bool due = wake && *wake <= now_;
        ASSERT_TRUE(due || waiting_.size() == before)
            << "there was something to give, and next_wake did not say so";
        const auto next = admission_.next_wake(now_);
        ASSERT_TRUE(!next || *next > now_) << "it would be asked again and again";
        ASSERT_EQ(next.has_value(), !waiting_.empty());
        ASSERT_EQ(admission_.budget(now_).waiting, waiting_.size());
    }

    std::mt19937 random_;
    Admission admission_;
    std::map<DemandId, TimePoint> waiting_;
    std::map<DemandId, TimePoint> starts_;
    std::vector<DemandId> running_;
    TimePoint now_ = t0;
};

TEST(AdmissionAtRandom, ArrivalsEndsAndDeparturesKeepBothPromises) {
    for (unsigned seed = 1; seed <= 30 && !HasFailure(); ++seed) {
        SCOPED_TRACE(seed);
        RandomTraffic traffic{seed};
        traffic.run(1'000);
    }
}

}  // namespace
}  // namespace halogate::queue

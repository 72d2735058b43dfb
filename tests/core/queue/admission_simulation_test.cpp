// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <deque>
#include <functional>
#include <map>
#include <queue>
#include <random>
#include <vector>

#include "core/queue/admission.hpp"

namespace halogate::queue {
namespace {

using namespace std::chrono_literals;

constexpr TimePoint t0{1000s};

/// A tenant with a rolling window of its own. It counts an exchange at any moment between start and end.
class CountingTenant {
public:
    explicit CountingTenant(limit::WindowShape shape) : shape_{shape} {}

    /// Whether it takes the exchange. Times must not step back.
    bool take(TimePoint now) {
        while (!taken_.empty() && taken_.front() + shape_.per <= now) taken_.pop_front();
        if (taken_.size() >= shape_.requests) {
            ++refused_;
            return false;
        }
        taken_.push_back(now);
        return true;
    }
    [[nodiscard]] int refused() const { return refused_; }

private:
    limit::WindowShape shape_;
    std::deque<TimePoint> taken_;
    int refused_ = 0;
};

/// Drives an Admission as a server would, on virtual time: it wakes when told to and at no other time.
class Simulation {
public:
    Simulation(Admission::Settings settings, limit::WindowShape tenant, retry::ThrottleNotice notice)
        : admission_{std::move(settings), t0}, tenant_{tenant}, notice_{notice} {}

    std::function<Duration()> duration = [] { return 2ms; };
    std::function<Demand(int)> demand = [](int) { return Demand{}; };

    /// All ask at once; returns when the last has been answered.
    Duration run(int calls) {
        for (int call = 0; call < calls; ++call) ask(call, false);
        while (done_ + lost_ < calls) {
            settle();
            const auto next = next_event();
            if (!next) break;
            EXPECT_TRUE(*next > now_ || ++standing_still_ < 100'000) << "it polls";
            now_ = std::max(now_, *next);
            run_events();
        }
        return now_ - t0;
    }
    [[nodiscard]] int done() const { return done_; }
    [[nodiscard]] int lost() const { return lost_; }
    [[nodiscard]] int wakes() const { return wakes_; }
    [[nodiscard]] int refused_by_tenant() const { return tenant_.refused(); }

private:
    enum class Kind { counted, ended };
    struct Event {
        TimePoint at;
        Kind kind = Kind::counted;
        DemandId id = 0;
        bool operator>(const Event& other) const { return at > other.at; }
    };

    void ask(int call, bool at_front) {
        Demand wanted = demand(call);
        wanted.at_front = at_front;
        wanted.give_up_at = t0 + 1h;
        const Admittance admittance = admission_.enter(wanted, now_);
        if (const auto* granted = std::get_if<Granted>(&admittance)) {
            start(granted->id, call);
        } else if (const auto* queued = std::get_if<Queued>(&admittance)) {
            calls_[queued->id] = call;
        } else {
            ++lost_;
        }
    }
    void start(DemandId id, int call) {
        calls_[id] = call;
        const Duration takes = duration();
        const auto part = std::uniform_int_distribution<Duration::rep>{0, takes.count()}(random_);
        events_.push({now_ + Duration{part}, Kind::counted, id});
        events_.push({now_ + takes, Kind::ended, id});
    }
    void settle() {
        while (const auto id = admission_.grant(now_)) start(*id, calls_.at(*id));
        while (admission_.expired(now_)) ++lost_;
    }
    std::optional<TimePoint> next_event() {
        std::optional<TimePoint> next = admission_.next_wake(now_);
        if (next && (events_.empty() || *next < events_.top().at)) ++wakes_;
        if (!events_.empty()) next = next ? std::min(*next, events_.top().at) : events_.top().at;
        return next;
    }
    void run_events() {
        while (!events_.empty() && events_.top().at <= now_) {
            const Event event = events_.top();
            events_.pop();
            if (event.kind == Kind::counted) {
                taken_[event.id] = tenant_.take(event.at);
            } else {
                end(event.id);
            }
        }
    }
    void end(DemandId id) {
        const int call = calls_.at(id);
        const bool taken = taken_.at(id);
        calls_.erase(id);
        taken_.erase(id);
        ExchangeEnd end;
        if (!taken) end.throttled = notice_;
        admission_.finish(id, end, now_);
        if (taken) {
            ++done_;
        } else {
            ask(call, true);
        }
    }

    Admission admission_;
    CountingTenant tenant_;
    retry::ThrottleNotice notice_;
    std::priority_queue<Event, std::vector<Event>, std::greater<>> events_;
    std::map<DemandId, int> calls_;
    std::map<DemandId, bool> taken_;
    std::mt19937 random_{11};
    TimePoint now_ = t0;
    int done_ = 0;
    int lost_ = 0;
    int wakes_ = 0;
    int standing_still_ = 0;
};

Admission::Settings believing(limit::WindowShape window) {
    Admission::Settings settings;
    settings.limits.window = window;
    settings.consumers = {{}, {}, {}};
    return settings;
}

constexpr limit::WindowShape three_hundred{.requests = 300, .per = 5s};
constexpr limit::WindowShape two_hundred{.requests = 200, .per = 5s};

TEST(AdmissionSimulation, FifteenHundredAtOnceEndWithinAHundredthOfTheoryAndTheTenantNeverRefuses) {
    Simulation simulation{believing(three_hundred), three_hundred, {}};
    const Duration took = simulation.run(1'500);
    EXPECT_EQ(simulation.done(), 1'500);
    EXPECT_EQ(simulation.refused_by_tenant(), 0);
    EXPECT_GE(took, 20s);
    EXPECT_LE(took, 20'200ms);
    EXPECT_LE(simulation.wakes(), 1'500) << "one wake for each start at the most";
}

TEST(AdmissionSimulation, LongAndUnevenExchangesNeverBreakTheTenantsWindow) {
    Simulation simulation{believing(three_hundred), three_hundred, {}};
    std::mt19937 random{5};
    simulation.duration = [&] { return 1ms * std::uniform_int_distribution{1, 900}(random); };
    (void)simulation.run(1'500);
    EXPECT_EQ(simulation.done(), 1'500);
    EXPECT_EQ(simulation.refused_by_tenant(), 0);
}

/// The gateway believes 300, the tenant takes 200: 35 s in theory.
struct UnknownLimit {
    const char* name;
    retry::ThrottleNotice notice;
    int lanes;
    std::size_t unproven_concurrency;
    int most_refused;  ///< all that are in flight when the limit is met
};

class AdmissionUnknownLimit : public ::testing::TestWithParam<UnknownLimit> {};

TEST_P(AdmissionUnknownLimit, IsFoundWithFew429sAndNoCallIsLost) {
    Admission::Settings settings = believing(three_hundred);
    settings.limits.unproven_concurrency = GetParam().unproven_concurrency;
    Simulation simulation{settings, two_hundred, GetParam().notice};
    simulation.demand = [](int call) {
        Demand demand;
        demand.route = static_cast<RouteIndex>(call % GetParam().lanes);
        return demand;
    };
    const Duration took = simulation.run(1'500);
    EXPECT_EQ(simulation.done(), 1'500);
    EXPECT_EQ(simulation.lost(), 0);
    EXPECT_LE(simulation.refused_by_tenant(), GetParam().most_refused);
    EXPECT_LE(took, 38'500ms) << "1.1 of theory";
}

INSTANTIATE_TEST_SUITE_P(
    Said, AdmissionUnknownLimit,
    ::testing::Values(UnknownLimit{"TheWindow", {.retry_after = {}, .window = two_hundred}, 1, 0, 16},
                      UnknownLimit{"RetryAfter", {.retry_after = 1s, .window = {}}, 1, 0, 16},
                      UnknownLimit{"NothingToOneLane", {}, 1, 0, 16},
                      UnknownLimit{"NothingToMany", {}, 7, 0, 16},
                      UnknownLimit{
                          "TheWindowWithCaution", {.retry_after = {}, .window = two_hundred}, 1, 3, 3},
                      UnknownLimit{"RetryAfterWithCaution", {.retry_after = 1s, .window = {}}, 1, 3, 3},
                      UnknownLimit{"NothingToOneLaneWithCaution", {}, 1, 3, 3},
                      UnknownLimit{"NothingToManyWithCaution", {}, 7, 3, 5}),
    [](const auto& instance) { return instance.param.name; });

TEST(AdmissionSimulation, OneConsumersFloodDoesNotDelayAnother) {
    Admission::Settings settings = believing({.requests = 10, .per = 1s});
    settings.max_waiting = 20'000;
    Admission admission{settings, t0};
    Demand flood;
    flood.give_up_at = t0 + 10h;
    std::size_t queued = 0;
    for (int i = 0; i < 10'010; ++i) {
        const Admittance admittance = admission.enter(flood, t0);
        if (const auto* granted = std::get_if<Granted>(&admittance)) admission.finish(granted->id, {}, t0);
        queued += std::holds_alternative<Queued>(admittance) ? 1U : 0U;
    }
    EXPECT_EQ(queued, 10'000U);
    Demand other;
    other.consumer = 1;
    other.give_up_at = t0 + 2s;
    const DemandId first = std::get<Queued>(admission.enter(other, t0)).id;
    const DemandId one = admission.grant(t0 + 1s).value();
    const DemandId two = admission.grant(t0 + 1s).value();
    EXPECT_TRUE(one == first || two == first);
}

TEST(AdmissionSimulation, TensOfThousandsMayWaitAndLeave) {
    Admission::Settings settings = believing({.requests = 1'000, .per = 1s});
    settings.max_waiting = 200'000;
    settings.limits.concurrency = 1'000;
    Admission admission{settings, t0};
    Demand demand;
    std::vector<DemandId> ids;
    for (int i = 0; i < 30'000; ++i) {
        demand.consumer = static_cast<ConsumerIndex>(i % 3);
        demand.give_up_at = t0 + 1h + (i % 977) * 1s;
        const Admittance admittance = admission.enter(demand, t0);
        if (const auto* queued = std::get_if<Queued>(&admittance)) ids.push_back(queued->id);
    }
    for (std::size_t i = 0; i < ids.size(); i += 2) admission.leave(ids[i], t0);
    EXPECT_EQ(admission.budget(t0).waiting, ids.size() / 2);
}

}  // namespace
}  // namespace halogate::queue

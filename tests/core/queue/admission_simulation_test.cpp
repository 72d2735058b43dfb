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
        if (taken_.size() >= shape_.requests) return false;
        taken_.push_back(now);
        return true;
    }
    /// Until it would take one again.
    [[nodiscard]] Duration opens_in(TimePoint now) const { return taken_.front() + shape_.per - now; }

private:
    limit::WindowShape shape_;
    std::deque<TimePoint> taken_;
};

/// Drives an Admission as a server would, on virtual time: it wakes when told to and at no other time.
class Simulation {
public:
    Simulation(Admission::Settings settings, limit::WindowShape tenant, retry::ThrottleNotice notice)
        : admission_{std::move(settings), t0}, tenant_{tenant}, notice_{notice} {}

    /// A consumer of the same tenant that nobody here knows of: each time, when it comes again.
    std::function<Duration()> somebody_else;
    std::function<Duration()> duration = [] { return 2ms; };
    /// Whether a 429 says how long to wait, in whole seconds, rounded up.
    bool says_when = false;
    std::function<Demand(int)> demand = [](int) { return Demand{}; };

    /// All ask at once; returns when the last has been answered.
    Duration run(int calls) {
        if (somebody_else) serve_somebody_else();
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
    [[nodiscard]] int refused_by_tenant() const { return refused_by_tenant_; }

private:
    enum class Kind { counted, ended, somebody_else };
    struct Event {
        TimePoint at;
        Kind kind = Kind::counted;
        DemandId id = 0;
        bool operator>(const Event& other) const { return at > other.at; }
    };

    /// Who is there already, and goes on.
    void serve_somebody_else() {
        TimePoint at = t0 - 10s;
        for (; at < t0; at += somebody_else()) (void)tenant_.take(at);
        events_.push({at, Kind::somebody_else, 0});
    }
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
                if (taken_[event.id]) continue;
                ++refused_by_tenant_;
                retry_after_[event.id] =
                    std::chrono::floor<std::chrono::seconds>(tenant_.opens_in(event.at)) + 1s;
            } else if (event.kind == Kind::ended) {
                end(event.id);
            } else {
                (void)tenant_.take(event.at);
                events_.push({event.at + somebody_else(), Kind::somebody_else, 0});
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
        if (!taken && says_when) end.throttled->retry_after = retry_after_.at(id);
        retry_after_.erase(id);
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
    std::map<DemandId, Duration> retry_after_;
    std::mt19937 random_{11};
    TimePoint now_ = t0;
    int refused_by_tenant_ = 0;
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
    limit::Unknown unknown;
    int most_refused;  ///< all that are in flight when the limit is met
};

class AdmissionUnknownLimit : public ::testing::TestWithParam<UnknownLimit> {};

TEST_P(AdmissionUnknownLimit, IsFoundWithFew429sAndNoCallIsLost) {
    Admission::Settings settings = believing(three_hundred);
    settings.limits.unknown = GetParam().unknown;
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
    ::testing::Values(
        UnknownLimit{"TheWindow", {.retry_after = {}, .window = two_hundred}, 1, limit::Unknown::nothing, 16},
        UnknownLimit{"RetryAfter", {.retry_after = 1s, .window = {}}, 1, limit::Unknown::nothing, 16},
        UnknownLimit{"NothingToOneLane", {}, 1, limit::Unknown::nothing, 16},
        UnknownLimit{"NothingToMany", {}, 7, limit::Unknown::nothing, 16},
        UnknownLimit{"TheWindowWithCaution",
                     {.retry_after = {}, .window = two_hundred},
                     1,
                     limit::Unknown::requests,
                     3},
        UnknownLimit{
            "RetryAfterWithCaution", {.retry_after = 1s, .window = {}}, 1, limit::Unknown::requests, 3},
        UnknownLimit{"NothingToOneLaneWithCaution", {}, 1, limit::Unknown::requests, 3},
        UnknownLimit{"NothingToManyWithCaution", {}, 7, limit::Unknown::requests, 5}),
    [](const auto& instance) { return instance.param.name; });

/// The gateway knows nothing of the limit. Only where the tenant says nothing at all of how long to wait must
/// the window's length be known.
struct NoIdea {
    const char* name;
    Duration per;
    bool says_when;
    retry::ThrottleNotice notice;
    Duration takes;  ///< an exchange
};

class AdmissionWithoutAnIdea : public ::testing::TestWithParam<NoIdea> {};

TEST_P(AdmissionWithoutAnIdea, FindsTheLimitWithThree429sAndEndsWithinATenthOfTheory) {
    Admission::Settings settings = believing({.requests = 1'000'000, .per = GetParam().per});
    settings.limits.unknown = GetParam().says_when ? limit::Unknown::window : limit::Unknown::requests;
    Simulation simulation{settings, three_hundred, GetParam().notice};
    simulation.says_when = GetParam().says_when;
    simulation.duration = [] { return GetParam().takes; };
    const Duration took = simulation.run(1'500);
    EXPECT_EQ(simulation.done(), 1'500);
    EXPECT_EQ(simulation.lost(), 0);
    EXPECT_LE(simulation.refused_by_tenant(), 3);
    EXPECT_LE(took, 22s);
}

INSTANTIATE_TEST_SUITE_P(
    Said, AdmissionWithoutAnIdea,
    ::testing::Values(NoIdea{"TheWindow", 5min, false, {.retry_after = {}, .window = three_hundred}, 2ms},
                      NoIdea{
                          "TheWindowSlowly", 5min, false, {.retry_after = {}, .window = three_hundred}, 15ms},
                      NoIdea{"RetryAfter", 5min, true, {}, 2ms},
                      NoIdea{"RetryAfterSlowly", 5min, true, {}, 15ms},
                      NoIdea{"Nothing", 5s, false, {}, 2ms}),
    [](const auto& instance) { return instance.param.name; });

/// Somebody else takes a third of the tenant's window, and nobody says so.
struct Sharing {
    const char* name;
    bool says_when;
    bool at_random;
    limit::Unknown unknown;
    retry::ThrottleNotice notice = {};
};

class AdmissionShared : public ::testing::TestWithParam<Sharing> {};

TEST_P(AdmissionShared, LosesNoCallAndWastesAtMostATwentiethOnRefusals) {
    Admission::Settings settings = believing(three_hundred);
    settings.limits.unknown = GetParam().unknown;
    Simulation simulation{settings, three_hundred, GetParam().notice};
    simulation.says_when = GetParam().says_when;
    std::mt19937 random{3};
    simulation.somebody_else = [&]() -> Duration {
        if (!GetParam().at_random) return 50ms;
        return 1ms * std::uniform_int_distribution{0, 100}(random);
    };
    const Duration took = simulation.run(1'500);
    EXPECT_EQ(simulation.done(), 1'500);
    EXPECT_EQ(simulation.lost(), 0);
    EXPECT_LE(simulation.refused_by_tenant(), 78) << "of 1,500 and these";
    EXPECT_LE(took, 38'500ms) << "1.1 of what two thirds of the window allow";
}

INSTANTIATE_TEST_SUITE_P(
    Somebody, AdmissionShared,
    ::testing::Values(Sharing{"Evenly", false, false, limit::Unknown::nothing},
                      Sharing{"EvenlySaidWhen", true, false, limit::Unknown::nothing},
                      Sharing{"AtRandom", false, true, limit::Unknown::nothing},
                      Sharing{"AtRandomSaidWhen", true, true, limit::Unknown::nothing},
                      Sharing{"EvenlyNamed",
                              false,
                              false,
                              limit::Unknown::nothing,
                              {.retry_after = {}, .window = three_hundred}},
                      Sharing{"AtRandomNamed",
                              false,
                              true,
                              limit::Unknown::nothing,
                              {.retry_after = {}, .window = three_hundred}},
                      Sharing{"OfAWindowUnknownNamed",
                              false,
                              true,
                              limit::Unknown::window,
                              {.retry_after = {}, .window = three_hundred}},
                      Sharing{"OfALimitUnknown", false, true, limit::Unknown::requests},
                      Sharing{"OfALimitUnknownSaidWhen", true, true, limit::Unknown::requests},
                      Sharing{"OfAWindowUnknownSaidWhen", true, true, limit::Unknown::window}),
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

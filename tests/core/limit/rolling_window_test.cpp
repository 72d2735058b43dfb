// SPDX-License-Identifier: MIT
#include "core/limit/rolling_window.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <stdexcept>
#include <vector>

namespace halogate::limit {
namespace {

using namespace std::chrono_literals;

constexpr TimePoint t0{1000s};

void run_one(RollingWindow& window, TimePoint start, TimePoint end) {
    window.start(start);
    window.end(end);
}

TEST(RollingWindow, GivesAllItsPermitsAtOnceAndThenSaysWhenTheNextReturns) {
    RollingWindow window{{.requests = 3, .per = 5s}};
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(window.next_permit(t0), t0);
        run_one(window, t0, t0 + 2ms);
    }
    EXPECT_EQ(window.next_permit(t0 + 10ms), t0 + 2ms + 5s);
    EXPECT_EQ(window.remaining(t0 + 2ms + 5s - 1ns), 0U);
    EXPECT_EQ(window.remaining(t0 + 2ms + 5s), 3U);
}

TEST(RollingWindow, HoldsASlotUntilOnePeriodAfterTheEndOfTheExchangeNotItsStart) {
    RollingWindow window{{.requests = 1, .per = 5s}};
    window.start(t0);
    EXPECT_EQ(window.known_permit(0, t0 + 20s), std::nullopt) << "the end of the exchange is not known";
    EXPECT_EQ(window.next_permit(t0 + 20s), t0 + 25s) << "the soonest that it can be";
    window.end(t0 + 30s);
    EXPECT_EQ(window.known_permit(0, t0 + 30s), t0 + 35s);
}

TEST(RollingWindow, ReturnsASlotAtOnceWhenNothingWasSent) {
    RollingWindow window{{.requests = 1, .per = 5s}};
    window.start(t0);
    window.give_back();
    EXPECT_EQ(window.next_permit(t0), t0);
    EXPECT_EQ(window.in_use(t0), 0U);
}

TEST(RollingWindow, AnswersForPermitsFurtherAheadAndAddsWholePeriodsForFurtherRounds) {
    RollingWindow window{{.requests = 3, .per = 10s}};
    run_one(window, t0, t0);
    run_one(window, t0 + 1s, t0 + 1s);
    const TimePoint now = t0 + 2s;
    const auto ahead = [&](std::size_t count) { return window.next_permit({.ahead = count}, now); };
    EXPECT_EQ(ahead(0), now);
    EXPECT_EQ(ahead(1), t0 + 10s);
    EXPECT_EQ(ahead(2), t0 + 11s);
    EXPECT_EQ(ahead(3), now + 10s);
    EXPECT_EQ(ahead(4), t0 + 20s);
    EXPECT_EQ(ahead(300), now + 1000s);
}

TEST(RollingWindow, KeepsWithheldSlotsButNeverTheLast) {
    RollingWindow window{{.requests = 10, .per = 10s}};
    for (int i = 0; i < 8; ++i) run_one(window, t0 + i * 1s, t0 + i * 1s);
    EXPECT_EQ(window.known_permit(2, t0 + 8s), t0 + 10s);
    EXPECT_EQ(window.known_permit(1, t0 + 8s), t0 + 8s);
    EXPECT_EQ(window.known_permit(99, t0 + 17s), t0 + 17s);
}

TEST(RollingWindow, AppliesAStricterShapeToWhatWasUsedBefore) {
    RollingWindow window{{.requests = 10, .per = 5s}};
    for (int i = 0; i < 8; ++i) run_one(window, t0 + i * 1ms, t0 + i * 1ms);
    window.reshape({.requests = 6, .per = 5s}, t0 + 1s);
    EXPECT_EQ(window.remaining(t0 + 1s), 0U);
    EXPECT_EQ(window.next_permit(t0 + 1s), t0 + 2ms + 5s) << "three of the eight must have returned";
}

TEST(RollingWindow, RemembersEndsForALongerWindowThatIsLearntAfterTheyReturned) {
    RollingWindow window{{.requests = 3, .per = 1s}};
    for (int i = 0; i < 3; ++i) run_one(window, t0, t0);
    run_one(window, t0 + 4s, t0 + 4s);
    window.reshape({.requests = 3, .per = 10s}, t0 + 5s);
    EXPECT_EQ(window.in_use(t0 + 5s), 4U);
    EXPECT_EQ(window.next_permit(t0 + 5s), t0 + 10s);
}

TEST(RollingWindow, ReadsATimeThatStepsBackAsTheLatestSeen) {
    RollingWindow window{{.requests = 2, .per = 5s}};
    run_one(window, t0, t0 + 1s);
    run_one(window, t0, t0);
    EXPECT_EQ(window.next_permit(t0 + 1s), t0 + 6s);
    EXPECT_EQ(window.remaining(t0 + 6s), 2U);
}

TEST(RollingWindow, RefusesAShapeThatAllowsNothing) {
    EXPECT_THROW((RollingWindow{{.requests = 0, .per = 5s}}), std::invalid_argument);
    EXPECT_THROW((RollingWindow{{.requests = 1, .per = 0s}}), std::invalid_argument);
}

TEST(WindowShape, TwoWindowsAreObeyedByTheLoosestThatExceedsNeither) {
    const auto expect = [](WindowShape a, WindowShape b, std::size_t requests, Duration per) {
        for (const auto& both : {obeying_both(a, b), obeying_both(b, a)}) {
            EXPECT_EQ(both.requests, requests);
            EXPECT_EQ(both.per, per);
        }
    };
    expect({300, 5min}, {200, 5min}, 200, 5min);
    expect({300, 5min}, {700, 5min}, 300, 5min);
    expect({300, 5min}, {60, 1min}, 60, 1min);
    expect({300, 5min}, {100, 1min}, 100, 100s);
    expect({300, 5min}, {500, 10min}, 300, 10min);
}

/// Every start and end ever made, and the rule in its plainest form.
struct Ledger {
    struct Exchange {
        TimePoint start;
        TimePoint end = TimePoint::max();
    };
    std::vector<Exchange> exchanges;

    /// Slots in use if each is held from its start until `per` after its end.
    [[nodiscard]] std::size_t in_use(Duration per, TimePoint now) const {
        return static_cast<std::size_t>(
            std::count_if(exchanges.begin(), exchanges.end(),
                          [&](const Exchange& e) { return e.end == TimePoint::max() || e.end + per > now; }));
    }
    [[nodiscard]] std::size_t starts_within(Duration per, TimePoint now) const {
        return static_cast<std::size_t>(std::count_if(
            exchanges.begin(), exchanges.end(), [&](const Exchange& e) { return e.start + per > now; }));
    }
};

class WindowSimulation {
public:
    explicit WindowSimulation(unsigned seed) : random_{seed}, window_{shape_} {}

    void run(int steps) {
        for (int step = 0; step < steps && !::testing::Test::HasFailure(); ++step) {
            now_ += Duration{random(0, 400)} * 1'000'000;
            switch (random(0, 9)) {
                case 0: cancel_one(); break;
                case 1:
                case 2:
                case 3: end_one(); break;
                case 4:
                    if (random(0, 60) == 0) reshape();
                    break;
                default: start_some(); break;
            }
            ASSERT_EQ(window_.in_use(now_), ledger_.in_use(shape_.per, now_));
        }
    }
    [[nodiscard]] int starts() const { return starts_; }

private:
    int random(int low, int high) { return std::uniform_int_distribution{low, high}(random_); }

    void start_some() {
        for (int i = random(1, 8); i > 0; --i) {
            const TimePoint at = window_.next_permit(now_);
            const bool free = ledger_.in_use(shape_.per, now_) < shape_.requests;
            ASSERT_EQ(at == now_, free) << "neither too early nor too late";
            if (!free) return expect_the_promise_is_kept();
            window_.start(now_);
            ledger_.exchanges.push_back({now_});
            running_.push_back(ledger_.exchanges.size() - 1);
            ++starts_;
            ASSERT_LE(ledger_.starts_within(shape_.per, now_), shape_.requests);
        }
    }
    void expect_the_promise_is_kept() {
        const auto promised = window_.known_permit(0, now_);
        if (!promised) return;
        ASSERT_GE(ledger_.in_use(shape_.per, *promised - 1ns), shape_.requests);
        ASSERT_LT(ledger_.in_use(shape_.per, *promised), shape_.requests);
    }
    std::size_t take_running() {
        const auto at = running_.begin() + random(0, static_cast<int>(running_.size()) - 1);
        const std::size_t number = *at;
        running_.erase(at);
        return number;
    }
    void end_one() {
        if (running_.empty()) return;
        ledger_.exchanges[take_running()].end = now_;
        window_.end(now_);
    }
    void cancel_one() {
        if (running_.empty()) return;
        ledger_.exchanges[take_running()] = {TimePoint::min(), TimePoint::min() + 1h};
        window_.give_back();
    }
    void reshape() {
        shape_ = obeying_both(shape_, {static_cast<std::size_t>(random(5, 60)), 1s * random(1, 30)});
        window_.reshape(shape_, now_);
    }

    std::mt19937 random_;
    WindowShape shape_{.requests = 60, .per = 6s};
    RollingWindow window_;
    Ledger ledger_;
    std::vector<std::size_t> running_;
    TimePoint now_ = t0;
    int starts_ = 0;
};

TEST(RollingWindow, NeverHoldsMoreStartsThanAllowedInAnyWindowWhateverHappens) {
    for (unsigned seed = 1; seed <= 40; ++seed) {
        SCOPED_TRACE(seed);
        WindowSimulation simulation{seed};
        simulation.run(500);
        EXPECT_GT(simulation.starts(), 30);
        if (HasFailure()) return;
    }
}

TEST(RollingWindow, SaysWhenItsSlotsReturn) {
    RollingWindow window{{.requests = 10, .per = 60s}};
    run_one(window, t0, t0);
    run_one(window, t0, t0 + 1s);
    run_one(window, t0, t0 + 30s);
    window.start(t0 + 30s);
    EXPECT_EQ(window.returns(6, t0 + 30s), (std::vector<std::size_t>{0, 0, 0, 2, 0, 1}))
        << "30 s from now, 31 s from now, and 60 s from now in the last part; one in flight is in none";
    EXPECT_EQ(window.returns(6, t0 + 60s), (std::vector<std::size_t>{1, 0, 0, 1, 0, 0}));
    EXPECT_EQ(window.returns(1, t0 + 60s), (std::vector<std::size_t>{2}));
    EXPECT_EQ(window.returns(0, t0 + 60s), std::vector<std::size_t>{});
}

}  // namespace
}  // namespace halogate::limit

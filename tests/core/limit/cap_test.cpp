// SPDX-License-Identifier: MIT
#include "core/limit/cap.hpp"

#include <gtest/gtest.h>

#include <deque>
#include <random>
#include <stdexcept>

namespace halogate::limit {
namespace {

using namespace std::chrono_literals;

constexpr TimePoint t0{1000s};

TEST(Cap, LetsItsNumberThroughAndSaysExactlyWhenTheNextMayCome) {
    Cap cap{{.most = 3, .per = 1h}};
    (void)cap.take(1, t0);
    (void)cap.take(2, t0 + 10min);
    EXPECT_EQ(cap.used(t0 + 10min), 3U);
    EXPECT_EQ(cap.when(1, t0 + 20min), t0 + 1h);
    EXPECT_EQ(cap.when(2, t0 + 20min), t0 + 1h + 10min);
    EXPECT_EQ(cap.when(1, t0 + 1h - 1ms), t0 + 1h);
    EXPECT_EQ(cap.when(1, t0 + 1h), t0 + 1h) << "the word is kept to the millisecond";
}

TEST(Cap, WhatIsMoreThanTheCapIsNeverAllowed) {
    Cap cap{{.most = 3, .per = 1h}};
    EXPECT_EQ(cap.when(4, t0), std::nullopt);
    EXPECT_EQ(cap.when(3, t0), t0);
}

TEST(Cap, WhatIsGivenBackNeverCounted) {
    Cap cap{{.most = 3, .per = 1h}};
    const Cap::Ticket first = cap.take(2, t0);
    const Cap::Ticket second = cap.take(1, t0 + 1min);
    cap.give_back(first);
    EXPECT_EQ(cap.used(t0 + 1min), 1U);
    EXPECT_EQ(cap.when(2, t0 + 1min), t0 + 1min);
    EXPECT_EQ(cap.when(3, t0 + 1min), t0 + 1h + 1min);
    cap.give_back(first);
    cap.give_back(second);
    EXPECT_EQ(cap.used(t0 + 1min), 0U);
    cap.give_back(second);
    EXPECT_EQ(cap.used(t0 + 1min), 0U);
}

TEST(Cap, AReturnThatComesAfterItsTimeChangesNothing) {
    Cap cap{{.most = 2, .per = 1min}};
    const Cap::Ticket old = cap.take(1, t0);
    const Cap::Ticket young = cap.take(1, t0 + 2min);
    cap.give_back(old);
    EXPECT_EQ(cap.used(t0 + 2min), 1U);
    cap.give_back(young);
    EXPECT_EQ(cap.used(t0 + 2min), 0U);
}

TEST(Cap, AClockThatStepsBackOpensNothing) {
    Cap cap{{.most = 1, .per = 1h}};
    (void)cap.take(1, t0 + 30min);
    EXPECT_EQ(cap.used(t0), 1U);
    EXPECT_EQ(cap.when(1, t0), t0 + 90min);
}

TEST(Cap, RefusesACapOfNothing) {
    EXPECT_THROW(Cap({.most = 0, .per = 1h}), std::invalid_argument);
    EXPECT_THROW(Cap({.most = 1, .per = 0s}), std::invalid_argument);
}

/// Against a plain list: no span of `per` ever holds more than `most`, and the word given is the soonest.
TEST(Cap, KeepsItsPromiseAtRandom) {
    std::mt19937 random{5};
    const auto below = [&](int end) { return std::uniform_int_distribution{0, end - 1}(random); };
    for (int round = 0; round < 50; ++round) {
        Cap cap{{.most = 10, .per = 1min}};
        struct Done {
            TimePoint at;
            std::size_t amount;
        };
        std::deque<Done> done;
        const auto used_at = [&](TimePoint now) {
            std::size_t used = 0;
            for (const Done& each : done) used += each.at + 1min > now ? each.amount : 0;
            return used;
        };
        TimePoint now = t0;
        for (int step = 0; step < 200; ++step) {
            now += below(20) * 1s;
            const auto amount = 1 + static_cast<std::size_t>(below(6));
            const auto at = cap.when(amount, now);
            ASSERT_TRUE(at);
            ASSERT_LE(used_at(*at) + amount, 10U);
            if (*at > now) {
                ASSERT_GT(used_at(*at - 1ms) + amount, 10U) << "it could have been sooner";
                continue;
            }
            const Cap::Ticket ticket = cap.take(amount, now);
            if (below(5) == 0) {
                cap.give_back(ticket);
            } else {
                done.push_back({now, amount});
            }
            ASSERT_EQ(cap.used(now), used_at(now));
        }
    }
}

TEST(Cap, AnotherShapeFindsWhatWasTaken) {
    Cap cap{{.most = 3, .per = 1h}};
    (void)cap.take(3, t0);
    cap.reshape({.most = 4, .per = 30min});
    EXPECT_EQ(cap.when(2, t0 + 1min), t0 + 30min);
    cap.reshape({.most = 2, .per = 1h});
    EXPECT_EQ(cap.when(1, t0 + 1min), t0 + 1h) << "more is used than there may be";
    EXPECT_THROW(cap.reshape({.most = 0, .per = 1h}), std::invalid_argument);
}

}  // namespace
}  // namespace halogate::limit

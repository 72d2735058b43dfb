// SPDX-License-Identifier: MIT
#include "core/queue/waiting_line.hpp"

#include <gtest/gtest.h>

#include <random>
#include <stdexcept>
#include <vector>

namespace halogate::queue {
namespace {

using End = WaitingLine::End;
using Place = WaitingLine::Place;

constexpr Urgency normal = default_urgency;

std::vector<Slot> serve(WaitingLine& line, std::size_t count) {
    std::vector<Slot> served;
    while (served.size() < count && !line.empty()) {
        served.push_back(line.front().value());
        line.pop();
    }
    return served;
}

TEST(WaitingLine, ServesOneConsumerInTheOrderOfArrival) {
    WaitingLine line{{1.0}};
    for (Slot slot = 0; slot < 5; ++slot) line.insert(slot, {normal, 0}, End::back);
    EXPECT_EQ(serve(line, 5), (std::vector<Slot>{0, 1, 2, 3, 4}));
    EXPECT_EQ(line.front(), std::nullopt);
}

TEST(WaitingLine, ServesMoreUrgentFirstWhoeverWaits) {
    WaitingLine line{{1.0, 100.0}};
    line.insert(0, {7, 1}, End::back);
    line.insert(1, {normal, 1}, End::back);
    line.insert(2, {0, 0}, End::back);
    EXPECT_TRUE(line.waits_before(0));
    EXPECT_EQ(serve(line, 3), (std::vector<Slot>{2, 1, 0}));
    EXPECT_FALSE(line.waits_before(7));
}

TEST(WaitingLine, TheFrontIsAheadOfItsOwnConsumerOnly) {
    WaitingLine line{{1.0}};
    line.insert(0, {normal, 0}, End::back);
    line.insert(1, {normal, 0}, End::front);
    EXPECT_EQ(serve(line, 2), (std::vector<Slot>{1, 0}));
}

TEST(WaitingLine, TenThousandOfOneConsumerDoNotDelayAnothersFirst) {
    WaitingLine line{{1.0, 1.0}};
    for (Slot slot = 0; slot < 10'000; ++slot) line.insert(slot, {normal, 0}, End::back);
    (void)serve(line, 500);
    line.insert(10'000, {normal, 1}, End::back);
    EXPECT_LE(line.ahead_of({normal, 1}, End::front), 1U);
    const std::vector<Slot> next = serve(line, 2);
    EXPECT_TRUE(next[0] == 10'000 || next[1] == 10'000);
}

TEST(WaitingLine, SharesByWeightWhileAllWait) {
    WaitingLine line{{1.0, 2.0, 5.0}};
    for (Slot slot = 0; slot < 3'000; ++slot) line.insert(slot, {normal, slot % 3}, End::back);
    std::vector<int> turns(3);
    for (const Slot slot : serve(line, 800)) ++turns[slot % 3];
    EXPECT_NEAR(turns[0], 100, 1);
    EXPECT_NEAR(turns[1], 200, 1);
    EXPECT_NEAR(turns[2], 500, 1);
}

TEST(WaitingLine, RestingSavesUpNoCredit) {
    WaitingLine line{{1.0, 1.0}};
    for (Slot slot = 0; slot < 1'000; ++slot) line.insert(slot, {normal, 0}, End::back);
    (void)serve(line, 500);
    for (Slot slot = 1'000; slot < 1'500; ++slot) line.insert(slot, {normal, 1}, End::back);
    int newcomers = 0;
    for (const Slot slot : serve(line, 100)) newcomers += slot >= 1'000 ? 1 : 0;
    EXPECT_NEAR(newcomers, 50, 1);
}

TEST(WaitingLine, WhoLeavesIsNotCharged) {
    WaitingLine line{{1.0, 1.0}};
    for (Slot slot = 0; slot < 6; ++slot) line.insert(slot, {normal, slot % 2}, End::back);
    line.remove(0);
    line.remove(2);
    EXPECT_EQ(line.size(), 4U);
    EXPECT_EQ(serve(line, 4), (std::vector<Slot>{4, 1, 3, 5}));
}

TEST(WaitingLine, RefusesAWeightOfZero) {
    EXPECT_THROW(WaitingLine({1.0, 0.0}), std::invalid_argument);
}

/// Inserts and serves at random; what ahead_of says of a newcomer is compared with what happens. Where turns
/// of two consumers fall together it may count one too few for each, never one too many.
TEST(WaitingLine, SaysHowManyAreServedBeforeANewcomer) {
    std::mt19937 random{7};
    const auto below = [&](int end) { return std::uniform_int_distribution{0, end - 1}(random); };
    for (int round = 0; round < 200; ++round) {
        WaitingLine line{{1.0, 2.0, 0.5}};
        const int waiting = below(60);
        for (int i = 0; i < waiting; ++i) {
            const Place place{static_cast<Urgency>(2 + below(3)), static_cast<std::uint32_t>(below(3))};
            line.insert(static_cast<Slot>(i), place, below(8) == 0 ? End::front : End::back);
            if (below(4) == 0) line.pop();
        }
        const Place place{static_cast<Urgency>(2 + below(3)), static_cast<std::uint32_t>(below(3))};
        const End end = below(4) == 0 ? End::front : End::back;
        const std::size_t said = line.ahead_of(place, end);
        line.insert(1'000, place, end);
        std::size_t before = 0;
        for (; line.front() != Slot{1'000}; ++before) line.pop();
        EXPECT_LE(said, before) << "round " << round;
        EXPECT_LE(before, said + 2) << "round " << round;
    }
}

}  // namespace
}  // namespace halogate::queue

// SPDX-License-Identifier: MIT
#include "core/trace/tracer.hpp"

#include <gtest/gtest.h>

#include "support/retry_random.hpp"

namespace halogate::trace {
namespace {

struct TracerTest : testing::Test {
    retry::SeededRandom random{3};
    Tracer tracer{{.sample = 1, .most_waiting = 2}, random};

    void finish_one(std::uint64_t trace, std::size_t parts) {
        auto record = tracer.blank();
        record->trace = {0, trace};
        record->parts.resize(parts);
        tracer.finish(std::move(record));
    }
};

TEST_F(TracerTest, GivesTheOldestFirst) {
    finish_one(1, 0);
    finish_one(2, 0);
    const auto batch = tracer.take(1);
    ASSERT_EQ(batch.size(), 1U);
    EXPECT_EQ(batch[0]->trace.low, 1U);
    EXPECT_EQ(tracer.waiting(), 1U);
}

TEST_F(TracerTest, DropsTheOldestWhenFullAndCountsItsSpans) {
    finish_one(1, 3);
    finish_one(2, 0);
    finish_one(3, 0);
    EXPECT_EQ(tracer.waiting(), 2U);
    EXPECT_EQ(tracer.dropped(), 4U);
    EXPECT_EQ(tracer.take(2)[0]->trace.low, 2U);
}

TEST_F(TracerTest, KeepsTheOrderHoweverOftenItGoesRound) {
    finish_one(99, 0);
    tracer.delivered(tracer.take(1), 0);
    for (std::uint64_t i = 1; i <= 7; ++i) {
        finish_one(i, 0);
        finish_one(i + 100, 0);
        EXPECT_EQ(tracer.take(1)[0]->trace.low, i);
        const auto rest = tracer.take(9);
        ASSERT_EQ(rest.size(), 1U);
        EXPECT_EQ(rest[0]->trace.low, i + 100);
    }
    EXPECT_EQ(tracer.dropped(), 0U);
}

TEST_F(TracerTest, WhatTheCollectorRefusedOfABatchIsDroppedAndNeverMoreThanThereWas) {
    finish_one(1, 2);
    tracer.delivered(tracer.take(1), 2);
    EXPECT_EQ(tracer.exported(), 1U);
    EXPECT_EQ(tracer.dropped(), 2U);
    finish_one(2, 2);
    tracer.delivered(tracer.take(1), 1'000'000);
    EXPECT_EQ(tracer.exported(), 1U);
    EXPECT_EQ(tracer.dropped(), 5U);
}

TEST_F(TracerTest, CountsWhatWasDeliveredAndWhatWasNot) {
    finish_one(1, 2);
    finish_one(2, 1);
    tracer.delivered(tracer.take(1), 0);
    tracer.drop(tracer.take(1));
    EXPECT_EQ(tracer.exported(), 3U);
    EXPECT_EQ(tracer.dropped(), 2U);
}

TEST_F(TracerTest, TellsOfEachCallThatWaits) {
    int told = 0;
    tracer.when_waiting([&] { ++told; });
    finish_one(1, 0);
    finish_one(2, 0);
    EXPECT_EQ(told, 2);
}

TEST_F(TracerTest, ARecordIsUsedAgainAndHoldsNothingOfTheLastCall) {
    auto record = tracer.blank();
    const CallTrace* const first = record.get();
    record->trace = {1, 1};
    record->parent = {5};
    record->path = "/api/Tickets";
    record->error = "draining";
    record->status = 503;
    record->parts.resize(3);
    record->left_out = 1;
    tracer.finish(std::move(record));
    tracer.delivered(tracer.take(1), 0);
    record = tracer.blank();
    EXPECT_EQ(record.get(), first);
    EXPECT_FALSE(record->trace.is_set());
    EXPECT_FALSE(record->parent.is_set());
    EXPECT_EQ(record->path + record->error, "");
    EXPECT_EQ(record->status, 0U);
    EXPECT_EQ(record->spans(), 1U);
    EXPECT_EQ(record->left_out, 0U);
}

}  // namespace
}  // namespace halogate::trace

// SPDX-License-Identifier: MIT
#include "core/trace/call_tracing.hpp"

#include <gtest/gtest.h>

#include "core/call/call_record.hpp"
#include "support/retry_random.hpp"

namespace halogate::trace {
namespace {

using namespace std::chrono_literals;
using Transport = CallTracing::Transport;

constexpr std::string_view sampled = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
constexpr std::string_view not_sampled = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00";

struct CallTracingTest : testing::Test {
    const TimePoint start{1h};
    retry::SeededRandom random{5};
    Tracer tracer{{.sample = 0, .most_waiting = 8}, random};
    CallTracing call;

    [[nodiscard]] std::string traceparent() const {
        const auto text = call.traceparent();
        return text ? std::string{text->data(), text->size()} : "";
    }
    /// What was recorded of the call, which is over; null: nothing.
    Tracer::Record finished() {
        call::CallRecord record;
        record.method = "GET";
        record.path = "/api/Tickets";
        record.status = 200;
        call.finish(record, Transport::plain, start + 9s);
        auto batch = tracer.take(1);
        return batch.empty() ? nullptr : std::move(batch[0]);
    }
};

TEST_F(CallTracingTest, WithoutATracerWhatTheCallerSentGoesOn) {
    call.join(parse_traceparent(not_sampled), "a=1", nullptr, start);
    call.begin_exchange(start);
    EXPECT_EQ(traceparent(), not_sampled);
    EXPECT_EQ(call.state(), "a=1");
    EXPECT_EQ(to_hex(call.trace()), "0af7651916cd43dd8448eb211c80319c");
}

TEST_F(CallTracingTest, WithoutATracerAndATraceparentThereIsNoTrace) {
    call.join(std::nullopt, "", nullptr, start);
    call.begin_exchange(start);
    EXPECT_EQ(traceparent(), "");
    EXPECT_FALSE(call.trace().is_set());
}

TEST_F(CallTracingTest, ASampledCallersTraceGoesOnWithASpanForEachExchange) {
    call.join(parse_traceparent(sampled), "", &tracer, start);
    call.add_wait(Part::Kind::queue, start, start + 1s);
    call.begin_exchange(start + 1s);
    const std::string first = traceparent();
    call.note_outcome(retry::Outcome::Kind::answered, 503);
    call.end_exchange(start + 2s);
    call.begin_exchange(start + 3s);
    const std::string second = traceparent();
    call.note_outcome(retry::Outcome::Kind::answered, 200);
    call.end_exchange(start + 4s);
    const auto record = finished();
    ASSERT_TRUE(record);
    EXPECT_EQ(to_hex(record->trace), "0af7651916cd43dd8448eb211c80319c");
    EXPECT_EQ(to_hex(record->parent), "b7ad6b7169203331");
    ASSERT_EQ(record->parts.size(), 3U);
    EXPECT_EQ(record->parts[0].kind, Part::Kind::queue);
    EXPECT_EQ(record->parts[0].ended, start + 1s);
    EXPECT_EQ(first, "00-0af7651916cd43dd8448eb211c80319c-" + to_hex(record->parts[1].id) + "-01");
    EXPECT_EQ(second, "00-0af7651916cd43dd8448eb211c80319c-" + to_hex(record->parts[2].id) + "-01");
    EXPECT_NE(first, second);
    EXPECT_EQ(record->parts[1].status, 503U);
    EXPECT_EQ(record->parts[1].number, 1U);
    EXPECT_EQ(record->parts[2].number, 2U);
    EXPECT_EQ(record->parts[2].ended, start + 4s);
    EXPECT_EQ(record->path, "/api/Tickets");
}

TEST_F(CallTracingTest, WhatTheCallerDoesNotSampleIsNotRecordedButHasAParentOfOurs) {
    Tracer all{{.sample = 1, .most_waiting = 8}, random};
    call.join(parse_traceparent(not_sampled), "", &all, start);
    call.begin_exchange(start);
    EXPECT_TRUE(traceparent().ends_with("-00"));
    EXPECT_NE(traceparent(), not_sampled);
    call::CallRecord record;
    call.finish(record, Transport::plain, start);
    EXPECT_EQ(all.waiting(), 0U);
}

TEST_F(CallTracingTest, WithoutACallersWordTheSamplerDecides) {
    call.join(std::nullopt, "", &tracer, start);
    call.begin_exchange(start);
    EXPECT_TRUE(traceparent().ends_with("-00"));
    EXPECT_FALSE(finished());
    Tracer all{{.sample = 1, .most_waiting = 8}, random};
    CallTracing other;
    other.join(std::nullopt, "", &all, start);
    EXPECT_TRUE(other.trace().is_set());
    other.finish({}, Transport::tls, start + 1s);
    const auto batch = all.take(1);
    ASSERT_EQ(batch.size(), 1U);
    EXPECT_FALSE(batch[0]->parent.is_set());
    EXPECT_TRUE(batch[0]->over_tls);
}

TEST_F(CallTracingTest, AnExchangeThatNobodyEndedEndsWithItsCallWithoutAnAnswer) {
    call.join(parse_traceparent(sampled), "", &tracer, start);
    call.begin_exchange(start);
    const auto record = finished();
    ASSERT_EQ(record->parts.size(), 1U);
    EXPECT_EQ(record->parts[0].ended, start + 9s);
    EXPECT_EQ(record->parts[0].outcome, retry::Outcome::Kind::no_answer);
}

TEST_F(CallTracingTest, PartsBeyondTheBoundAreCounted) {
    call.join(parse_traceparent(sampled), "", &tracer, start);
    for (std::size_t i = 0; i < CallTrace::most_parts + 3; ++i) {
        call.begin_exchange(start);
        call.note_outcome(retry::Outcome::Kind::answered, 429);
        call.end_exchange(start);
    }
    const auto record = finished();
    EXPECT_EQ(record->parts.size(), CallTrace::most_parts);
    EXPECT_EQ(record->exchanges, CallTrace::most_parts + 3);
    EXPECT_EQ(tracer.dropped(), 3U);
}

}  // namespace
}  // namespace halogate::trace

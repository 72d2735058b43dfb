// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/gateway_fixture.hpp"
#include "support/retry_random.hpp"

namespace halogate::gateway {
namespace {

using namespace std::chrono_literals;
using test::GatewayFixture;
using testing::HasSubstr;
using testing::Not;
using trace::Part;

const std::string trace_hex = "0af7651916cd43dd8448eb211c80319c";
const std::string sampled = "00-" + trace_hex + "-b7ad6b7169203331-01";

std::string request_with(const std::string& fields, const std::string& line = "GET /api/Tickets/1") {
    return line + " HTTP/1.1\r\nHost: localhost\r\n" + fields + "\r\n";
}

std::string traceparent_in(const std::string& request) {
    const std::string name = "\r\ntraceparent: ";
    const std::size_t at = request.find(name);
    return at == std::string::npos ? "" : request.substr(at + name.size(), 55);
}

struct Forwarding : GatewayFixture, testing::Test {};

TEST_F(Forwarding, WhatTheCallerSentCrossesAsItIs) {
    send(request_with("Traceparent: " + sampled + "\r\nTraceState: a=1 , b=2\r\ntracestate: c=3\r\n"));
    ASSERT_EQ(tenant.requests.size(), 1U);
    EXPECT_EQ(traceparent_in(tenant.requests[0]), sampled);
    EXPECT_THAT(tenant.requests[0], HasSubstr("\r\ntracestate: a=1,b=2,c=3\r\n"));
    EXPECT_THAT(tenant.requests[0], Not(HasSubstr("TraceState")));
}

TEST_F(Forwarding, WhatIsNotOfTheFormDoesNotCross) {
    for (const std::string& fields :
         {std::string{"traceparent: hush-hush\r\ntracestate: a=1\r\n"}, std::string{"tracestate: a=1\r\n"},
          "traceparent: " + sampled + "\r\ntraceparent: " + sampled + "\r\n",
          "traceparent: " + sampled + "-more\r\n"})
        send(request_with(fields));
    ASSERT_EQ(tenant.requests.size(), 4U);
    for (const std::string& request : tenant.requests)
        EXPECT_THAT(request, Not(HasSubstr("trace"))) << request;
}

TEST_F(Forwarding, AFaultyTracestateLeavesTheTraceparentAlone) {
    send(request_with("traceparent: " + sampled + "\r\ntracestate: A=1\r\n"));
    ASSERT_EQ(tenant.requests.size(), 1U);
    EXPECT_EQ(traceparent_in(tenant.requests[0]), sampled);
    EXPECT_THAT(tenant.requests[0], Not(HasSubstr("tracestate")));
}

/// With a tracer, and a tenant that allows one exchange a minute.
struct Recording : GatewayFixture, testing::Test {
    Recording() : GatewayFixture{Shape::one_a_minute()} { services.tracer = &tracer; }

    retry::SeededRandom numbers{1};
    trace::Tracer tracer{{.sample = 1, .most_waiting = 16}, numbers};
};

TEST_F(Recording, EachExchangeCarriesASpanOfOursInTheCallersTrace) {
    send(request_with("traceparent: " + sampled + "\r\ntracestate: a=1\r\n"));
    ASSERT_EQ(tenant.requests.size(), 1U);
    const auto calls = tracer.take(9);
    ASSERT_EQ(calls.size(), 1U);
    ASSERT_EQ(calls[0]->parts.size(), 1U);
    const Part& exchange = calls[0]->parts[0];
    EXPECT_EQ(traceparent_in(tenant.requests[0]), "00-" + trace_hex + "-" + to_hex(exchange.id) + "-01");
    EXPECT_THAT(tenant.requests[0], HasSubstr("\r\ntracestate: a=1\r\n"));
    EXPECT_EQ(to_hex(calls[0]->parent), "b7ad6b7169203331");
    EXPECT_EQ(exchange.status, 200U);
    EXPECT_EQ(exchange.outcome, retry::Outcome::Kind::answered);
    EXPECT_EQ(calls[0]->status, 200U);
    EXPECT_EQ(calls[0]->route, "/api/Tickets/{id}");
    EXPECT_EQ(calls[0]->consumer, "anonymous");
    EXPECT_EQ(calls[0]->permission, "read:tickets");
}

TEST_F(Recording, AThrottledCallShowsItsWaitBetweenItsExchanges) {
    tenant.will_answer("HTTP/1.1 429 X\r\nRetry-After: 3\r\nContent-Length: 0\r\n\r\n");
    send(request_with("Prefer: wait=300\r\n"));
    reactor.advance(2min);
    ASSERT_EQ(tenant.requests.size(), 2U);
    const auto calls = tracer.take(9);
    ASSERT_EQ(calls.size(), 1U);
    const auto& parts = calls[0]->parts;
    ASSERT_EQ(parts.size(), 3U);
    EXPECT_EQ(parts[0].kind, Part::Kind::exchange);
    EXPECT_EQ(parts[0].status, 429U);
    EXPECT_EQ(parts[1].kind, Part::Kind::queue);
    EXPECT_EQ(parts[2].kind, Part::Kind::exchange);
    EXPECT_EQ(parts[2].number, 2U);
    EXPECT_EQ(parts[1].began, parts[0].ended);
    EXPECT_EQ(parts[1].ended, parts[2].began);
    EXPECT_NE(traceparent_in(tenant.requests[0]), traceparent_in(tenant.requests[1]));
}

TEST_F(Recording, ARefusedCallIsASpanWithoutAnExchange) {
    send(request_with("", "GET /api/Invoice"));
    const auto calls = tracer.take(9);
    ASSERT_EQ(calls.size(), 1U);
    EXPECT_EQ(calls[0]->status, 403U);
    EXPECT_EQ(calls[0]->error, "insufficient_permission");
    EXPECT_EQ(calls[0]->spans(), 1U);
}

TEST_F(Recording, OfAHeadThatIsRefusedNoWordIsBelieved) {
    send(request_with("traceparent: " + sampled + "\r\nBroken : 1\r\n"));
    const auto calls = tracer.take(9);
    ASSERT_EQ(calls.size(), 1U);
    EXPECT_EQ(calls[0]->status, 400U);
    EXPECT_NE(to_hex(calls[0]->trace), trace_hex);
    EXPECT_FALSE(calls[0]->parent.is_set());
}

TEST_F(Recording, AnInvalidTraceparentBeginsANewTrace) {
    send(request_with("traceparent: 00-" + trace_hex + "-0000000000000000-01\r\ntracestate: a=1\r\n"));
    ASSERT_EQ(tenant.requests.size(), 1U);
    const std::string sent = traceparent_in(tenant.requests[0]);
    EXPECT_TRUE(trace::parse_traceparent(sent)) << sent;
    EXPECT_THAT(sent, Not(HasSubstr(trace_hex)));
    EXPECT_THAT(tenant.requests[0], Not(HasSubstr("tracestate")));
}

TEST_F(Recording, ACallerThatDoesNotSampleIsObeyed) {
    send(request_with("traceparent: 00-" + trace_hex + "-b7ad6b7169203331-00\r\n"));
    ASSERT_EQ(tenant.requests.size(), 1U);
    EXPECT_THAT(traceparent_in(tenant.requests[0]), testing::EndsWith("-00"));
    EXPECT_EQ(tracer.waiting(), 0U);
}

}  // namespace
}  // namespace halogate::gateway

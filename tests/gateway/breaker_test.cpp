// SPDX-License-Identifier: MIT
// A tenant that fails, as callers see it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "gateway/gateway_fixture.hpp"

namespace halogate::gateway {
namespace {

using namespace std::chrono_literals;
using test::GatewayFixture;
using test::PipeStream;
using test::ScriptedTenant;
using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;
using Gate = breaker::Breaker::Gate;

constexpr std::string_view get_ticket = "GET /api/Tickets/1 HTTP/1.1\r\nHost: localhost\r\n\r\n";
constexpr std::string_view delete_ticket =
    "DELETE /api/Tickets/1 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n";
constexpr std::string_view unavailable = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n";

/// Opens the breaker by writes, which are not repeated. The fixture's random number is a half, so that the
/// jitter takes a tenth: the first probe is due after 4.5 s.
void let_five_fail(GatewayFixture& fixture) {
    for (int i = 0; i < 5; ++i) fixture.tenant.will_answer(unavailable);
    for (int i = 0; i < 5; ++i) {
        fixture.send(delete_ticket);
        EXPECT_THAT(fixture.received(), StartsWith("HTTP/1.1 503 "));
    }
    ASSERT_EQ(fixture.driver.breaker().gate(fixture.reactor.clock.now()), Gate::shut);
    ASSERT_EQ(fixture.tenant.requests.size(), 5U);
}

TEST(TenantBreaker, AnswersAtOnceWhileOpenAndRecoversByOneProbe) {
    GatewayFixture fixture;
    let_five_fail(fixture);
    fixture.send(get_ticket);
    EXPECT_THAT(fixture.received(),
                AllOf(StartsWith("HTTP/1.1 503 "), HasSubstr("X-Halogate-Error: tenant_unavailable"),
                      HasSubstr("Retry-After: 5\r\n"),
                      HasSubstr("5 exchanges in a row have failed (the last: it answered 503)")));
    EXPECT_EQ(fixture.records.kept.back().exchanges, 0U);
    fixture.reactor.advance(4499ms);
    fixture.send(get_ticket);
    EXPECT_THAT(fixture.received(), HasSubstr("Retry-After: 1\r\n"));
    EXPECT_EQ(fixture.tenant.requests.size(), 5U) << "nothing has reached the tenant";
    fixture.reactor.advance(1ms);
    fixture.send(get_ticket);
    EXPECT_THAT(fixture.received(), StartsWith("HTTP/1.1 200 "));
    fixture.send(delete_ticket);
    EXPECT_THAT(fixture.received(), StartsWith("HTTP/1.1 200 "));
    EXPECT_EQ(fixture.tenant.requests.size(), 7U);
}

TEST(TenantBreaker, AProbeThatFailsOpensItForTwiceAsLong) {
    GatewayFixture fixture;
    let_five_fail(fixture);
    fixture.reactor.advance(4500ms);
    fixture.tenant.will_answer(unavailable);
    fixture.send(delete_ticket);
    EXPECT_THAT(fixture.received(), StartsWith("HTTP/1.1 503 "));
    fixture.reactor.advance(8900ms);
    fixture.send(delete_ticket);
    EXPECT_THAT(fixture.received(), HasSubstr("tenant_unavailable"));
    EXPECT_EQ(fixture.tenant.requests.size(), 6U);
    fixture.reactor.advance(100ms);
    fixture.send(delete_ticket);
    EXPECT_THAT(fixture.received(), StartsWith("HTTP/1.1 200 "));
}

TEST(TenantBreaker, WhileTheProbeIsOutNobodyElseGoes) {
    GatewayFixture fixture;
    let_five_fail(fixture);
    fixture.reactor.advance(5s);
    fixture.tenant.will_answer(ScriptedTenant::stay_silent);
    fixture.send(get_ticket);
    ASSERT_EQ(fixture.tenant.requests.size(), 6U);
    std::unique_ptr<PipeStream> prober = std::move(fixture.caller);
    for (int i = 0; i < 10; ++i) {
        fixture.send(get_ticket);
        EXPECT_THAT(fixture.received(), HasSubstr("tenant_unavailable"));
    }
    EXPECT_EQ(fixture.tenant.requests.size(), 6U);
}

// The tenant's silence is told of the exchange, whether or not its caller is still there to be told.
TEST(TenantBreaker, AProbeWhoseCallerHangsUpIsJudgedLikeAnyOther) {
    GatewayFixture fixture;
    let_five_fail(fixture);
    fixture.reactor.advance(5s);
    fixture.tenant.will_answer(ScriptedTenant::stay_silent);
    fixture.send(get_ticket);
    ASSERT_EQ(fixture.tenant.requests.size(), 6U);
    fixture.caller.reset();
    fixture.reactor.advance(fixture.settings.response_timeout);
    ASSERT_EQ(fixture.driver.breaker().gate(fixture.reactor.clock.now()), Gate::shut)
        << "it is no longer out";
    fixture.reactor.advance(10s);
    fixture.send(get_ticket);
    EXPECT_THAT(fixture.received(), StartsWith("HTTP/1.1 200 "));
}

TEST(TenantBreaker, AReadWhoseRetryMeetsItOpenWaitsForTheProbe) {
    GatewayFixture fixture;
    for (int i = 0; i < 5; ++i) fixture.tenant.will_answer(unavailable);
    for (int i = 0; i < 4; ++i) {
        fixture.send(delete_ticket);
        EXPECT_THAT(fixture.received(), StartsWith("HTTP/1.1 503 "));
    }
    fixture.send(get_ticket);
    EXPECT_EQ(fixture.driver.breaker().gate(fixture.reactor.clock.now()), Gate::shut);
    fixture.reactor.advance(4400ms);
    EXPECT_EQ(fixture.received(), "");
    EXPECT_EQ(fixture.tenant.requests.size(), 5U);
    fixture.reactor.advance(100ms);
    EXPECT_THAT(fixture.received(), StartsWith("HTTP/1.1 200 "));
}

TEST(TenantBreaker, AReadWhoseWaitEndsBeforeTheProbeIsAnsweredWithTheTimeOfIt) {
    GatewayFixture fixture;
    for (int i = 0; i < 5; ++i) fixture.tenant.will_answer(unavailable);
    for (int i = 0; i < 4; ++i) {
        fixture.send(delete_ticket);
        EXPECT_THAT(fixture.received(), StartsWith("HTTP/1.1 503 "));
    }
    fixture.send("GET /api/Tickets/1 HTTP/1.1\r\nHost: localhost\r\nPrefer: wait=3\r\n\r\n");
    fixture.reactor.advance(250ms);  // the back-off before its second attempt
    EXPECT_THAT(fixture.received(), AllOf(StartsWith("HTTP/1.1 503 "), HasSubstr("tenant_unavailable"),
                                          HasSubstr("Retry-After: 5\r\n")));
    EXPECT_EQ(fixture.tenant.requests.size(), 5U);
}

TEST(TenantBreaker, ATenantThatCannotBeReachedOpensItAsWell) {
    GatewayFixture fixture;
    fixture.tenant.reachable = false;
    fixture.send(get_ticket);
    for (int i = 0; i < 80; ++i) fixture.reactor.advance(100ms);
    EXPECT_THAT(fixture.received(), StartsWith("HTTP/1.1 502 "));
    const int dials = fixture.tenant.dials;
    EXPECT_EQ(dials, 5);
    fixture.send(delete_ticket);
    const std::string answer = fixture.received();
    EXPECT_THAT(answer, HasSubstr("(the last: no connection)"));
    EXPECT_EQ(fixture.tenant.dials, dials);
}

// 500 is what HaloPSA answers for a missing scope, 404 for an id that is gone.
TEST(TenantBreaker, RefusalsOfTheTenantsOwnDoNotOpenIt) {
    GatewayFixture fixture;
    for (int i = 0; i < 60; ++i) {
        fixture.tenant.will_answer(i % 2 == 0 ? "HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n"
                                              : "HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n");
        fixture.send(get_ticket);
        EXPECT_THAT(fixture.received(), StartsWith(i % 2 == 0 ? "HTTP/1.1 500 " : "HTTP/1.1 404 "));
    }
    EXPECT_EQ(fixture.tenant.requests.size(), 60U);
}

}  // namespace
}  // namespace halogate::gateway

// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "gateway/gateway_fixture.hpp"

/// What becomes of a call, its memory and its token when something ends at an awkward moment.
namespace halogate::gateway {
namespace {

using namespace std::chrono_literals;
using test::GatewayFixture;
using test::ScriptedTenant;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr std::string_view get_tickets = "GET /api/Tickets HTTP/1.1\r\nHost: localhost\r\n\r\n";
constexpr std::string_view patient_get =
    "GET /api/Tickets HTTP/1.1\r\nHost: localhost\r\nPrefer: wait=600\r\n\r\n";

TEST(SessionEnd, ARefusedHeadKnowsNothingOfTheCallBefore) {
    GatewayFixture fixture;
    // Larger than what the inbox keeps, so that the memory of the first head is given back.
    fixture.send("HEAD /api/Tickets HTTP/1.1\r\nHost: localhost\r\nX-Request-Id: first\r\nX-Long: " +
                 std::string(6000, 'x') + "\r\n\r\n");
    EXPECT_THAT(fixture.received(), HasSubstr("X-Request-Id: first\r\n"));
    fixture.send("GET /api/Tickets HTTP/1.1\r\nHost : localhost\r\n\r\n");
    EXPECT_THAT(fixture.received(),
                testing::AllOf(StartsWith("HTTP/1.1 400 "), Not(HasSubstr("X-Request-Id: first")),
                               HasSubstr(R"("error":"bad_request")")));
}

TEST(SessionEnd, AHeadThatComesTooSlowlyKnowsNothingOfTheCallBefore) {
    GatewayFixture fixture;
    fixture.send("HEAD /api/Tickets HTTP/1.1\r\nHost: localhost\r\nX-Request-Id: first\r\nX-Long: " +
                 std::string(6000, 'x') + "\r\n\r\n");
    static_cast<void>(fixture.received());
    fixture.send("GET /api/Tick");
    fixture.reactor.advance(11s);
    EXPECT_THAT(fixture.received(),
                testing::AllOf(StartsWith("HTTP/1.1 408 "), Not(HasSubstr("X-Request-Id: first"))));
}

TEST(SessionEnd, ATokenThatIsGoneOnceTheConnectionIsMadeCostsOnlyItsRenewal) {
    GatewayFixture fixture;
    fixture.tenant.on_dial = [&] {
        fixture.fetcher.unreachable = true;
        fixture.tokens.base().rejected(fixture.tokens.base().usable()->generation);
    };
    fixture.send(
        "POST /api/Tickets HTTP/1.1\r\nHost: localhost\r\nContent-Length: 15\r\n\r\n[{\"summary\":1}]");
    fixture.fetcher.unreachable = false;
    fixture.reactor.advance(2s);
    EXPECT_THAT(fixture.received(), StartsWith("HTTP/1.1 200 "));
    EXPECT_EQ(fixture.tenant.dials, 1) << "the connection was good and must be used";
    ASSERT_EQ(fixture.tenant.requests.size(), 1U);
    EXPECT_THAT(fixture.tenant.requests.front(), HasSubstr("Bearer token-3"));
    EXPECT_EQ(fixture.records.kept.front().exchanges, 1U);
}

TEST(SessionEnd, ATokenThatIsRefusedAgainSoonCostsTimeAndNoCall) {
    constexpr std::string_view refusal = "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n";
    GatewayFixture fixture;
    fixture.tenant.will_answer(refusal);
    fixture.send(get_tickets);
    EXPECT_THAT(fixture.received(), StartsWith("HTTP/1.1 200 "));
    fixture.tenant.will_answer(refusal);
    fixture.send(get_tickets);
    fixture.reactor.advance(2s);
    EXPECT_THAT(fixture.received(), StartsWith("HTTP/1.1 200 "));
    EXPECT_EQ(fixture.fetcher.asked, 3);
    EXPECT_EQ(fixture.tenant.requests.size(), 4U);
}

TEST(SessionEnd, ABodyThatCannotBeSentAgainStillTellsThatTheTokenIsRefused) {
    GatewayFixture fixture;
    fixture.settings.buffer_bytes = 8;
    fixture.fetcher.asked = 0;
    fixture.tenant.will_answer("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n");
    fixture.send(
        "DELETE /api/Tickets/1 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 20\r\n\r\n{\"reason\":\"too "
        "long\"}");
    EXPECT_THAT(fixture.received(), StartsWith("HTTP/1.1 503 "));
    EXPECT_EQ(fixture.fetcher.asked, 1);
}

TEST(SessionEnd, AnUnwantedAnswerThatDripsHoldsUpNobody) {
    GatewayFixture fixture;
    fixture.tenant.will_answer("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 100\r\n\r\nsorry");
    fixture.send(get_tickets);
    fixture.reactor.advance(3s);
    EXPECT_THAT(fixture.received(), StartsWith("HTTP/1.1 200 "));
}

TEST(SessionEnd, AbortEndsACallThatTheTenantNeverAnswersAndTellsItsCaller) {
    GatewayFixture fixture;
    fixture.tenant.will_answer(ScriptedTenant::stay_silent);
    fixture.send(
        "POST /api/Tickets HTTP/1.1\r\nHost: localhost\r\nContent-Length: 15\r\n\r\n[{\"summary\":1}]");
    fixture.gateway.drain(fixture.reactor.clock.now() + 30s);
    fixture.reactor.settle();
    EXPECT_EQ(fixture.gateway.sessions(), 1U) << "a drain lets it finish";
    fixture.gateway.abort();
    EXPECT_THAT(fixture.received(),
                testing::AllOf(StartsWith("HTTP/1.1 504 "), HasSubstr(R"("outcome":"unknown")")));
    fixture.reactor.advance(2s);
    EXPECT_EQ(fixture.gateway.sessions(), 0U);
}

TEST(SessionEnd, AbortEndsACallThatWaitsForAToken) {
    GatewayFixture fixture;
    fixture.fetcher.unreachable = true;
    fixture.tokens.base().rejected(fixture.tokens.base().usable()->generation);
    fixture.reactor.settle();
    fixture.send(patient_get);
    EXPECT_EQ(fixture.received(), "");
    fixture.gateway.abort();
    fixture.reactor.advance(2s);
    EXPECT_EQ(fixture.gateway.sessions(), 0U);
}

TEST(SessionEnd, AbortEndsACallThatPausesBeforeItsNextAttempt) {
    GatewayFixture fixture;
    fixture.tenant.will_answer(
        "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 300\r\nContent-Length: 0\r\n\r\n");
    fixture.send(patient_get);
    EXPECT_EQ(fixture.received(), "");
    fixture.gateway.abort();
    fixture.reactor.advance(2s);
    EXPECT_EQ(fixture.gateway.sessions(), 0U);
}

TEST(SessionEnd, ACallInHandGetsItsTokenAlthoughADrainHasBegun) {
    GatewayFixture fixture;
    fixture.fetcher.unreachable = true;
    fixture.tokens.base().rejected(fixture.tokens.base().usable()->generation);
    fixture.reactor.settle();
    fixture.send(patient_get);
    fixture.tokens.stop();
    fixture.gateway.drain(fixture.reactor.clock.now() + 30s);
    fixture.fetcher.unreachable = false;
    fixture.reactor.advance(10s);
    EXPECT_THAT(fixture.received(), StartsWith("HTTP/1.1 200 "));
}

TEST(SessionEnd, ARefusalOfACallWithAnEmptyBodyKeepsTheConnection) {
    GatewayFixture fixture;
    fixture.send("DELETE /api/Client/1 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n");
    EXPECT_THAT(fixture.received(),
                testing::AllOf(StartsWith("HTTP/1.1 403 "), Not(HasSubstr("Connection: close"))));
    fixture.send(get_tickets);
    EXPECT_THAT(fixture.received(), StartsWith("HTTP/1.1 200 "));
}

TEST(SessionEnd, ACallerWithHttp10IsToldThatARefusalKeepsTheConnection) {
    GatewayFixture fixture;
    fixture.send("DELETE /api/Client/1 HTTP/1.0\r\nHost: localhost\r\nConnection: keep-alive\r\n\r\n");
    EXPECT_THAT(fixture.received(),
                testing::AllOf(StartsWith("HTTP/1.1 403 "), HasSubstr("Connection: keep-alive\r\n")));
}

}  // namespace
}  // namespace halogate::gateway

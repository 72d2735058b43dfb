// SPDX-License-Identifier: MIT
#include "gateway/session.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "gateway/gateway_fixture.hpp"

namespace halogate::gateway {
namespace {

using namespace std::chrono_literals;
using test::GatewayFixture;
using test::ScriptedTenant;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr std::string_view get_tickets = "GET /api/Tickets?page_size=3 HTTP/1.1\r\nHost: localhost\r\n\r\n";

std::string post_ticket(std::string_view body = R"([{"summary":"x"}])") {
    return "POST /api/Tickets HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
           "application/json\r\nContent-Length: " +
           std::to_string(body.size()) + "\r\n\r\n" + std::string{body};
}

TEST(Session, RelaysACallWithOurTokenAndTheJudgedPath) {
    GatewayFixture fixture;
    fixture.send(
        "GET //api/./Tickets/?page_size=3&tenant=evil HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
        "theirs\r\n"
        "Cookie: a=b\r\nX-Custom: kept\r\nConnection: X-Hop\r\nX-Hop: 1\r\nForwarded: for=evil\r\n\r\n");
    EXPECT_THAT(fixture.received(),
                testing::AllOf(StartsWith("HTTP/1.1 200 OK\r\n"), HasSubstr("{\"id\": 1}"),
                               HasSubstr("X-Request-Id: "), HasSubstr("Via: 1.1 halogate")));
    ASSERT_EQ(fixture.tenant.requests.size(), 1U);
    const std::string& sent = fixture.tenant.requests.front();
    EXPECT_THAT(sent, StartsWith("GET /api/Tickets?page_size=3 HTTP/1.1\r\nHost: tenant.test\r\n"));
    EXPECT_THAT(sent, HasSubstr("Authorization: Bearer token-1\r\n"));
    EXPECT_THAT(sent, HasSubstr("X-Custom: kept"));
    for (const auto* never : {"theirs", "Cookie", "X-Hop", "Forwarded", "evil"})
        EXPECT_THAT(sent, Not(HasSubstr(never)));
}

TEST(Session, AnswersPipelinedCallsInOrderOnOneConnection) {
    GatewayFixture fixture;
    fixture.tenant.will_answer("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\none");
    fixture.tenant.will_answer("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\ntwo\r\n0\r\n\r\n");
    fixture.send(std::string{get_tickets} + std::string{get_tickets});
    const std::string answers = fixture.received();
    EXPECT_LT(answers.find("one"), answers.find("3\r\ntwo\r\n0\r\n\r\n"));
    EXPECT_NE(answers.find("3\r\ntwo\r\n0\r\n\r\n"), std::string::npos);
    EXPECT_EQ(fixture.tenant.dials, 1);
    EXPECT_EQ(fixture.records.kept.size(), 2U);
}

TEST(Session, ARefusedCallSpendsNoExchangeAndSaysWhatIsMissing) {
    GatewayFixture fixture;
    fixture.send("DELETE /api/Client/1 HTTP/1.1\r\nHost: localhost\r\n\r\n");
    EXPECT_THAT(fixture.received(), testing::AllOf(StartsWith("HTTP/1.1 403 "), HasSubstr("delete:customers"),
                                                   HasSubstr("X-Halogate-Error: insufficient_permission")));
    EXPECT_TRUE(fixture.tenant.requests.empty());
}

TEST(Session, NobodyIsSentPastTheGatewayToTheTenantsTokenEndpoint) {
    GatewayFixture fixture;
    fixture.send("GET /API/AuthInfo HTTP/1.1\r\nHost: localhost\r\n\r\n");
    EXPECT_THAT(fixture.received(), HasSubstr(R"({"auth_url":"http://localhost/auth"})"));
    EXPECT_TRUE(fixture.tenant.requests.empty());
}

TEST(Session, APostWithoutAnswerIsNeverSentTwice) {
    GatewayFixture fixture;
    fixture.tenant.will_answer(ScriptedTenant::hang_up);
    fixture.send(post_ticket());
    EXPECT_THAT(fixture.received(),
                testing::AllOf(StartsWith("HTTP/1.1 502 "), HasSubstr(R"("outcome":"unknown")")));
    EXPECT_EQ(fixture.tenant.requests.size(), 1U);
}

TEST(Session, AGetWithoutAnswerIsAskedAgain) {
    GatewayFixture fixture;
    fixture.tenant.will_answer(ScriptedTenant::hang_up);
    fixture.send(get_tickets);
    fixture.reactor.advance(2s);
    EXPECT_THAT(fixture.received(), StartsWith("HTTP/1.1 200 "));
    EXPECT_EQ(fixture.tenant.requests.size(), 2U);
}

TEST(Session, AnUnknownTokenIsRenewedOnceAndTheCallRepeated) {
    for (const std::string_view refusal :
         {"HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n",
          "HTTP/1.1 400 Bad Request\r\nContent-Length: 27\r\n\r\n{\"error\":\"Token not found\"}"}) {
        GatewayFixture fixture;
        fixture.tenant.will_answer(refusal);
        fixture.send(post_ticket());
        EXPECT_THAT(fixture.received(), StartsWith("HTTP/1.1 200 "));
        EXPECT_EQ(fixture.fetcher.asked, 2);
        EXPECT_THAT(fixture.tenant.requests.back(), HasSubstr("Bearer token-2"));
    }
}

TEST(Session, RefusedCredentialsAnswerAtOnceWithWhatTheTenantSaid) {
    GatewayFixture fixture;
    fixture.fetcher.refuse = true;
    fixture.tokens.base().rejected(fixture.tokens.base().usable()->generation);
    fixture.reactor.settle();
    fixture.send(get_tickets);
    EXPECT_THAT(fixture.received(),
                testing::AllOf(StartsWith("HTTP/1.1 502 "), HasSubstr("credentials_rejected"),
                               HasSubstr("invalid_client")));
}

TEST(Session, ThrottledCallsWaitAsTheTenantAsksAndSucceed) {
    GatewayFixture fixture;
    fixture.tenant.will_answer(
        "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 2\r\nContent-Length: 0\r\n\r\n");
    fixture.send(post_ticket());
    fixture.reactor.advance(1900ms);
    EXPECT_EQ(fixture.received(), "");
    fixture.reactor.advance(200ms);
    EXPECT_THAT(fixture.received(), StartsWith("HTTP/1.1 200 "));
    EXPECT_EQ(fixture.tenant.requests.size(), 2U);
}

TEST(Session, BeyondTheCallersWaitTheRefusalComesAtOnceWithTheTrueRetryAfter) {
    GatewayFixture fixture{GatewayFixture::Shape::one_a_minute()};
    fixture.send(get_tickets);
    EXPECT_THAT(fixture.received(), StartsWith("HTTP/1.1 200 "));
    fixture.reactor.advance(10s);
    fixture.send(get_tickets);
    EXPECT_THAT(fixture.received(),
                testing::AllOf(StartsWith("HTTP/1.1 429 "), HasSubstr("Retry-After: 50\r\n"),
                               HasSubstr("budget_exhausted")));
}

TEST(Session, PreferWaitHoldsTheCallUntilASlotReturns) {
    GatewayFixture fixture{GatewayFixture::Shape::one_a_minute()};
    fixture.send(get_tickets);
    EXPECT_THAT(fixture.received(), StartsWith("HTTP/1.1 200 "));
    fixture.send("GET /api/Tickets HTTP/1.1\r\nHost: localhost\r\nPrefer: wait=70\r\n\r\n");
    fixture.reactor.advance(59s);
    EXPECT_EQ(fixture.received(), "");
    fixture.reactor.advance(2s);
    EXPECT_THAT(fixture.received(), StartsWith("HTTP/1.1 200 "));
}

TEST(Session, AReactorThatWakesLateServesWhomAPunctualOneWouldHaveServed) {
    GatewayFixture fixture{GatewayFixture::Shape::one_a_minute()};
    fixture.send(get_tickets);
    EXPECT_THAT(fixture.received(), StartsWith("HTTP/1.1 200 "));
    fixture.reactor.advance(1ms);
    fixture.send("GET /api/Tickets HTTP/1.1\r\nHost: localhost\r\nPrefer: wait=60\r\n\r\n");
    fixture.reactor.clock.advance_late(60s + 500ms);
    EXPECT_THAT(fixture.received(), StartsWith("HTTP/1.1 200 "));
}

TEST(Session, ACallerThatHangsUpWhileItWaitsSpendsNothing) {
    GatewayFixture fixture{GatewayFixture::Shape::one_a_minute()};
    fixture.send(get_tickets);
    EXPECT_THAT(fixture.received(), StartsWith("HTTP/1.1 200 "));
    fixture.send("GET /api/Tickets HTTP/1.1\r\nHost: localhost\r\nPrefer: wait=70\r\n\r\n");
    fixture.caller->close();
    fixture.reactor.advance(2min);
    EXPECT_EQ(fixture.tenant.requests.size(), 1U);
    ASSERT_EQ(fixture.records.kept.size(), 2U);
    EXPECT_TRUE(fixture.records.kept.back().hung_up);
}

TEST(Session, AnAnswerThatBreaksOffBreaksOffTheCallersConnection) {
    GatewayFixture fixture;
    fixture.tenant.will_answer("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
    fixture.send(get_tickets);
    fixture.reactor.advance(61s);
    EXPECT_THAT(fixture.received(), testing::AllOf(StartsWith("HTTP/1.1 200 "), HasSubstr("half")));
    fixture.reactor.advance(3s);
    EXPECT_EQ(fixture.gateway.sessions(), 0U);
    EXPECT_EQ(fixture.pool.idle(), 0U);
}

TEST(Session, HalfAnAnswerNeverPassesForAWholeOneWhereOnlyTheConnectionCanTell) {
    GatewayFixture fixture;
    fixture.tenant.will_answer("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n");
    fixture.send("GET /api/Tickets HTTP/1.0\r\nHost: localhost\r\n\r\n");
    fixture.reactor.advance(61s);
    EXPECT_THAT(fixture.received(), testing::AllOf(StartsWith("HTTP/1.1 200 "), HasSubstr("half")));
    EXPECT_TRUE(fixture.caller->was_reset_by_peer());
}

TEST(Session, ABodyTooLargeToHoldIsStillSentWhenTheFirstConnectionFails) {
    GatewayFixture fixture;
    fixture.settings.buffer_bytes = 4;
    fixture.tenant.reachable = false;
    fixture.send("DELETE /api/Tickets/1 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 8\r\n\r\n{\"a\": 1}");
    fixture.tenant.reachable = true;
    fixture.reactor.advance(2s);
    EXPECT_THAT(fixture.received(), StartsWith("HTTP/1.1 200 "));
    ASSERT_EQ(fixture.tenant.requests.size(), 1U);
    EXPECT_THAT(fixture.tenant.requests.front(), HasSubstr("{\"a\": 1}"));
}

TEST(Session, BytesNobodyAskedForNeverReachAnotherCaller) {
    GatewayFixture fixture;
    fixture.tenant.will_answer(
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison");
    fixture.send(std::string{get_tickets} + std::string{get_tickets});
    EXPECT_THAT(fixture.received(), Not(HasSubstr("poison")));
    EXPECT_EQ(fixture.tenant.dials, 2);
}

TEST(Session, ASlowHeadGets408AndASilentConnectionIsClosed) {
    GatewayFixture fixture;
    fixture.send("GET /api/Tickets HTTP/1.1\r\nHost: loc");
    fixture.reactor.advance(11s);
    EXPECT_THAT(fixture.received(), StartsWith("HTTP/1.1 408 "));
    fixture.caller.reset();
    fixture.connect();
    fixture.reactor.advance(80s);
    EXPECT_EQ(fixture.gateway.sessions(), 0U);
}

TEST(Session, SaysContinueOnlyWhenTheHeadWasJudgedGood) {
    GatewayFixture fixture;
    fixture.send(
        "POST /api/Tickets HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: "
        "17\r\n\r\n");
    EXPECT_EQ(fixture.received(), "HTTP/1.1 100 Continue\r\n\r\n");
    fixture.send(R"([{"summary":"x"}])");
    EXPECT_THAT(fixture.received(), StartsWith("HTTP/1.1 200 "));
    fixture.send(
        "POST /api/Report HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 17\r\n\r\n");
    EXPECT_THAT(fixture.received(), StartsWith("HTTP/1.1 403 "));
}

TEST(Session, AConnectionTooManyIsToldSo) {
    GatewayFixture fixture;
    fixture.settings.max_connections = 0;
    fixture.connect();
    EXPECT_THAT(fixture.received(), testing::AllOf(StartsWith("HTTP/1.1 503 "), HasSubstr("Retry-After: 1"),
                                                   HasSubstr("callers.max_connections")));
}

TEST(Session, DrainFinishesTheCallInHandAndRefusesTheQueue) {
    GatewayFixture fixture{GatewayFixture::Shape::one_a_minute()};
    fixture.send(get_tickets);
    EXPECT_THAT(fixture.received(), StartsWith("HTTP/1.1 200 "));
    fixture.send("GET /api/Tickets HTTP/1.1\r\nHost: localhost\r\nPrefer: wait=70\r\n\r\n");
    fixture.gateway.drain(fixture.reactor.clock.now() + 30s);
    fixture.reactor.settle();
    EXPECT_THAT(fixture.received(), testing::AllOf(StartsWith("HTTP/1.1 503 "), HasSubstr("draining"),
                                                   HasSubstr("Retry-After: ")));
    EXPECT_EQ(fixture.gateway.sessions(), 0U);
}

/// The conversation is repeated with I/O number 0, 1, 2 … of the tenant's side broken until none is hit any
/// more.
TEST(Session, WhateverOperationFailsThereIsOneRecordAndNoDoubledPost) {
    int failing = 0;
    for (bool struck = true; struck; ++failing) {
        ASSERT_LT(failing, 100);
        GatewayFixture fixture{GatewayFixture::Shape::failing(failing)};
        fixture.send(post_ticket());
        fixture.reactor.advance(10s);
        struck = fixture.plan.happened;
        ASSERT_EQ(fixture.records.kept.size(), 1U) << "operation " << failing;
        EXPECT_LE(fixture.tenant.requests.size(), 1U) << "operation " << failing;
        const unsigned status = fixture.records.kept.front().status;
        EXPECT_TRUE(status == 200 || status == 502) << "operation " << failing << ": " << status;
        if (!struck) {
            EXPECT_EQ(status, 200U);
        }
    }
    EXPECT_GE(failing, 3);
}

TEST(Session, WhateverTheCallersSideBreaksNothingLeaks) {
    int failing = 0;
    for (bool struck = true; struck; ++failing) {
        ASSERT_LT(failing, 100);
        GatewayFixture fixture;
        test::FailurePlan plan{.failing = failing};
        fixture.connect(&plan);
        fixture.send(post_ticket());
        fixture.reactor.advance(10s);
        // The plan also counts reads that wait for the next call: those after the answer are no failures of
        // it.
        struck = plan.happened && fixture.records.kept.empty();
        EXPECT_LE(fixture.records.kept.size(), 1U);
        EXPECT_LE(fixture.tenant.requests.size(), 1U);
        fixture.caller->close();
        fixture.reactor.settle();
    }
}

}  // namespace
}  // namespace halogate::gateway

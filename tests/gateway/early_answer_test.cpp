// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "gateway/gateway_fixture.hpp"

/// RFC 9112, 9.5: a tenant may answer before it has read all of a request.
namespace halogate::gateway {
namespace {

using namespace std::chrono_literals;
using test::GatewayFixture;
using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

constexpr std::string_view too_large = "HTTP/1.1 413 Payload Too Large\r\nContent-Length: 3\r\n\r\nbig";

std::string post_head(std::size_t length) {
    return "POST /api/Tickets HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
           "Content-Length: " +
           std::to_string(length) + "\r\n\r\n";
}
/// Its permission does not depend on the body, so that a body larger than the buffer is streamed.
std::string delete_head(std::size_t length) {
    return "DELETE /api/Tickets/1 HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + std::to_string(length) +
           "\r\n\r\n";
}

struct EarlyAnswer : testing::Test {
    EarlyAnswer() {
        fixture.tenant.answers_at_the_head = true;
        fixture.tenant.will_answer(too_large);
    }
    GatewayFixture fixture;
};

TEST_F(EarlyAnswer, IsRelayedWhileTheCallerIsStillToSendTheRest) {
    fixture.settings.buffer_bytes = 8;
    fixture.send(delete_head(1000) + std::string(100, 'x'));
    EXPECT_THAT(fixture.received(), AllOf(StartsWith("HTTP/1.1 413 "), HasSubstr("Connection: close\r\n"),
                                          testing::EndsWith("\r\n\r\nbig")));
    ASSERT_EQ(fixture.records.kept.size(), 1U);
    EXPECT_FALSE(fixture.records.kept.front().hung_up);
}

TEST_F(EarlyAnswer, IsRelayedWhileTheTenantTakesNoMoreOfAStream) {
    fixture.settings.buffer_bytes = 8;
    fixture.tenant.takes_at_most = 4096;
    fixture.send(delete_head(100'000) + std::string(100'000, 'x'));
    EXPECT_THAT(fixture.received(), StartsWith("HTTP/1.1 413 "));
}

TEST_F(EarlyAnswer, IsRelayedWhileTheTenantTakesNoMoreOfWhatIsHeld) {
    fixture.tenant.takes_at_most = 4096;
    fixture.send(post_head(100'000) + std::string(99'998, ' ') + "[]");
    EXPECT_THAT(fixture.received(), StartsWith("HTTP/1.1 413 "));
}

TEST_F(EarlyAnswer, ItsConnectionIsNotUsedAgain) {
    fixture.settings.buffer_bytes = 8;
    fixture.send(delete_head(1000) + std::string(100, 'x'));
    static_cast<void>(fixture.received());
    fixture.tenant.answers_at_the_head = false;
    fixture.connect();
    fixture.send("GET /api/Tickets HTTP/1.1\r\nHost: localhost\r\n\r\n");
    EXPECT_THAT(fixture.received(), StartsWith("HTTP/1.1 200 "));
    EXPECT_EQ(fixture.tenant.dials, 2);
}

TEST(EarlySilence, WhateverOperationFailsWhileABodyIsStreamedThereIsOneRecord) {
    int failing = 0;
    for (bool struck = true; struck; ++failing) {
        ASSERT_LT(failing, 100);
        GatewayFixture fixture{GatewayFixture::Shape::failing(failing)};
        fixture.settings.buffer_bytes = 8;
        fixture.send(delete_head(1000) + std::string(100, 'x'));
        fixture.send(std::string(900, 'y'));
        fixture.reactor.advance(10s);
        struck = fixture.plan.happened;
        ASSERT_EQ(fixture.records.kept.size(), 1U) << "operation " << failing;
        EXPECT_LE(fixture.tenant.requests.size(), 1U) << "operation " << failing;
        const unsigned status = fixture.records.kept.front().status;
        EXPECT_TRUE(status == 200 || status == 502) << "operation " << failing << ": " << status;
        // What came before the first byte had left costs another attempt and no answer.
        EXPECT_EQ(status == 200, !struck || failing < 3) << "operation " << failing;
    }
    EXPECT_GE(failing, 5);
}

TEST(EarlySilence, ATenantThatOnlySaysContinueStillGetsTheWholeBody) {
    GatewayFixture fixture;
    fixture.settings.buffer_bytes = 8;
    fixture.tenant.will_answer("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    fixture.send(delete_head(1000) + std::string(100, 'x'));
    EXPECT_EQ(fixture.received(), "");
    fixture.send(std::string(900, 'y'));
    EXPECT_THAT(fixture.received(), AllOf(StartsWith("HTTP/1.1 200 "), HasSubstr("ok")));
    EXPECT_THAT(fixture.tenant.requests.front(), testing::EndsWith("xy" + std::string(899, 'y')));
}

TEST(EarlySilence, ATenantThatClosesInTheMiddleOfTheBodyIsNotSentTheRest) {
    GatewayFixture fixture;
    fixture.settings.buffer_bytes = 8;
    fixture.tenant.answers_at_the_head = true;
    fixture.tenant.will_answer(test::ScriptedTenant::hang_up);
    fixture.send(delete_head(1000) + std::string(100, 'x'));
    EXPECT_THAT(fixture.received(), AllOf(StartsWith("HTTP/1.1 502 "), HasSubstr(R"("outcome":"unknown")")));
}

TEST(EarlySilence, ACallerThatStopsInTheMiddleIsToldAndTheTenantIsCutOff) {
    GatewayFixture fixture;
    fixture.settings.buffer_bytes = 8;
    fixture.send(delete_head(1000) + std::string(100, 'x'));
    fixture.reactor.advance(31s);
    EXPECT_THAT(fixture.received(), StartsWith("HTTP/1.1 408 "));
    EXPECT_TRUE(fixture.tenant.requests.empty());
}

TEST(EarlySilence, ATenantThatTakesNothingIsWaitedForUntilItsTimeIsUp) {
    GatewayFixture fixture;
    fixture.tenant.answers_at_the_head = true;
    fixture.tenant.takes_at_most = 4096;
    fixture.tenant.will_answer(test::ScriptedTenant::stay_silent);
    fixture.send(post_head(100'000) + std::string(99'998, ' ') + "[]");
    fixture.reactor.advance(59s);
    EXPECT_EQ(fixture.received(), "");
    fixture.reactor.advance(2s);
    EXPECT_THAT(fixture.received(), AllOf(StartsWith("HTTP/1.1 504 "), HasSubstr(R"("outcome":"unknown")")));
}

}  // namespace
}  // namespace halogate::gateway

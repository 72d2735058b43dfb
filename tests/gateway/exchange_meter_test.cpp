// SPDX-License-Identifier: MIT
// What the observer is told of exchanges, retries and refusals.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "gateway/gateway_fixture.hpp"

namespace halogate::gateway {
namespace {

using namespace std::chrono_literals;
using retry::RetryReason;
using test::GatewayFixture;
using test::ScriptedTenant;
using testing::ElementsAre;
using testing::StartsWith;

constexpr std::string_view get_ticket = "GET /api/Tickets/1 HTTP/1.1\r\nHost: localhost\r\n\r\n";

TEST(ExchangeMeter, TellsOfAnExchangeOnce) {
    GatewayFixture fixture;
    fixture.send(get_ticket);
    EXPECT_THAT(fixture.received(), StartsWith("HTTP/1.1 200 "));
    ASSERT_EQ(fixture.records.exchanges.size(), 1U);
    EXPECT_EQ(fixture.records.exchanges.front().consumer, "anonymous");
    EXPECT_EQ(fixture.records.exchanges.front().route, "/api/Tickets/{id}");
    EXPECT_EQ(fixture.records.exchanges.front().status, 200U);
    EXPECT_TRUE(fixture.records.retries.empty());
}

TEST(ExchangeMeter, TellsOfEachAttemptAndWhyThereWasAnother) {
    GatewayFixture fixture;
    fixture.tenant.will_answer(
        "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 2\r\nContent-Length: 0\r\n\r\n");
    fixture.tenant.will_answer("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n");
    fixture.send(get_ticket);
    fixture.reactor.advance(5s);
    EXPECT_THAT(fixture.received(), StartsWith("HTTP/1.1 200 "));
    EXPECT_THAT(fixture.records.retries, ElementsAre(RetryReason::unavailable, RetryReason::token_refused));
    ASSERT_EQ(fixture.records.exchanges.size(), 3U);
    EXPECT_EQ(fixture.records.exchanges[0].status, 503U);
    EXPECT_LT(fixture.records.exchanges[0].duration, 1s) << "the pause is no part of the exchange";
    EXPECT_EQ(fixture.records.exchanges[1].status, 401U);
    EXPECT_EQ(fixture.records.exchanges[2].status, 200U);
}

TEST(ExchangeMeter, AnExchangeWithoutAnAnswerHasNoStatus) {
    GatewayFixture fixture;
    fixture.tenant.will_answer(ScriptedTenant::hang_up);
    fixture.send(get_ticket);
    fixture.reactor.advance(5s);
    EXPECT_THAT(fixture.received(), StartsWith("HTTP/1.1 200 "));
    EXPECT_THAT(fixture.records.retries, ElementsAre(RetryReason::no_answer));
    ASSERT_EQ(fixture.records.exchanges.size(), 2U);
    EXPECT_EQ(fixture.records.exchanges[0].status, 0U);
}

TEST(ExchangeMeter, AnExchangeThatTheGatewayBreaksOffHasEndedToo) {
    GatewayFixture fixture;
    fixture.tenant.will_answer(ScriptedTenant::stay_silent);
    fixture.send(get_ticket);
    fixture.reactor.advance(3s);
    EXPECT_TRUE(fixture.records.exchanges.empty()) << "it is still under way";
    fixture.gateway.abort();
    fixture.reactor.advance(2s);
    ASSERT_EQ(fixture.records.exchanges.size(), 1U);
    EXPECT_EQ(fixture.records.exchanges.front().duration, 3s);
    EXPECT_EQ(fixture.records.exchanges.front().status, 0U);
}

TEST(ExchangeMeter, ABodyThatIsRefusedOnItsWayEndsItsExchange) {
    GatewayFixture fixture;
    fixture.settings.buffer_bytes = 8;
    fixture.settings.max_body_bytes = 40;
    fixture.tenant.will_answer(ScriptedTenant::stay_silent);
    fixture.send(
        "DELETE /api/Tickets/1 HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
        "a\r\n0123456789\r\n");
    fixture.send("28\r\n" + std::string(40, 'x') + "\r\n");
    EXPECT_THAT(fixture.received(), StartsWith("HTTP/1.1 413 "));
    ASSERT_EQ(fixture.records.exchanges.size(), 1U);
    EXPECT_EQ(fixture.records.kept.front().exchanges, 1U);
}

TEST(ExchangeMeter, ACallThatIsRefusedHasNoExchange) {
    GatewayFixture fixture;
    fixture.send("DELETE /api/Client/1 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n");
    EXPECT_THAT(fixture.received(), StartsWith("HTTP/1.1 403 "));
    EXPECT_TRUE(fixture.records.exchanges.empty());
    EXPECT_THAT(fixture.records.kept.front().message, StartsWith("consumer \"anonymous\" may not delete"));
    EXPECT_FALSE(fixture.records.kept.front().queue_entered);
}

TEST(ExchangeMeter, OnlyACallThatIsLetInHasEnteredTheQueue) {
    GatewayFixture fixture{GatewayFixture::Shape::one_a_minute()};
    fixture.send(get_ticket);
    fixture.send(get_ticket);
    EXPECT_THAT(fixture.received(), StartsWith("HTTP/1.1 200 "));
    ASSERT_EQ(fixture.records.kept.size(), 2U);
    EXPECT_TRUE(fixture.records.kept[0].queue_entered);
    EXPECT_FALSE(fixture.records.kept[1].queue_entered) << "its 429 came at once";
}

TEST(ConnectionPool, CountsItsConnectionsWhereverTheyAre) {
    GatewayFixture fixture;
    EXPECT_EQ(fixture.pool.open(), 0U);
    fixture.tenant.will_answer(ScriptedTenant::stay_silent);
    fixture.send(get_ticket);
    EXPECT_EQ(fixture.pool.open(), 1U) << "lent";
    fixture.reactor.advance(61s);
    EXPECT_EQ(fixture.pool.open() - fixture.pool.idle(), 0U) << "the silent one is closed";
    static_cast<void>(fixture.received());
    fixture.send(get_ticket);
    EXPECT_EQ(fixture.pool.open(), 1U);
    EXPECT_EQ(fixture.pool.idle(), 1U);
    fixture.pool.close_idle();
    EXPECT_EQ(fixture.pool.open(), 0U);
}

}  // namespace
}  // namespace halogate::gateway

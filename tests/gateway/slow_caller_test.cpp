// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "gateway/answer_spool.hpp"
#include "gateway/gateway_fixture.hpp"

/// A caller that takes its time with its answer holds up itself alone.
namespace halogate::gateway {
namespace {

using namespace std::chrono_literals;
using test::GatewayFixture;
using test::PipeStream;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

constexpr std::string_view get_tickets = "GET /api/Tickets HTTP/1.1\r\nHost: localhost\r\n\r\n";

std::string answer_with_length(std::size_t size) {
    return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(size) + "\r\n\r\n" + std::string(size, 'x');
}
std::string chunked_answer(std::size_t chunks, std::size_t size) {
    std::string answer = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (std::size_t i = 0; i < chunks; ++i) {
        std::array<char, 20> head{};
        std::snprintf(head.data(), head.size(), "%zx\r\n", size);
        answer += head.data() + std::string(size, 'x') + "\r\n";
    }
    return answer + "0\r\n\r\n";
}
std::size_t body_bytes(const std::string& answer) {
    return static_cast<std::size_t>(
        std::count(answer.begin() + static_cast<std::ptrdiff_t>(answer.find("\r\n\r\n")), answer.end(), 'x'));
}

/// One exchange at a time.
GatewayFixture::Shape narrow() {
    GatewayFixture::Shape shape;
    shape.limits.concurrency = 1;
    shape.limits.reserve = 0;
    return shape;
}

struct SlowCaller : testing::Test {
    SlowCaller() { fixture.settings.body_timeout = std::chrono::hours{1}; }
    /// A call whose caller reads nothing of the answer for now.
    std::unique_ptr<PipeStream> ask_and_read_nothing() {
        fixture.connect();
        fixture.caller->takes_at_most(100);
        fixture.send(get_tickets);
        return std::move(fixture.caller);
    }
    std::string ask() {
        fixture.connect();
        fixture.send(get_tickets);
        return fixture.received();
    }
    std::string read_all(std::unique_ptr<PipeStream> slow) {
        fixture.caller = std::move(slow);
        return fixture.received();
    }
    GatewayFixture fixture{narrow()};
};

TEST_F(SlowCaller, WithASmallAnswerLeavesTheTenantToOthers) {
    for (const std::string& answer : {answer_with_length(50'000), chunked_answer(5, 10'000)}) {
        for (const std::size_t pieces : {std::size_t{1} << 20U, std::size_t{7'000}}) {
            fixture.pool.close_idle();
            fixture.tenant.answers_in_pieces_of = pieces;
            fixture.tenant.will_answer(answer);
            auto slow = ask_and_read_nothing();
            EXPECT_EQ(fixture.driver.budget().in_flight, 0U) << answer.substr(0, 60) << pieces;
            EXPECT_GT(fixture.services.spooled_bytes, 40'000U);
            EXPECT_THAT(ask(), EndsWith("{\"id\": 1}"));
            const std::string late = read_all(std::move(slow));
            EXPECT_THAT(late, StartsWith("HTTP/1.1 200 OK\r\n"));
            EXPECT_EQ(body_bytes(late), 50'000U);
            EXPECT_EQ(fixture.services.spooled_bytes, 0U);
        }
    }
    EXPECT_EQ(fixture.tenant.dials, 4) << "its connection served the others";
}

TEST_F(SlowCaller, WithALargeAnswerHoldsTheTenantBack) {
    for (const std::string& answer : {answer_with_length(500'000), chunked_answer(50, 10'000)}) {
        fixture.pool.close_idle();
        fixture.tenant.answers_in_pieces_of = 10'000;
        fixture.tenant.will_answer(answer);
        auto slow = ask_and_read_nothing();
        EXPECT_EQ(fixture.driver.budget().in_flight, 1U);
        EXPECT_LT(fixture.services.spooled_bytes, 2 * most_spooled);
        EXPECT_EQ(body_bytes(read_all(std::move(slow))), 500'000U);
        EXPECT_EQ(fixture.driver.budget().in_flight, 0U);
    }
}

TEST_F(SlowCaller, HoldsTheTenantBackWhenTooMuchWaitsForCallers) {
    std::vector<std::unique_ptr<PipeStream>> slow;
    while (fixture.driver.budget().in_flight == 0 && slow.size() < 1000) {
        fixture.tenant.will_answer(answer_with_length(60'000));
        slow.push_back(ask_and_read_nothing());
        ASSERT_LT(fixture.services.spooled_bytes, most_spooled_together + most_spooled);
    }
    EXPECT_GE(slow.size(), most_spooled_together / 61'000);
    EXPECT_LT(slow.size(), 300U);
    EXPECT_EQ(body_bytes(read_all(std::move(slow.back()))), 60'000U);
    EXPECT_EQ(fixture.driver.budget().in_flight, 0U);
    slow.pop_back();
    for (auto& each : slow) EXPECT_EQ(body_bytes(read_all(std::move(each))), 60'000U);
    EXPECT_EQ(fixture.services.spooled_bytes, 0U);
}

TEST_F(SlowCaller, ThatHangsUpLeavesNothingBehind) {
    for (const std::string& answer : {answer_with_length(50'000), chunked_answer(5, 10'000)}) {
        fixture.pool.close_idle();
        fixture.tenant.answers_in_pieces_of = 7'000;
        fixture.tenant.will_answer(answer);
        auto slow = ask_and_read_nothing();
        slow.reset();
        fixture.reactor.settle();
        EXPECT_EQ(fixture.services.spooled_bytes, 0U);
        EXPECT_TRUE(fixture.records.kept.back().hung_up);
    }
}

TEST_F(SlowCaller, ThatHangsUpEndsAnAnswerThatIsNotWhole) {
    fixture.tenant.will_answer("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n" + std::string(1000, 'x'));
    auto slow = ask_and_read_nothing();
    EXPECT_EQ(fixture.driver.budget().in_flight, 1U);
    slow.reset();
    fixture.reactor.settle();
    EXPECT_EQ(fixture.driver.budget().in_flight, 0U) << "nobody waits for the rest";
    EXPECT_TRUE(fixture.records.kept.back().hung_up);
    EXPECT_THAT(ask(), EndsWith("{\"id\": 1}"));
    EXPECT_EQ(fixture.tenant.dials, 2);
}

TEST_F(SlowCaller, GetsWhatThereIsOfAnAnswerThatBreaksOff) {
    fixture.tenant.answers_at_the_head = true;
    fixture.tenant.will_answer("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n" + std::string(1000, 'x'));
    auto slow = ask_and_read_nothing();
    fixture.reactor.advance(61s);
    EXPECT_EQ(body_bytes(read_all(std::move(slow))), 1000U);
    EXPECT_EQ(fixture.records.kept.back().error, "tenant_timeout");
    EXPECT_EQ(fixture.gateway.sessions(), 1U) << "it lingers, and takes no other call";
    fixture.send(get_tickets);
    EXPECT_EQ(fixture.received(), "");
}

TEST_F(SlowCaller, BytesOfAnAnswerWithoutEndFlowAtOnce) {
    for (const std::string_view begun :
         {"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
          "d\r\ndata: hello\n\n\r\n",
          "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\ndata: hello\n\n",
          "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\ndata: hello\n\n",
          "HTTP/1.1 200 OK\r\n\r\ndata: hello\n\n"}) {
        fixture.tenant.will_answer(begun);
        EXPECT_THAT(ask(), HasSubstr("data: hello\n\n")) << begun;
        EXPECT_EQ(fixture.driver.budget().in_flight, 1U);
        fixture.caller.reset();
        fixture.reactor.advance(61s);
        EXPECT_EQ(fixture.driver.budget().in_flight, 0U);
    }
}

}  // namespace
}  // namespace halogate::gateway

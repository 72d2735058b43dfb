// SPDX-License-Identifier: MIT
#include "gateway/keyed_write.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "gateway/gateway_fixture.hpp"

/// A POST with an Idempotency-Key is done once.
namespace halogate::gateway {
namespace {

using namespace std::chrono_literals;
using test::GatewayFixture;
using test::PipeStream;
using test::ScriptedTenant;
using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

using Asker = std::unique_ptr<PipeStream>;

constexpr std::string_view usual_key = "Idempotency-Key: \"a-key\"\r\n";
constexpr std::string_view usual_body = R"([{"summary":"x"}])";

std::string post(std::string_view fields = usual_key, std::string_view body = usual_body,
                 std::string_view target = "/api/Tickets") {
    return "POST " + std::string{target} +
           " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n" + std::string{fields} +
           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string{body};
}

struct KeyedWrite : testing::Test {
    explicit KeyedWrite(const GatewayFixture::Shape& shape = {}) : fixture{shape} {}
    std::string ask(const std::string& request) {
        Asker asker = fixture.ask(request);
        return fixture.received_by(asker);
    }
    std::string heard(Asker& asker) { return fixture.received_by(asker); }
    void let_go() {
        fixture.tenant.holds_answers = false;
        fixture.tenant.let_go();
        fixture.reactor.settle();
    }
    void creates(std::string_view body = "{\"id\":7}") {
        fixture.tenant.will_answer(
            "HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: " +
            std::to_string(body.size()) + "\r\n\r\n" + std::string{body});
    }
    std::size_t exchanges() const { return fixture.tenant.requests.size(); }
    GatewayFixture fixture;
};

struct KeyedWriteInOneSlot : KeyedWrite {
    KeyedWriteInOneSlot() : KeyedWrite{GatewayFixture::Shape::one_a_minute()} {
        ask("GET /api/Tickets/1 HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }
};

TEST_F(KeyedWrite, TheSameKeyAndBodyGetTheFirstAnswerAgain) {
    creates();
    const std::string first = ask(post());
    EXPECT_THAT(first, AllOf(StartsWith("HTTP/1.1 201 Created\r\n"), EndsWith("{\"id\":7}"),
                             Not(HasSubstr("Cache-Status"))));
    fixture.reactor.advance(23h + 59min);
    const std::string again = ask(post("X-Request-Id: mine\r\nIdempotency-Key: a-key\r\n"));
    EXPECT_THAT(again,
                AllOf(StartsWith("HTTP/1.1 201 Created\r\n"), HasSubstr("Content-Type: application/json\r\n"),
                      HasSubstr("X-Request-Id: mine\r\n"), EndsWith("{\"id\":7}"),
                      HasSubstr("Cache-Status: halogate; hit; detail=\"Idempotency-Key\"\r\n")));
    EXPECT_EQ(exchanges(), 1U);
    EXPECT_THAT(fixture.tenant.requests.front(), Not(HasSubstr("a-key"))) << "the key does not cross";
    EXPECT_EQ(fixture.records.kept.back().reused, "replayed");
    EXPECT_EQ(fixture.records.kept.back().exchanges, 0U);
}

TEST_F(KeyedWrite, AfterADayTheKeyIsNew) {
    ask(post());
    fixture.reactor.advance(24h);
    EXPECT_THAT(ask(post()), StartsWith("HTTP/1.1 200 "));
    EXPECT_EQ(exchanges(), 2U);
}

TEST_F(KeyedWrite, AnotherBodyPathOrQueryUnderTheSameKeyIsRefused) {
    ask(post());
    for (const std::string& request :
         {post(usual_key, R"([{"summary":"y"}])"), post(usual_key, usual_body, "/api/Actions"),
          post(usual_key, usual_body, "/api/Tickets?x=1")})
        EXPECT_THAT(ask(request), AllOf(StartsWith("HTTP/1.1 422 "),
                                        HasSubstr("X-Halogate-Error: idempotency_key_reused\r\n")));
    EXPECT_EQ(exchanges(), 1U);
    EXPECT_THAT(ask(post("Idempotency-Key: other\r\n")), StartsWith("HTTP/1.1 200 "));
    EXPECT_EQ(exchanges(), 2U);
}

TEST_F(KeyedWrite, AKeyThatIsNoneIsRefused) {
    for (const std::string_view fields :
         {"Idempotency-Key: \r\n", "Idempotency-Key: \"\"\r\n", "Idempotency-Key: a, b\r\n",
          "Idempotency-Key: a\r\nIdempotency-Key: a\r\n"})
        EXPECT_THAT(ask(post(fields)), AllOf(StartsWith("HTTP/1.1 400 "), HasSubstr("Idempotency-Key")))
            << fields;
    EXPECT_EQ(exchanges(), 0U);
}

TEST_F(KeyedWrite, ABodyTooLargeToBeComparedIsRefused) {
    fixture.settings.buffer_bytes = 20;
    const std::string body = "[" + std::string(100, ' ') + "]";
    EXPECT_THAT(ask(post(usual_key, body)), StartsWith("HTTP/1.1 413 "));
    EXPECT_EQ(exchanges(), 0U);
}

TEST_F(KeyedWrite, AKeyBelongsToItsConsumer) {
    io::PeerCredentials other;
    other.uid = 1001;
    ask(post());
    Asker equal = fixture.ask(post(), other);
    EXPECT_THAT(heard(equal), AllOf(StartsWith("HTTP/1.1 200 "), Not(HasSubstr("Cache-Status"))));
    EXPECT_EQ(exchanges(), 2U);
}

TEST_F(KeyedWrite, WhoComesWhileTheFirstIsUnderWayWaitsForItsAnswer) {
    creates();
    fixture.tenant.holds_answers = true;
    Asker first = fixture.ask(post());
    Asker second = fixture.ask(post());
    Asker other = fixture.ask(post(usual_key, R"([{"summary":"y"}])"));
    EXPECT_THAT(heard(other), StartsWith("HTTP/1.1 422 "));
    fixture.reactor.advance(20s);
    EXPECT_EQ(heard(second), "");
    let_go();
    for (Asker* asker : {&first, &second})
        EXPECT_THAT(heard(*asker), AllOf(StartsWith("HTTP/1.1 201 "), EndsWith("{\"id\":7}")));
    EXPECT_EQ(exchanges(), 1U);
}

TEST_F(KeyedWriteInOneSlot, WhoseWaitEndsBeforeTheFirstIsSentIsToldToComeBack) {
    Asker first = fixture.ask(post("Prefer: wait=90\r\nIdempotency-Key: k\r\n"));
    Asker second = fixture.ask(post("Prefer: wait=5\r\nIdempotency-Key: k\r\n"));
    fixture.reactor.advance(6s);
    EXPECT_THAT(heard(second), AllOf(StartsWith("HTTP/1.1 409 "), HasSubstr("Retry-After: 1\r\n"),
                                     HasSubstr("X-Halogate-Error: idempotency_key_in_use\r\n")));
    fixture.reactor.advance(60s);
    EXPECT_THAT(heard(first), StartsWith("HTTP/1.1 200 "));
    EXPECT_THAT(ask(post("Idempotency-Key: k\r\n")), StartsWith("HTTP/1.1 200 "));
    EXPECT_EQ(exchanges(), 2U);
}

TEST_F(KeyedWriteInOneSlot, AFirstCallerThatHangsUpInLineLeavesThePlaceToTheNext) {
    Asker first = fixture.ask(post("Prefer: wait=90\r\nIdempotency-Key: k\r\n"));
    Asker second = fixture.ask(post("Prefer: wait=90\r\nIdempotency-Key: k\r\n"));
    first.reset();
    fixture.reactor.settle();
    EXPECT_EQ(fixture.driver.budget().waiting, 1U);
    fixture.reactor.advance(61s);
    EXPECT_THAT(heard(second), StartsWith("HTTP/1.1 200 "));
    EXPECT_EQ(exchanges(), 2U);
}

TEST_F(KeyedWriteInOneSlot, WhatWasRefusedBeforeItWasSentFreesTheKey) {
    EXPECT_THAT(ask(post("Prefer: wait=0\r\nIdempotency-Key: k\r\n")), StartsWith("HTTP/1.1 429 "));
    EXPECT_EQ(fixture.sharing.keys().size(), 0U);
    fixture.reactor.advance(61s);
    EXPECT_THAT(ask(post("Idempotency-Key: k\r\n", R"([{"summary":"y"}])")), StartsWith("HTTP/1.1 200 "));
}

TEST_F(KeyedWrite, ACallerThatHangsUpAtTheTenantFindsItsAnswerLater) {
    creates();
    fixture.tenant.holds_answers = true;
    Asker gone = fixture.ask(post());
    gone.reset();
    fixture.reactor.settle();
    let_go();
    EXPECT_THAT(ask(post()), AllOf(StartsWith("HTTP/1.1 201 "), EndsWith("{\"id\":7}")));
    EXPECT_EQ(exchanges(), 1U);
}

TEST_F(KeyedWrite, AnUnknownOutcomeIsTheAnswerToEveryRepetition) {
    fixture.tenant.will_answer(ScriptedTenant::hang_up);
    EXPECT_THAT(ask(post()), AllOf(StartsWith("HTTP/1.1 502 "), HasSubstr(R"("outcome":"unknown")")));
    for (int i = 0; i < 3; ++i)
        EXPECT_THAT(ask(post()), AllOf(StartsWith("HTTP/1.1 502 "), HasSubstr(R"("outcome":"unknown")"),
                                       HasSubstr("X-Halogate-Error: tenant_bad_response\r\n"),
                                       HasSubstr("first request")));
    EXPECT_EQ(exchanges(), 1U) << "no ticket is doubled";
}

TEST_F(KeyedWrite, ATimeOutIsAnUnknownOutcome) {
    fixture.tenant.will_answer(ScriptedTenant::stay_silent);
    Asker first = fixture.ask(post());
    Asker second = fixture.ask(post());
    fixture.reactor.advance(61s);
    for (Asker* asker : {&first, &second})
        EXPECT_THAT(heard(*asker), AllOf(StartsWith("HTTP/1.1 504 "), HasSubstr(R"("outcome":"unknown")")));
    EXPECT_THAT(ask(post()), StartsWith("HTTP/1.1 504 "));
    EXPECT_EQ(exchanges(), 1U);
}

TEST_F(KeyedWrite, AnAnswerThatBreaksOffIsAnUnknownOutcome) {
    fixture.tenant.will_answer("HTTP/1.1 201 Created\r\nContent-Length: 100\r\n\r\nhalf");
    Asker first = fixture.ask(post());
    fixture.reactor.advance(61s);
    EXPECT_THAT(heard(first), AllOf(StartsWith("HTTP/1.1 504 "), HasSubstr(R"("outcome":"unknown")"),
                                    Not(HasSubstr("half"))));
    EXPECT_THAT(ask(post()), StartsWith("HTTP/1.1 504 "));
    EXPECT_EQ(exchanges(), 1U);
}

TEST_F(KeyedWrite, TheTenantsRefusalIsAnAnswerLikeAnyOther) {
    for (const std::string_view status :
         {"400 Bad Request", "403 Forbidden", "500 Internal Server Error", "503 Service Unavailable"}) {
        const std::string key = "Idempotency-Key: " + std::string{status.substr(0, 3)} + "\r\n";
        fixture.tenant.will_answer("HTTP/1.1 " + std::string{status} + "\r\nContent-Length: 2\r\n\r\n{}");
        EXPECT_THAT(ask(post(key)), StartsWith("HTTP/1.1 " + std::string{status}));
        EXPECT_THAT(ask(post(key)), StartsWith("HTTP/1.1 " + std::string{status}));
    }
    EXPECT_EQ(exchanges(), 4U);
}

TEST_F(KeyedWrite, ARefusedTokenIsNoAnswerToTheRequest) {
    for (int i = 0; i < 2; ++i)
        fixture.tenant.will_answer("HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\n\r\n{}");
    EXPECT_THAT(ask(post()), StartsWith("HTTP/1.1 401 "));
    creates();
    EXPECT_THAT(ask(post()), StartsWith("HTTP/1.1 201 "));
    EXPECT_EQ(exchanges(), 3U);
}

TEST_F(KeyedWrite, AThrottledFirstIsRepeatedUnderItsKey) {
    fixture.tenant.will_answer(
        "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 2\r\nContent-Length: 0\r\n\r\n");
    Asker first = fixture.ask(post());
    Asker second = fixture.ask(post());
    fixture.reactor.advance(3s);
    for (Asker* asker : {&first, &second}) EXPECT_THAT(heard(*asker), StartsWith("HTTP/1.1 200 "));
    EXPECT_EQ(exchanges(), 2U);
}

TEST_F(KeyedWrite, AnAnswerTooLargeToBeKeptIsGivenOnceAndTheRequestIsNotSentAgain) {
    creates(std::string(std::size_t{1024} * 1024 + 1, 'x'));
    EXPECT_GT(ask(post()).size(), std::size_t{1024} * 1024);
    EXPECT_THAT(ask(post()), AllOf(StartsWith("HTTP/1.1 409 "), HasSubstr("idempotency_answer_gone"),
                                   HasSubstr("status 201")));
    EXPECT_EQ(exchanges(), 1U);
}

TEST_F(KeyedWrite, OtherMethodsKnowNoKey) {
    const std::string request =
        "DELETE /api/Tickets/5 HTTP/1.1\r\nHost: localhost\r\nIdempotency-Key: k\r\n\r\n";
    ask(request);
    EXPECT_THAT(ask(request), StartsWith("HTTP/1.1 200 "));
    EXPECT_EQ(exchanges(), 2U);
}

TEST_F(KeyedWrite, AHundredAtOnceMakeOneTicket) {
    creates();
    fixture.tenant.holds_answers = true;
    std::vector<Asker> askers;
    for (int i = 0; i < 100; ++i) askers.push_back(fixture.ask(post()));
    let_go();
    for (Asker& asker : askers) ASSERT_THAT(heard(asker), EndsWith("{\"id\":7}"));
    EXPECT_EQ(exchanges(), 1U);
}

// Each I/O in turn fails: whatever happened, the tenant has the request once at most, and all get the same.
TEST(KeyedWriteFailures, WhereverTheTenantFailsTheRequestIsDoneOnceAtMost) {
    for (int failing = 0; failing < 40; ++failing) {
        GatewayFixture fixture{GatewayFixture::Shape::failing(failing)};
        std::vector<Asker> askers;
        for (int i = 0; i < 3; ++i)
            askers.push_back(fixture.ask(post("Prefer: wait=30\r\nIdempotency-Key: k\r\n")));
        fixture.reactor.advance(70s);
        for (Asker& asker : askers)
            EXPECT_THAT(fixture.received_by(asker), StartsWith("HTTP/1.1 ")) << failing;
        EXPECT_LE(fixture.tenant.requests.size(), 1U) << failing;
        EXPECT_EQ(fixture.records.kept.size(), 3U);
        if (!fixture.plan.happened) return;
    }
    FAIL() << "there are more operations than were tried";
}

}  // namespace
}  // namespace halogate::gateway

// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "gateway/gateway_fixture.hpp"
#include "gateway/shared_read.hpp"

/// The response cache, from a caller to the tenant.
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

GatewayFixture::Shape cached(Duration keep = 5min) {
    GatewayFixture::Shape shape;
    shape.sharing.cache.most_bytes = 1'000'000;
    shape.sharing.cache.rules.push_back({policy::PathPattern::parse("/api/Tickets").value(), keep});
    return shape;
}

struct CachedRead : testing::Test {
    std::string get(std::string_view fields = "", std::string_view target = "/api/Tickets") {
        Asker asker = fixture.ask("GET " + std::string{target} + " HTTP/1.1\r\nHost: localhost\r\n" +
                                  std::string{fields} + "\r\n");
        return fixture.received_by(asker);
    }
    void write(std::string_view request) {
        Asker asker = fixture.ask(std::string{request} +
                                  " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                                  "Content-Length: 17\r\n\r\n[{\"summary\":\"x\"}]");
        fixture.reactor.advance(70s);
    }
    std::size_t exchanges() const { return fixture.tenant.requests.size(); }
    void says(std::string_view fields, std::string_view body = "old") {
        fixture.tenant.will_answer("HTTP/1.1 200 OK\r\n" + std::string{fields} + "Content-Length: " +
                                   std::to_string(body.size()) + "\r\n\r\n" + std::string{body});
    }
    GatewayFixture fixture{cached()};
};

TEST_F(CachedRead, IsGivenAgainWithItsAgeUntilItIsStale) {
    says("Content-Type: application/json\r\nDate: Fri, 27 Nov 2026 04:00:00 GMT\r\n");
    EXPECT_THAT(get(), AllOf(HasSubstr("Cache-Status: halogate; fwd=miss; stored\r\n"), EndsWith("old")));
    fixture.reactor.advance(100s);
    EXPECT_THAT(get(), AllOf(StartsWith("HTTP/1.1 200 OK\r\n"), HasSubstr("Age: 100\r\n"),
                             HasSubstr("Cache-Status: halogate; hit; ttl=199\r\n"),
                             HasSubstr("Content-Type: application/json\r\n"),
                             HasSubstr("Date: Fri, 27 Nov 2026 04:00:00 GMT\r\n"), EndsWith("old")));
    EXPECT_EQ(exchanges(), 1U);
    EXPECT_EQ(fixture.records.kept.back().reused, "hit");
    EXPECT_EQ(fixture.records.kept.back().exchanges, 0U);
    fixture.reactor.advance(200s);
    EXPECT_THAT(get(), AllOf(HasSubstr("fwd=miss; stored"), Not(HasSubstr("Age:"))));
    EXPECT_EQ(exchanges(), 2U);
}

TEST_F(CachedRead, AHitSpendsNoBudgetAndWaitsInNoQueue) {
    GatewayFixture::Shape shape = cached();
    shape.limits = GatewayFixture::Shape::one_a_minute().limits;
    GatewayFixture narrow{shape};
    for (int i = 0; i < 5; ++i) {
        Asker asker = narrow.ask("GET /api/Tickets HTTP/1.1\r\nHost: localhost\r\nPrefer: wait=0\r\n\r\n");
        EXPECT_THAT(narrow.received_by(asker), StartsWith("HTTP/1.1 200 "));
    }
    EXPECT_EQ(narrow.tenant.requests.size(), 1U);
}

TEST_F(CachedRead, OnlyWhatTheConfigurationNamesIsKept) {
    get("", "/api/Tickets/1");
    EXPECT_THAT(get("", "/api/Tickets/1"), Not(HasSubstr("Cache-Status")));
    EXPECT_EQ(exchanges(), 2U);
}

TEST_F(CachedRead, ACallerCanInsistOnTheTenant) {
    says("");
    get();
    says("", "new");
    EXPECT_THAT(get("Cache-Control: no-cache\r\n"), AllOf(HasSubstr("fwd=request; stored"), EndsWith("new")));
    EXPECT_THAT(get(), AllOf(HasSubstr("; hit;"), EndsWith("new"))) << "and the others profit";
    says("", "own");
    EXPECT_THAT(get("Cache-Control: no-store\r\n"), AllOf(Not(HasSubstr("Cache-Status")), EndsWith("own")));
    EXPECT_THAT(get(), EndsWith("new"));
    says("", "third");
    EXPECT_THAT(get("Cache-Control: max-age=0\r\n"), EndsWith("third"));
    fixture.reactor.advance(100s);
    EXPECT_THAT(get("Cache-Control: max-age=100\r\n"), HasSubstr("; hit;"));
    says("", "fourth");
    EXPECT_THAT(get("Cache-Control: max-age=99\r\n"), EndsWith("fourth"));
    EXPECT_THAT(get("Cache-Control: min-fresh=299\r\n"), HasSubstr("; hit;"));
    EXPECT_THAT(get("Cache-Control: min-fresh=301\r\n"), HasSubstr("fwd=request"));
}

TEST_F(CachedRead, APartOrAConditionGoesToTheTenant) {
    get();
    for (const std::string_view fields : {"Range: bytes=0-1\r\n", "If-None-Match: \"a\"\r\n",
                                          "If-Modified-Since: Fri, 27 Nov 2026 04:00:00 GMT\r\n"})
        EXPECT_THAT(get(fields), Not(HasSubstr("Cache-Status"))) << fields;
    EXPECT_EQ(exchanges(), 4U);
}

TEST_F(CachedRead, WhatTheTenantForbidsIsNotKept) {
    for (const std::string_view fields :
         {"Cache-Control: no-store\r\n", "Cache-Control: private\r\n", "Cache-Control: no-cache\r\n",
          "Cache-Control: max-age=0\r\n", "Vary: *\r\n", "Vary: User-Agent\r\n", "Expires: 0\r\n",
          "Date: Fri, 27 Nov 2026 04:00:00 GMT\r\nExpires: Fri, 27 Nov 2026 03:59:00 GMT\r\n"}) {
        says(fields);
        EXPECT_THAT(get(), AllOf(EndsWith("old"), Not(HasSubstr("stored")))) << fields;
        EXPECT_THAT(get("Cache-Control: no-store\r\n"), Not(HasSubstr("; hit;")));
        EXPECT_EQ(fixture.sharing.cache().size(), 0U) << fields;
    }
}

// Cookies cross in neither direction, and one that keeps a session on its server comes with every answer.
TEST_F(CachedRead, ACookieKeepsNothingOutAndIsGivenToNobody) {
    says("Set-Cookie: affinity=1\r\n");
    EXPECT_THAT(get(), HasSubstr("fwd=miss; stored"));
    EXPECT_THAT(get(), AllOf(HasSubstr("; hit;"), Not(HasSubstr("Set-Cookie"))));
}

TEST_F(CachedRead, AnErrorIsNotKept) {
    fixture.tenant.will_answer("HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\n{}");
    EXPECT_THAT(get(), StartsWith("HTTP/1.1 404 "));
    EXPECT_THAT(get(), StartsWith("HTTP/1.1 200 "));
}

TEST_F(CachedRead, AWriteToTheResourceDropsIt) {
    for (const std::string_view request :
         {"POST /api/Tickets", "POST /API/tickets/View", "DELETE /api/Tickets/5"}) {
        says("");
        get();
        EXPECT_THAT(get(), EndsWith("old"));
        write(request);
        EXPECT_THAT(get(), EndsWith("{\"id\": 1}")) << request;
        fixture.reactor.advance(10min);
    }
}

TEST_F(CachedRead, AWriteElsewhereOrOneThatIsRefusedDropsNothing) {
    get();
    write("POST /api/Actions");
    write("POST /api/Report");
    Asker refused =
        fixture.ask("POST /api/Tickets HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\n\r\n{");
    EXPECT_THAT(get(), HasSubstr("; hit;"));
}

TEST_F(CachedRead, WhatWasUnderWayDuringAWriteIsNotKept) {
    fixture.tenant.holds_answers = true;
    Asker reader = fixture.ask("GET /api/Tickets HTTP/1.1\r\nHost: localhost\r\n\r\n");
    fixture.tenant.holds_answers = false;
    Asker writer = fixture.ask("DELETE /api/Tickets/5 HTTP/1.1\r\nHost: localhost\r\n\r\n");
    EXPECT_THAT(fixture.received_by(writer), StartsWith("HTTP/1.1 200 "));
    fixture.tenant.let_go();
    fixture.reactor.settle();
    EXPECT_THAT(fixture.received_by(reader), HasSubstr("Cache-Status: halogate; fwd=miss\r\n"));
    EXPECT_EQ(fixture.sharing.cache().size(), 0U);
}

TEST_F(CachedRead, AWriteWithoutAnOutcomeDropsItAndNothingIsKeptForAWhile) {
    get();
    fixture.tenant.will_answer(ScriptedTenant::hang_up);
    Asker writer = fixture.ask("DELETE /api/Tickets/5 HTTP/1.1\r\nHost: localhost\r\n\r\n");
    EXPECT_THAT(fixture.received_by(writer), StartsWith("HTTP/1.1 502 "));
    EXPECT_THAT(get(), HasSubstr("Cache-Status: halogate; fwd=miss\r\n"));
    fixture.reactor.advance(61s);
    EXPECT_THAT(get(), HasSubstr("fwd=miss; stored"));
}

TEST_F(CachedRead, WhoWroteReadsItsWriteAtOnce) {
    says("");
    get();
    fixture.tenant.will_answer("HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\n{}");
    // Both requests are on their way before the gateway has taken the first step.
    const std::string both =
        "POST /api/Tickets HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
        "17\r\n\r\n"
        "[{\"summary\":\"x\"}]GET /api/Tickets HTTP/1.1\r\nHost: localhost\r\n\r\n";
    Asker asker = fixture.ask(both);
    EXPECT_THAT(fixture.received_by(asker), AllOf(StartsWith("HTTP/1.1 201 "), EndsWith("{\"id\": 1}")));
}

TEST_F(CachedRead, NothingCrossesBetweenConsumersWithDifferentRights) {
    const std::string request = "GET /api/Tickets HTTP/1.1\r\nHost: localhost\r\n\r\n";
    io::PeerCredentials less;
    less.uid = 1000;
    io::PeerCredentials equal;
    equal.uid = 1001;
    get();
    Asker reader = fixture.ask(request, less);
    EXPECT_THAT(fixture.received_by(reader), HasSubstr("fwd=miss"));
    EXPECT_EQ(exchanges(), 2U);
    Asker other = fixture.ask(request, equal);
    EXPECT_THAT(fixture.received_by(other), HasSubstr("; hit;"));
}

TEST_F(CachedRead, AHitIsBoxedAsItsFirstAnswerWas) {
    says("Content-Type: text/html\r\nServer: x\r\nAge: 7\r\n", "<p/>");
    EXPECT_THAT(get(), AllOf(HasSubstr("Content-Security-Policy: sandbox\r\n"), HasSubstr("Age: 7\r\n")));
    fixture.reactor.advance(1s);
    EXPECT_THAT(get(), AllOf(HasSubstr("; hit;"), HasSubstr("Content-Security-Policy: sandbox\r\n"),
                             HasSubstr("Age: 8\r\n"), Not(HasSubstr("Age: 7")), Not(HasSubstr("Server: x"))));
}

TEST(CachedLeast, ATokenOfOtherScopesIsAnotherKey) {
    GatewayFixture::Shape shape = cached();
    shape.tokens = token::TokenMode::least;
    GatewayFixture fixture{shape};
    const std::string request = "GET /api/Tickets HTTP/1.1\r\nHost: localhost\r\n\r\n";
    Asker first = fixture.ask(request);
    Asker second = fixture.ask(request);
    EXPECT_THAT(fixture.received_by(second), HasSubstr("; hit;"));
}

TEST(CacheAlone, WorksWhereReadsUnderWayAreNotShared) {
    GatewayFixture::Shape shape = cached();
    shape.sharing.in_flight = false;
    GatewayFixture fixture{shape};
    const std::string request = "GET /api/Tickets HTTP/1.1\r\nHost: localhost\r\n\r\n";
    fixture.tenant.holds_answers = true;
    Asker first = fixture.ask(request);
    Asker second = fixture.ask(request);
    EXPECT_EQ(fixture.tenant.requests.size(), 2U);
    fixture.tenant.holds_answers = false;
    fixture.tenant.let_go();
    fixture.reactor.settle();
    Asker third = fixture.ask(request);
    EXPECT_THAT(fixture.received_by(third), HasSubstr("; hit;"));
}

}  // namespace
}  // namespace halogate::gateway

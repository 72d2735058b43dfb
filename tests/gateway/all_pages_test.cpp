// SPDX-License-Identifier: MIT
// All pages of a list as one document, from a scripted tenant.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "gateway/gateway_fixture.hpp"

namespace halogate::gateway {
namespace {

using namespace std::chrono_literals;
using test::FailurePlan;
using test::GatewayFixture;
using test::ScriptedTenant;
using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

std::string get(std::string_view target, std::string_view fields = {}, std::string_view version = "1.1") {
    return "GET " + std::string{target} + " HTTP/" + std::string{version} + "\r\nHost: localhost\r\n" +
           std::string{fields} + "\r\n";
}
const std::string get_all = get("/api/Tickets?halogate_all=true&page_size=2");

std::string answer(std::string_view body, std::string_view fields = "Content-Type: application/json\r\n") {
    return "HTTP/1.1 200 OK\r\n" + std::string{fields} + "Content-Length: " + std::to_string(body.size()) +
           "\r\n\r\n" + std::string{body};
}
std::string page(int number, std::string_view rows, int total = 5) {
    return R"({"page_no":)" + std::to_string(number) + R"(,"page_size":2,"record_count":)" +
           std::to_string(total) + R"(,"tickets":[)" + std::string{rows} + R"(],"columns":[]})";
}

struct Received {
    std::string head;
    std::string body;  ///< without its chunks' framing
    bool complete = false;
};
/// A chunked answer, as far as it has come.
Received unchunked(const std::string& bytes) {
    Received result;
    const auto end = bytes.find("\r\n\r\n");
    result.head = bytes.substr(0, end + 2);
    std::size_t at = end + 4;
    while (at < bytes.size()) {
        const auto line_end = bytes.find("\r\n", at);
        const std::size_t size = std::stoul(bytes.substr(at, line_end - at), nullptr, 16);
        if (size == 0) {
            result.complete = bytes.substr(line_end) == "\r\n\r\n";
            break;
        }
        result.body += bytes.substr(line_end + 2, size);
        at = line_end + 2 + size + 2;
    }
    return result;
}
std::vector<std::string> targets(const ScriptedTenant& tenant) {
    std::vector<std::string> result;
    for (const std::string& request : tenant.requests)
        result.push_back(request.substr(4, request.find(" HTTP/") - 4));
    return result;
}

struct AllPages : testing::Test {
    void will_answer_three_pages() {
        fixture.tenant.will_answer(answer(page(1, R"({"id":1}, {"id":2})")));
        fixture.tenant.will_answer(answer(page(2, R"( {"id":3},{"id":4})")));
        fixture.tenant.will_answer(answer(page(3, R"({"id":5})")));
    }
    GatewayFixture fixture;
};

constexpr std::string_view whole_list =
    R"({"page_no":1,"page_size":2,"record_count":5,"tickets":[{"id":1}, {"id":2},{"id":3},{"id":4},{"id":5}],"columns":[]})";

TEST_F(AllPages, ComeAsOneDocumentInTheFirstPagesEnvelope) {
    will_answer_three_pages();
    fixture.send(get("/api/Tickets?search=a%20b&HALOGATE_all=true&Page_Size=2"));
    const Received list = unchunked(fixture.received());
    EXPECT_THAT(list.head,
                AllOf(StartsWith("HTTP/1.1 200 OK\r\n"), HasSubstr("Content-Type: application/json\r\n"),
                      Not(HasSubstr("Content-Length")), Not(HasSubstr("Warning"))));
    EXPECT_EQ(list.body, whole_list);
    EXPECT_TRUE(list.complete);
    EXPECT_THAT(targets(fixture.tenant),
                testing::ElementsAre("/api/Tickets?search=a%20b&pageinate=true&page_size=2&page_no=1",
                                     "/api/Tickets?search=a%20b&pageinate=true&page_size=2&page_no=2",
                                     "/api/Tickets?search=a%20b&pageinate=true&page_size=2&page_no=3"));
    ASSERT_EQ(fixture.records.kept.size(), 1U);
    EXPECT_EQ(fixture.records.kept[0].exchanges, 3U);
    EXPECT_EQ(fixture.records.kept[0].status, 200U);
    EXPECT_EQ(fixture.tenant.dials, 1) << "a whole page leaves its connection to the next";
    fixture.send(get("/api/Tickets/1"));
    EXPECT_THAT(fixture.received(), EndsWith("{\"id\": 1}")) << "the caller's connection goes on";
}

TEST_F(AllPages, ComeTheSameInPiecesOfAnySize) {
    for (const std::size_t size : {1U, 7U, 30U}) {
        fixture.pool.close_idle();
        fixture.tenant.answers_in_pieces_of = size;
        will_answer_three_pages();
        fixture.send(get_all);
        EXPECT_EQ(unchunked(fixture.received()).body, whole_list) << size;
    }
}

TEST_F(AllPages, AreAskedForByAPreferenceAsWell) {
    fixture.tenant.will_answer(answer(page(1, R"({"id":1})", 1)));
    fixture.send(get("/api/Tickets", "Prefer: wait=5, all-pages\r\n"));
    const Received list = unchunked(fixture.received());
    EXPECT_THAT(list.head, HasSubstr("Preference-Applied: all-pages\r\n"));
    EXPECT_TRUE(list.complete);
    EXPECT_THAT(targets(fixture.tenant),
                testing::ElementsAre("/api/Tickets?pageinate=true&page_size=100&page_no=1"));
}

TEST_F(AllPages, OfAnEmptyListAreAnEmptyList) {
    fixture.tenant.will_answer(answer(page(1, "", 0)));
    fixture.send(get_all);
    const Received list = unchunked(fixture.received());
    EXPECT_EQ(list.body, page(1, "", 0));
    EXPECT_TRUE(list.complete);
}

TEST_F(AllPages, OfABareArrayAreOneArray) {
    fixture.tenant.will_answer(answer("[1,2]"));
    fixture.tenant.will_answer(answer("[ 3 ]"));
    fixture.send(get_all);
    EXPECT_EQ(unchunked(fixture.received()).body, "[1,2,3 ]");
}

TEST_F(AllPages, AreAskedForAsPlainJsonAndWithoutConditions) {
    fixture.tenant.will_answer(answer(page(1, "1", 1), "Content-Type: application/json\r\nETag: \"x\"\r\n"));
    fixture.send(get("/api/Tickets?halogate_all=true",
                     "Accept-Encoding: gzip\r\nIf-None-Match: \"x\"\r\nRange: bytes=0-5\r\nAccept: a/b\r\n"));
    const std::string list = fixture.received();
    EXPECT_THAT(fixture.tenant.requests.at(0), AllOf(Not(HasSubstr("gzip")), Not(HasSubstr("If-None-Match")),
                                                     Not(HasSubstr("Range")), HasSubstr("Accept: a/b")));
    EXPECT_THAT(list, Not(HasSubstr("ETag")));
}

TEST_F(AllPages, GoToTheEndOfTheConnectionInHttp10) {
    will_answer_three_pages();
    fixture.send(get("/api/Tickets?halogate_all=true&page_size=2", "Connection: keep-alive\r\n", "1.0"));
    const std::string list = fixture.received();
    EXPECT_THAT(list, AllOf(HasSubstr("Connection: close\r\n"), Not(HasSubstr("Transfer-Encoding")),
                            EndsWith("\r\n\r\n" + std::string{whole_list})));
    EXPECT_FALSE(fixture.caller->was_reset_by_peer());
}

TEST_F(AllPages, AreRefusedWhereTheyCannotBeMeant) {
    const auto refused = [&](const std::string& request) {
        fixture.caller.reset();
        fixture.send(request);
        return fixture.received();
    };
    const auto bad = [](std::string_view why) {
        return AllOf(StartsWith("HTTP/1.1 400 "), HasSubstr("bad_request"), HasSubstr(std::string{why}));
    };
    const std::string host = " HTTP/1.1\r\nHost: localhost\r\n";
    EXPECT_THAT(refused(get("/api/Tickets?halogate_all=true&page_no=2")), bad("`page_no`"));
    EXPECT_THAT(refused(get("/api/Tickets?page_no=2", "Prefer: all-pages\r\n")), bad("`page_no`"));
    EXPECT_THAT(refused(get("/api/Tickets/1?halogate_all=true")), bad("one row"));
    EXPECT_THAT(refused("POST /api/Tickets?halogate_all=true" + host + "Content-Length: 4\r\n\r\n[{}]"),
                bad("for a GET"));
    EXPECT_THAT(refused("HEAD /api/Tickets?halogate_all=true" + host + "\r\n"), StartsWith("HTTP/1.1 400 "));
    EXPECT_THAT(refused("DELETE /api/Tickets/1?HALOGATE%5FALL=false" + host + "\r\n"), bad("for a GET"));
    EXPECT_THAT(fixture.tenant.requests, testing::IsEmpty());
    EXPECT_THAT(refused(get("/api/Asset?halogate_all=true&page_no=2")), StartsWith("HTTP/1.1 403 "))
        << "who may not see the list is told nothing else";
}

TEST_F(AllPages, ThatAreOnlyPreferredGiveWayWhereTheyCannotBe) {
    fixture.send(get("/api/Tickets/1", "Prefer: all-pages\r\n"));
    EXPECT_THAT(fixture.received(), EndsWith("{\"id\": 1}"));
    fixture.tenant.will_answer(answer(R"({"page_no":1,"others":[1]})"));
    fixture.tenant.will_answer(answer(R"({"as":"ever"})"));
    fixture.send(get("/api/Tickets?search=x&page_size=500", "Prefer: all-pages\r\nAccept-Encoding: br\r\n"));
    EXPECT_THAT(fixture.received(),
                AllOf(EndsWith(R"({"as":"ever"})"), Not(HasSubstr("Preference-Applied")),
                      HasSubstr("X-Halogate-Warning: page_size_capped;asked=500;sent=100\r\n")));
    EXPECT_EQ(targets(fixture.tenant).back(), "/api/Tickets?search=x&page_size=100");
    EXPECT_THAT(fixture.tenant.requests.back(), HasSubstr("Accept-Encoding: br"));
}

TEST_F(AllPages, OfWhatIsNoListAreRefused) {
    for (const std::string& body :
         {answer(R"({"id":1,"others":[1]})"), answer("7"),
          answer("%PDF", "Content-Type: application/pdf\r\n"),
          answer("x", "Content-Type: application/json\r\nContent-Encoding: gzip\r\n"),
          answer("{\"x\":\"" + std::string(70'000, 'x') + "\",\"tickets\":[1]}")}) {
        fixture.caller.reset();
        fixture.tenant.will_answer(body);
        fixture.send(get_all);
        EXPECT_THAT(fixture.received(), AllOf(StartsWith("HTTP/1.1 400 "), HasSubstr("no list")))
            << body.substr(0, 100);
    }
    for (const auto* body : {"[1,", "<html>", R"({"a":1}{"tickets":[]})", ""}) {
        fixture.caller.reset();
        fixture.tenant.will_answer(answer(body));
        fixture.send(get("/api/Client?halogate_all=true"));
        const std::string got = fixture.received();
        if (std::string{body} == "[1,") {
            EXPECT_FALSE(unchunked(got).complete);
        } else {
            EXPECT_THAT(got, AllOf(StartsWith("HTTP/1.1 502 "), HasSubstr("joined"))) << body;
        }
    }
}

TEST_F(AllPages, RelayWhatElseTheTenantAnswersToTheFirst) {
    fixture.tenant.will_answer("HTTP/1.1 500 Internal Server Error\r\nContent-Length: 3\r\n\r\nwhy");
    fixture.send(get_all);
    EXPECT_THAT(fixture.received(), AllOf(StartsWith("HTTP/1.1 500 "), EndsWith("why")));
    fixture.tenant.will_answer("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n");
    will_answer_three_pages();
    fixture.send(get_all);
    EXPECT_EQ(unchunked(fixture.received()).body, whole_list) << "with a new token";
}

TEST_F(AllPages, AreRetriedEachByItselfLikeAnyRead) {
    fixture.tenant.will_answer(answer(page(1, R"({"id":1}, {"id":2})")));
    fixture.tenant.will_answer("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n");
    fixture.tenant.will_answer(answer(page(2, R"({"id":3},{"id":4})")));
    fixture.tenant.will_answer(answer(page(3, R"({"id":5})")));
    fixture.send(get_all);
    fixture.reactor.advance(2s);
    const Received list = unchunked(fixture.received());
    EXPECT_EQ(list.body, whole_list);
    EXPECT_TRUE(list.complete);
    EXPECT_EQ(fixture.records.kept.at(0).exchanges, 4U);
}

/// What is wrong with the second page.
struct BrokenList : AllPages, testing::WithParamInterface<std::string> {};

TEST_P(BrokenList, BreaksOffSoThatHalfNeverPassesForWhole) {
    for (const auto* version : {"1.1", "1.0"}) {
        fixture.caller.reset();
        fixture.records.kept.clear();
        fixture.pool.close_idle();
        fixture.tenant.will_answer(answer(page(1, R"({"id":1},{"id":2})")));
        fixture.tenant.will_answer(GetParam());
        fixture.send(get("/api/Tickets?halogate_all=true&page_size=2", {}, version));
        const std::string list = fixture.received();
        EXPECT_THAT(list, HasSubstr(R"({"id":1},{"id":2})"));
        EXPECT_THAT(list, Not(HasSubstr("columns")));
        fixture.reactor.advance(65s);
        EXPECT_THAT(fixture.received(), Not(HasSubstr("0\r\n\r\n")));
        ASSERT_EQ(fixture.records.kept.size(), 1U);
        EXPECT_THAT(fixture.records.kept[0].error, StartsWith("tenant_"));
        const bool reset = fixture.caller->was_reset_by_peer();
        EXPECT_EQ(reset, std::string{version} == "1.0");
    }
}

INSTANTIATE_TEST_SUITE_P(
    Pages, BrokenList,
    testing::Values(answer(page(2, R"({"id":1},{"id":2})")),  // the same again
                    answer(page(2, "")),                      // no rows, though more are counted
                    answer(R"({"error":"x"})"),               // no list
                    answer(page(2, R"({"id":3},{"id":4})").substr(0, 70)),            // ends in the middle
                    answer(R"({"tickets":[1],"tickets":[2]})"),                       // two arrays of rows
                    "HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{\"tickets\":[1",  // and then silence
                    "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 3\r\n\r\nwhy",
                    answer("%PDF", "Content-Type: application/pdf\r\n")));

GatewayFixture::Shape two_a_minute() {
    GatewayFixture::Shape shape;
    shape.limits.window = {2, 1min};
    shape.limits.reserve = 0;
    return shape;
}

TEST(AllPagesInTheQueue, WaitBetweenPagesForAsLongAsAnybodyMay) {
    GatewayFixture fixture{two_a_minute()};
    fixture.tenant.will_answer(answer(page(1, R"({"id":1}, {"id":2})")));
    fixture.tenant.will_answer(answer(page(2, R"( {"id":3},{"id":4})")));
    fixture.tenant.will_answer(answer(page(3, R"({"id":5})")));
    fixture.send(get_all);
    std::string list = fixture.received();
    EXPECT_THAT(list, EndsWith("{\"id\":4}\r\n"));
    EXPECT_EQ(fixture.tenant.requests.size(), 2U);
    EXPECT_EQ(fixture.driver.budget().in_flight, 0U) << "nothing is held while it waits";
    fixture.reactor.advance(59s);
    EXPECT_EQ(fixture.received(), "");
    fixture.reactor.advance(2s);
    list += fixture.received();
    EXPECT_EQ(unchunked(list).body, whole_list);
    EXPECT_TRUE(unchunked(list).complete);
}

TEST(AllPagesInTheQueue, TheFirstIsRefusedWithinTheCallersOwnWait) {
    GatewayFixture fixture{GatewayFixture::Shape::one_a_minute()};
    fixture.send(get("/api/Tickets/1"));
    EXPECT_THAT(fixture.received(), StartsWith("HTTP/1.1 200 "));
    fixture.send(get_all);
    EXPECT_THAT(fixture.received(), AllOf(StartsWith("HTTP/1.1 429 "), HasSubstr("Retry-After: ")));
}

TEST(AllPagesInTheQueue, BreakOffWhenTheNextCannotComeInTime) {
    GatewayFixture fixture{two_a_minute()};
    fixture.settings.longest_wait = 10s;
    fixture.tenant.will_answer(answer(page(1, "1,2")));
    fixture.tenant.will_answer(answer(page(2, "3,4")));
    fixture.send(get_all);
    const Received list = unchunked(fixture.received());
    EXPECT_THAT(list.body, EndsWith("[1,2,3,4"));
    EXPECT_FALSE(list.complete);
    ASSERT_EQ(fixture.records.kept.size(), 1U);
    EXPECT_EQ(fixture.records.kept[0].error, "budget_exhausted");
}

TEST(AllPagesInTheQueue, EndWithTheCallerThatHangsUp) {
    GatewayFixture fixture{two_a_minute()};
    fixture.tenant.will_answer(answer(page(1, "1,2")));
    fixture.tenant.will_answer(answer(page(2, "3,4")));
    fixture.send(get_all);
    fixture.caller.reset();
    fixture.reactor.advance(2min);
    EXPECT_EQ(fixture.tenant.requests.size(), 2U);
    ASSERT_EQ(fixture.records.kept.size(), 1U);
    EXPECT_TRUE(fixture.records.kept[0].hung_up);
}

TEST(AllPagesAndASlowCaller, HoldNoPermitWhileItReads) {
    GatewayFixture::Shape shape;
    shape.limits.concurrency = 1;
    shape.limits.reserve = 0;
    GatewayFixture fixture{shape};
    fixture.settings.body_timeout = std::chrono::hours{1};
    fixture.connect();
    fixture.caller->takes_at_most(100);
    const std::string big = R"({"x":")" + std::string(30'000, 'x') + R"("})";
    fixture.tenant.will_answer(answer(page(1, big + "," + big, 3)));
    fixture.tenant.will_answer(answer(page(2, "3", 3)));
    fixture.send(get_all);
    EXPECT_EQ(fixture.driver.budget().in_flight, 0U);
    EXPECT_EQ(fixture.tenant.requests.size(), 1U) << "no page is fetched for one that has not taken the last";
    const Received list = unchunked(fixture.received());
    EXPECT_TRUE(list.complete);
    EXPECT_THAT(list.body, HasSubstr(big + "," + big + ",3]"));
    EXPECT_EQ(fixture.services.spooled_bytes, 0U);
}

/// Whatever breaks, on whichever side: one record, nothing lost, and no half for a whole.
TEST(AllPagesOnBadConnections, EndInOneRecord) {
    for (const bool caller_side : {false, true}) {
        bool happened = true;
        for (int failing = 0; happened && failing < 100; ++failing) {
            FailurePlan caller_plan{.failing = failing};
            GatewayFixture fixture{caller_side ? GatewayFixture::Shape{}
                                               : GatewayFixture::Shape::failing(failing)};
            fixture.connect(caller_side ? &caller_plan : nullptr);
            fixture.tenant.will_answer(answer(page(1, "1,2")));
            fixture.tenant.will_answer(answer(page(2, "3,4")));
            fixture.tenant.will_answer(answer(page(3, "5")));
            fixture.send(get_all);
            std::string bytes = fixture.received();
            fixture.reactor.advance(10s);
            bytes += fixture.received();
            happened = caller_side ? caller_plan.happened : fixture.plan.happened;
            EXPECT_LE(fixture.records.kept.size(), 1U);
            const bool is_list = bytes.starts_with("HTTP/1.1 200 ");
            EXPECT_TRUE(happened || is_list) << failing;
            if (!is_list) continue;
            const Received list = unchunked(bytes);
            EXPECT_TRUE(happened || list.complete) << failing;
            if (list.complete) {
                EXPECT_THAT(list.body, AllOf(StartsWith("{"), EndsWith("]}"))) << failing;
            }
        }
        EXPECT_FALSE(happened);
    }
}

}  // namespace
}  // namespace halogate::gateway

// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "program/support/gateway.hpp"

/// Never ask twice: what one exchange answers is not asked for again.
namespace halogate::program {

namespace {

std::vector<Caller> all_send(const Gateway& gateway, std::size_t count, const std::string& bytes) {
    std::vector<Caller> callers;
    for (std::size_t i = 0; i < count; ++i) callers.push_back(gateway.connect());
    for (Caller& caller : callers) caller.send(bytes);
    return callers;
}

TEST(Sharing, FiveHundredIdenticalReadsAtOnceAreOneExchange) {
    Gateway gateway{{.sandbox = {"--latency", "500ms"}}};
    std::set<std::string> ids;
    std::size_t collapsed = 0;
    std::string body;
    for (Caller& caller : all_send(gateway, 500, request_text("GET", "/api/Tickets?page_size=5"))) {
        const Answer answer = caller.receive();
        ASSERT_EQ(answer.status, 200U);
        if (body.empty()) body = answer.body;
        EXPECT_EQ(answer.body, body);
        collapsed += answer.field("Cache-Status") == "halogate; fwd=miss; collapsed";
        ids.insert(answer.field("X-Request-Id"));
    }
    EXPECT_EQ(gateway.sandbox.seen("GET /api/Tickets").size(), 1U);
    EXPECT_EQ(collapsed, 499U);
    EXPECT_EQ(ids.size(), 500U);
}

TEST(Sharing, EveryCallHasItsOwnAccessAndAuditLine) {
    Gateway gateway{
        {.sandbox = {"--latency", "300ms"}, .sections = "log: {access: stdout, audit: stderr}\n"}};
    for (Caller& caller : all_send(gateway, 5, request_text("GET", "/api/Tickets/1")))
        EXPECT_EQ(caller.receive().status, 200U);
    EXPECT_EQ(gateway.stop(), 0);
    std::multiset<std::string> access;
    std::multiset<std::string> audit;
    for (const auto& [text, lines] :
         {std::pair{gateway.program().output(), &access}, std::pair{gateway.program().errors(), &audit}}) {
        for (std::size_t at = 0; at < text.size();) {
            const std::size_t end = std::min(text.find('\n', at), text.size());
            const std::string line = text.substr(at, end - at);
            if (json_at(line, "/path") == "/api/Tickets/1")
                lines->insert(json_at(line, "/exchanges") + json_at(line, "/reused"));
            at = end + 1;
        }
    }
    const std::multiset<std::string> expected{"0collapsed", "0collapsed", "0collapsed", "0collapsed",
                                              "1null"};
    EXPECT_EQ(access, expected);
    EXPECT_EQ(audit, expected);
}

TEST(Sharing, ALeaderThatHangsUpFailsNobody) {
    Gateway gateway{{.sandbox = {"--latency", "300ms"}}};
    Caller leader = gateway.connect();
    leader.send(request_text("GET", "/api/Tickets/1"));
    gateway.sandbox.wait_for("GET /api/Tickets/1", 1);
    std::vector<Caller> followers = all_send(gateway, 5, request_text("GET", "/api/Tickets/1"));
    leader.close();
    for (Caller& follower : followers) EXPECT_EQ(follower.receive().status, 200U);
}

TEST(Sharing, ConsumersWithDifferentRightsDoNotShare) {
    Gateway gateway{
        {.sandbox = {"--latency", "300ms"},
         .sections =
             "policy:\n"
             "  anonymous: [read:tickets, read:customers]\n"
             "  consumers:\n"
             "    less: {identify: {api_key: key-of-less-12345}, allow: [read:tickets]}\n"
             "    same: {identify: {api_key: key-of-same-12345}, allow: [read:customers, read:tickets]}\n"}};
    std::vector<Caller> callers;
    for (const FieldList& fields : {FieldList{}, FieldList{{"X-API-Key", "key-of-less-12345"}},
                                    FieldList{{"X-API-Key", "key-of-same-12345"}}}) {
        callers.push_back(gateway.connect());
        callers.back().send(request_text("GET", "/api/Tickets/1", {}, fields));
        // The leader is at the tenant before the next one asks.
        if (callers.size() < 3) gateway.sandbox.wait_for("GET /api/Tickets/1", callers.size());
    }
    for (Caller& caller : callers) EXPECT_EQ(caller.receive().status, 200U);
    EXPECT_EQ(gateway.sandbox.seen("GET /api/Tickets/1").size(), 2U);
}

TEST(Sharing, ReferenceDataIsKeptUntilAWriteToItCrosses) {
    Gateway gateway{{.sections = "cache: {/api/Client: 5m}\n"
                                 "policy: {anonymous: [edit:tickets, edit:customers]}\n"}};
    Caller caller = gateway.connect();
    EXPECT_EQ(caller.get("/api/Client").field("Cache-Status"), "halogate; fwd=miss; stored");
    const Answer hit = caller.get("/api/Client");
    EXPECT_EQ(hit.field("Cache-Status").substr(0, 18), "halogate; hit; ttl");
    EXPECT_NE(hit.field("Age"), "");
    EXPECT_EQ(gateway.sandbox.seen("GET /api/Client").size(), 1U);
    EXPECT_EQ(caller.post("/api/Tickets", ticket("elsewhere")).status, 201U);
    EXPECT_NE(caller.get("/api/Client").field("Age"), "");
    const std::string name = "made-behind-the-cache";
    EXPECT_EQ(caller.post("/api/Client", R"([{"name":")" + name + R"("}])").status, 201U);
    const Answer after = caller.get("/api/Client");
    EXPECT_EQ(after.field("Cache-Status"), "halogate; fwd=miss; stored");
    EXPECT_EQ(gateway.sandbox.seen("GET /api/Client").size(), 2U);
    EXPECT_EQ(caller.get("/api/Client", {{"Cache-Control", "no-cache"}}).field("Age"), "");
    EXPECT_EQ(gateway.sandbox.seen("GET /api/Client").size(), 3U);
}

TEST(Sharing, ACacheHitNeedsNoBudget) {
    Gateway gateway{
        {.sandbox = {"--window", "1/5m"},
         .sections = "limits: {window: {requests: 1, per: 5m}, reserve: 0%}\ncache: {/api/Tickets/*: 5m}\n"}};
    for (int i = 0; i < 10; ++i) EXPECT_EQ(gateway.get("/api/Tickets/1").status, 200U);
    EXPECT_EQ(gateway.sandbox.state("api_requests"), 1);
}

TEST(Idempotency, TheSameKeyMakesOneTicketHoweverOftenItIsSent) {
    Gateway gateway{{.sandbox = {"--latency", "200ms"}}};
    const FieldList key{{"Idempotency-Key", "\"5f1d9a2e\""}, {"Content-Type", "application/json"}};
    const std::string bytes = request_text("POST", "/api/Tickets", ticket("only-once"), key);
    std::string body;
    for (Caller& caller : all_send(gateway, 50, bytes)) {
        const Answer answer = caller.receive();
        EXPECT_EQ(answer.status, 201U);
        if (body.empty()) body = answer.body;
        EXPECT_EQ(answer.body, body);
    }
    const Answer late = gateway.post("/api/Tickets", ticket("only-once"), {{"Idempotency-Key", "5f1d9a2e"}});
    EXPECT_EQ(late.status, 201U);
    EXPECT_EQ(late.body, body);
    EXPECT_EQ(late.field("Cache-Status"), "halogate; hit; detail=\"Idempotency-Key\"");
    EXPECT_EQ(tickets_named(gateway, "only-once"), 1U);
    const Answer other = gateway.post("/api/Tickets", ticket("another"), {{"Idempotency-Key", "5f1d9a2e"}});
    EXPECT_EQ(other.status, 422U);
    EXPECT_EQ(other.field("X-Halogate-Error"), "idempotency_key_reused");
    EXPECT_EQ(tickets_named(gateway, "another"), 0U);
}

TEST(Idempotency, AnAnswerLostOnTheWayDoublesNothing) {
    Gateway gateway{{.tenant = "response_timeout: 1s"}};
    gateway.sandbox.plan({.match = "POST /api/Tickets", .kind = "reset_after"});
    const FieldList key{{"Idempotency-Key", "k-1"}};
    for (int i = 0; i < 3; ++i) {
        const Answer answer = gateway.post("/api/Tickets", ticket("lost-answer"), key);
        EXPECT_EQ(answer.status, 502U);
        EXPECT_EQ(answer.at("/outcome"), "unknown");
    }
    EXPECT_EQ(tickets_named(gateway, "lost-answer"), 1U);
}

TEST(Idempotency, ARepetitionCountsAgainstNoCap) {
    Gateway gateway{
        {.sections = "policy: {anonymous: [edit:tickets], anonymous_caps: {create: 1 per 1h}}\n"}};
    const FieldList key{{"Idempotency-Key", "k-2"}};
    EXPECT_EQ(gateway.post("/api/Tickets", ticket("capped"), key).status, 201U);
    EXPECT_EQ(gateway.post("/api/Tickets", ticket("capped"), key).status, 201U);
    EXPECT_EQ(gateway.post("/api/Tickets", ticket("capped")).status, 429U);
    EXPECT_EQ(tickets_named(gateway, "capped"), 1U);
}

}  // namespace

}  // namespace halogate::program

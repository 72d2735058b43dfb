// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "program/support/gateway.hpp"

namespace halogate::program {

namespace {

TEST(Relay, AListKeepsTheMembersThatClientsPageBy) {
    Gateway gateway;
    const Answer answer = gateway.get("/api/Tickets?pageinate=true&page_size=50&page_no=2");
    EXPECT_EQ(answer.status, 200U);
    EXPECT_TRUE(answer.field("Content-Type").starts_with("application/json"));
    EXPECT_EQ(answer.at("/page_no"), "2");
    EXPECT_EQ(answer.at("/page_size"), "50");
    EXPECT_NE(answer.at("/record_count"), "");
    EXPECT_NE(answer.at("/tickets/49/id"), "");
    EXPECT_TRUE(gateway.sandbox.seen().at(0).target.starts_with(
        "/api/Tickets?pageinate=true&page_size=50&page_no=2"));
}

TEST(Relay, OneObjectComesByteForByte) {
    Gateway gateway;
    const Answer answer = gateway.get("/api/Tickets/1");
    EXPECT_EQ(answer.status, 200U);
    EXPECT_EQ(answer.at("/id"), "1");
    EXPECT_EQ(gateway.get("/api/Tickets/1").body, answer.body);
    EXPECT_EQ(gateway.get("/api/Tickets/999999").status, 404U) << "the tenant's 404 is relayed";
    EXPECT_EQ(gateway.get("/api/Tickets/999999").field("X-Halogate-Error"), "");
}

TEST(Relay, APostCreatesExactlyOne) {
    Gateway gateway;
    const Answer answer = gateway.post("/api/Tickets", ticket("exactly-one"));
    EXPECT_EQ(answer.status, 201U) << answer.body;
    EXPECT_EQ(answer.at("/summary"), "exactly-one");
    EXPECT_EQ(tickets_named(gateway, "exactly-one"), 1U);
    EXPECT_EQ(gateway.sandbox.seen("POST /api/Tickets").at(0).body, ticket("exactly-one"));
}

TEST(Relay, AnUpdateChangesTheOneThatIsThere) {
    Gateway gateway;
    const Answer answer = gateway.post("/api/Tickets", R"([{"id":1,"summary":"changed"}])");
    EXPECT_EQ(answer.status, 201U) << answer.body;
    EXPECT_EQ(gateway.get("/api/Tickets/1").at("/summary"), "changed");
}

TEST(Relay, ADeleteDeletes) {
    Gateway gateway;
    EXPECT_EQ(gateway.call("DELETE", "/api/Tickets/7").status, 200U);
    EXPECT_EQ(gateway.get("/api/Tickets/7").status, 404U);
    EXPECT_EQ(gateway.call("DELETE", "/api/Tickets/8?reason=test", "{}").status, 200U) << "n8n sends a body";
}

TEST(Relay, AnAnswerToHeadHasAHeadAlone) {
    Gateway gateway;
    Caller caller = gateway.connect();
    const Answer head = caller.call("HEAD", "/api/Tickets/1");
    EXPECT_EQ(head.status, 200U);
    EXPECT_TRUE(caller.rest().empty());
    const Answer body = caller.get("/api/Tickets/1");
    EXPECT_EQ(body.status, 200U) << "the connection is where it should be";
    EXPECT_EQ(head.field("Content-Length"), std::to_string(body.body.size()));
}

TEST(Relay, AConnectionServesOneRequestAfterAnother) {
    Gateway gateway;
    Caller caller = gateway.connect();
    for (int id = 1; id <= 20; ++id) {
        const Answer answer = caller.get("/api/Tickets/" + std::to_string(id));
        ASSERT_EQ(answer.status, 200U);
        ASSERT_EQ(answer.at("/id"), std::to_string(id));
    }
    EXPECT_LE(gateway.sandbox.state("connections"), 6) << "the connections to the tenant are kept alive too";
}

TEST(Relay, ConnectionCloseIsObeyedAndSaid) {
    Gateway gateway;
    Caller caller = gateway.connect();
    const Answer answer = caller.get("/api/Tickets/1", {{"Connection", "close"}});
    EXPECT_EQ(answer.status, 200U);
    EXPECT_EQ(answer.field("Connection"), "close");
    EXPECT_EQ(caller.receive_all(), "");
}

TEST(Relay, AnOldCallerIsAnsweredAndClosed) {
    Gateway gateway;
    Caller caller = gateway.connect();
    caller.send("GET /api/Tickets/1 HTTP/1.0\r\nHost: localhost\r\n\r\n");
    const Answer answer = caller.receive();
    EXPECT_EQ(answer.status, 200U);
    EXPECT_EQ(answer.field("Transfer-Encoding"), "") << "HTTP/1.0 knows no chunks";
    EXPECT_EQ(answer.at("/id"), "1");
    EXPECT_EQ(caller.receive_all(), "");
}

TEST(Relay, ThreePipelinedRequestsAreAnsweredInOrder) {
    Gateway gateway;
    Caller caller = gateway.connect();
    caller.send(request_text("GET", "/api/Tickets/1") + request_text("GET", "/api/Tickets/2") +
                request_text("GET", "/api/Tickets/3"));
    for (const char* id : {"1", "2", "3"}) {
        const Answer answer = caller.receive();
        EXPECT_EQ(answer.status, 200U);
        EXPECT_EQ(answer.at("/id"), id);
    }
}

TEST(Relay, PipelinedPostsEachHaveTheirOwnBody) {
    Gateway gateway;
    Caller caller = gateway.connect();
    const FieldList json{{"Content-Type", "application/json"}};
    caller.send(request_text("POST", "/api/Tickets", ticket("first"), json) +
                request_text("POST", "/api/Tickets", ticket("second"), json) +
                request_text("GET", "/api/Tickets/1"));
    EXPECT_EQ(caller.receive().at("/summary"), "first");
    EXPECT_EQ(caller.receive().at("/summary"), "second");
    EXPECT_EQ(caller.receive().at("/id"), "1");
}

TEST(Relay, WhoExpectsContinueGetsIt) {
    Gateway gateway;
    Caller caller = gateway.connect();
    const std::string body = ticket("continued");
    caller.send(
        "POST /api/Tickets HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        "Expect: 100-continue\r\nContent-Length: " +
        std::to_string(body.size()) + "\r\n\r\n");
    EXPECT_EQ(caller.receive().status, 100U);
    caller.send(body);
    EXPECT_EQ(caller.receive().status, 201U);
    EXPECT_FALSE(gateway.sandbox.seen("POST").at(0).has("Expect"));
}

TEST(Relay, WhoExpectsContinueAndMayNotIsToldBeforeTheBody) {
    Gateway gateway;
    Caller caller = gateway.connect();
    caller.send(
        "DELETE /api/Invoice/1 HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: "
        "10\r\n\r\n");
    EXPECT_EQ(caller.receive().status, 403U);
    EXPECT_EQ(caller.receive_all(), "") << "an early refusal with an unread body closes";
}

TEST(Relay, AChunkedRequestArrivesWhole) {
    Gateway gateway;
    Caller caller = gateway.connect();
    caller.send(
        "POST /api/Tickets HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        "Transfer-Encoding: chunked\r\n\r\n");
    for (const char c : ticket("in-pieces")) caller.send(std::string{"1\r\n"} + c + "\r\n");
    caller.send("0\r\n\r\n");
    EXPECT_EQ(caller.receive().status, 201U);
    EXPECT_EQ(gateway.sandbox.seen("POST").at(0).body, ticket("in-pieces"));
    EXPECT_EQ(caller.get("/api/Tickets/1").status, 200U);
}

TEST(Relay, EveryRequestOfACallerInOneByteAtATimeIsUnderstood) {
    Gateway gateway;
    Caller caller = gateway.connect();
    for (const char c : request_text("GET", "/api/Tickets/3")) caller.send({&c, 1});
    EXPECT_EQ(caller.receive().at("/id"), "3");
}

TEST(Relay, ASlowTenantIsWaitedFor) {
    Gateway gateway;
    for (const char* kind : {"slow_body", "slow_head"}) {
        gateway.sandbox.plan({.match = "GET /api/Tickets/1", .kind = kind});
        const Answer answer = gateway.get("/api/Tickets/1");
        EXPECT_EQ(answer.status, 200U) << kind;
        EXPECT_EQ(answer.at("/id"), "1") << kind;
    }
}

TEST(Relay, WhatIsNotBelowApiIsNotProxied) {
    Gateway gateway;
    for (const char* target : {"/", "/apix", "/sandbox/state", "/Tickets", "/favicon.ico"}) {
        const Answer answer = gateway.get(target);
        EXPECT_EQ(answer.status, 404U) << target;
        EXPECT_EQ(answer.field("X-Halogate-Error"), "not_proxied") << target;
    }
    EXPECT_EQ(gateway.sandbox.state("api_requests"), 0);
}

}  // namespace

}  // namespace halogate::program

// SPDX-License-Identifier: MIT
// A tenant that answers oddly, and what is written to it, byte by byte.
#include <gtest/gtest.h>

#include <string>

#include "program/support/raw_gateway.hpp"

namespace halogate::program {

namespace {

using Then = RawReply::Then;

constexpr const char* victim = "GET /api/Tickets/1 ";

struct Poison {
    const char* what;
    std::string bytes;
    unsigned status = 200;  ///< what the caller that asked for it is told; 0: whatever
    Then then = Then::keep;
};

std::string asked(const std::string& target) {
    return R"({"asked":"GET )" + target + R"( HTTP/1.1"})";
}

/// The answer is poisoned once, on a connection that has served before; whoever comes after it gets an answer
/// of their own.
void expect_harmless(RawGateway& gateway, const Poison& poison) {
    SCOPED_TRACE(poison.what);
    EXPECT_EQ(gateway.get("/api/Tickets/7").body, asked("/api/Tickets/7"));
    gateway.tenant.answer(victim, {poison.bytes, poison.then});
    const Answer answer = gateway.get("/api/Tickets/1");
    if (poison.status != 0) {
        EXPECT_EQ(answer.status, poison.status) << answer.body;
    }
    EXPECT_EQ(answer.body.find("POISON"), std::string::npos) << answer.body;
    const auto asked_for = gateway.tenant.seen(victim);
    ASSERT_FALSE(asked_for.empty());
    const std::size_t poisoned = asked_for.back().connection;
    gateway.tenant.forget_answers();
    for (const char* target : {"/api/Tickets/2", "/api/Tickets/3", "/api/Tickets/4"})
        EXPECT_EQ(gateway.get(target).body, asked(target)) << "another caller sees no byte of it";
    EXPECT_EQ(gateway.post("/api/Tickets", "[{}]").status, 200U);
    bool later = false;
    for (const RawTenant::Seen& seen : gateway.tenant.seen()) {
        EXPECT_FALSE(later && seen.connection == poisoned) << "never reused: " << seen.bytes;
        later = later || (seen.connection == poisoned && seen.bytes.starts_with(victim));
    }
}

const std::string poison = raw_answer(R"({"POISON":true})");
const std::string good = raw_answer(R"({"id":1})");
const std::string empty_head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";

TEST(AttackTenant, APoisonedKeptAliveConnectionIsNeverReused) {
    RawGateway gateway;
    const Poison poisons[] = {
        {"two answers", good + poison},
        {"bytes behind an answer", good + "POISON"},
        {"one line end behind an answer", good + "\r\n"},
        {"half an answer behind one", good + "HTTP/1.1 200 OK\r\n"},
        {"an interim answer behind one", good + "HTTP/1.1 100 Continue\r\n\r\n"},
        {"no length, in two answers", empty_head + "Content-Length: 0\r\n\r\n" + poison},
        {"bytes behind the last chunk",
         empty_head + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n" + poison},
        {"a close in mid-body", empty_head + "Content-Length: 100\r\n\r\n{", 200, Then::close},
        {"a close in mid-chunk", empty_head + "Transfer-Encoding: chunked\r\n\r\n64\r\n{", 200, Then::close},
        {"Connection: close, and more", raw_answer("{}", "Connection: close\r\n") + poison},
        {"HTTP/1.0, and more", "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\n{}" + poison},
    };
    for (const Poison& each : poisons) expect_harmless(gateway, each);
}

TEST(AttackTenant, AnAnswerIsJudgedAsStrictlyAsARequest) {
    RawGateway gateway{{.sections = "retry: {max_attempts: 1}\n"}};
    const std::string chunked = empty_head + "Transfer-Encoding: chunked\r\n";
    const Poison poisons[] = {
        {"length and coding", chunked + "Content-Length: 2\r\n\r\n2\r\n{}\r\n0\r\n\r\n" + poison, 502},
        {"two lengths", empty_head + "Content-Length: 2\r\nContent-Length: 50\r\n\r\n{}" + poison, 502},
        {"a list of lengths", empty_head + "Content-Length: 2, 2\r\n\r\n{}" + poison, 502},
        {"coding gzip", empty_head + "Transfer-Encoding: gzip\r\n\r\n" + poison, 502},
        {"coding identity", empty_head + "Transfer-Encoding: identity\r\n\r\n" + poison, 502},
        {"a folded line", empty_head + "X-Folded: a\r\n b\r\nContent-Length: 2\r\n\r\n{}" + poison, 502},
        {"a bare LF", "HTTP/1.1 200 OK\nContent-Length: 2\n\n{}" + poison, 502},
        {"a NUL", empty_head + "X-Nul: a" + std::string(1, '\0') + "\r\nContent-Length: 2\r\n\r\n{}", 502},
        {"a blank before the colon", empty_head + "Content-Length : 2\r\n\r\n{}" + poison, 502},
        {"another protocol", "SSH-2.0-OpenSSH_9.2\r\n", 502},
        {"a status that is none", "HTTP/1.1 20 OK\r\nContent-Length: 2\r\n\r\n{}" + poison, 502},
        {"a head without end", empty_head + "X-Long: " + std::string(200'000, 'x'), 502},
        // The head is good, and gone when the oddity comes: the caller's connection breaks off.
        {"a chunk extension", chunked + "\r\n2;a=b\r\n{}\r\n0\r\n\r\n" + poison, 0},
        {"a chunk longer than it says", chunked + "\r\n1\r\n{}\r\n0\r\n\r\n" + poison, 0},
    };
    for (const Poison& each : poisons) expect_harmless(gateway, each);
}

TEST(AttackTenant, InterimAnswersAreSkipped) {
    RawGateway gateway;
    const std::string continued = "HTTP/1.1 100 Continue\r\n\r\n";
    const std::string hints = "HTTP/1.1 103 Early Hints\r\nLink: </POISON>\r\n\r\n";
    gateway.tenant.answer(victim, {continued + hints + good, Then::keep});
    const Answer answer = gateway.get("/api/Tickets/1");
    EXPECT_EQ(answer.status, 200U) << "100 is not the answer";
    EXPECT_EQ(answer.at("/id"), "1");
    EXPECT_EQ(answer.field("Link"), "");
    EXPECT_EQ(gateway.get("/api/Tickets/2").body, asked("/api/Tickets/2"));
}

TEST(AttackTenant, A101IsNoTunnel) {
    RawGateway gateway{{.sections = "retry: {max_attempts: 1}\n"}};
    const std::string switched =
        "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
    expect_harmless(gateway, {"101", switched + poison, 0});
    EXPECT_FALSE(gateway.tenant.all_bytes().find("Upgrade") != std::string::npos);
}

TEST(AttackTenant, A204OrAnAnswerToHeadWithABodyLeavesNothingBehind) {
    RawGateway gateway;
    const std::string body = R"({"POISON":true})";
    const std::string announced = "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
    const Poison poisons[] = {
        {"204 with a length", "HTTP/1.1 204 No Content\r\n" + announced, 204},
        {"204 without one", "HTTP/1.1 204 No Content\r\n\r\n" + body, 204},
        {"204 in chunks",
         "HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\nf\r\n" + body + "\r\n0\r\n\r\n", 204},
        {"304 with a length", "HTTP/1.1 304 Not Modified\r\n" + announced, 304},
    };
    for (const Poison& each : poisons) expect_harmless(gateway, each);
    gateway.tenant.answer("HEAD /api/Tickets/1", {empty_head + announced, Then::keep});
    Caller caller = gateway.connect();
    EXPECT_EQ(caller.call("HEAD", "/api/Tickets/1").status, 200U);
    EXPECT_EQ(caller.get("/api/Tickets/2").body, asked("/api/Tickets/2"));
}

TEST(AttackTenant, BytesThatComeWhileNobodyAskedAreNobodysAnswer) {
    RawGateway gateway;
    ASSERT_EQ(gateway.get("/api/Tickets/1").status, 200U);
    gateway.tenant.push(poison);
    const Answer answer = gateway.get("/api/Tickets/2");
    EXPECT_EQ(answer.body, asked("/api/Tickets/2"));
    const auto seen = gateway.tenant.seen("GET /api/Tickets/");
    ASSERT_EQ(seen.size(), 2U);
    EXPECT_NE(seen[0].connection, seen[1].connection);
}

TEST(AttackTenant, RequestSmugglingExactlyTheseBytesAreWritten) {
    RawGateway gateway;
    const std::string port = std::to_string(gateway.tenant.port());
    const std::string usual =
        " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\nAuthorization: Bearer raw-token\r\n";
    const std::string ours = "X-Request-Id: the-id\r\nVia: 1.1 halogate\r\n";
    Caller caller = gateway.connect();
    caller.send(
        "GET //api/./Tickets/x/../1?b=2&tenant=other&a=1 HTTP/1.1\r\nHost: localhost\r\nX-Request-Id: "
        "the-id\r\n"
        "Accept: text/json\r\nConnection: keep-alive, X-Named\r\nX-Named: yes\r\nContent-Length: "
        "2\r\n\r\n{}");
    EXPECT_EQ(caller.receive().status, 200U);
    caller.send(
        "POST /api/Tickets HTTP/1.1\r\nHost: localhost\r\nX-Request-Id: the-id\r\nContent-Type: "
        "application/json\r\n"
        "Transfer-Encoding: chunked\r\n\r\n1\r\n[\r\n1\r\n]\r\n0\r\nHost: evil.example\r\n\r\n");
    EXPECT_EQ(caller.receive().status, 200U);
    const auto gets = gateway.tenant.seen("GET /api/Tickets");
    ASSERT_EQ(gets.size(), 1U);
    EXPECT_EQ(gets[0].bytes, "GET /api/Tickets/1?b=2&a=1" + usual + "Accept: text/json\r\n" + ours + "\r\n");
    const auto posts = gateway.tenant.seen("POST /api");
    ASSERT_EQ(posts.size(), 1U);
    EXPECT_EQ(posts[0].bytes, "POST /api/Tickets" + usual + "Content-Type: application/json\r\n" + ours +
                                  "Content-Length: 2\r\n\r\n[]");
}

TEST(AttackTenant, WhatATenantAllowsToPagesOfItsOwnIsNotPassedOn) {
    RawGateway gateway;
    gateway.tenant.answer(victim, {raw_answer("{}",
                                              "Access-Control-Allow-Origin: *\r\n"
                                              "access-control-allow-credentials: true\r\n"
                                              "Set-Cookie: session=POISON\r\n"),
                                   Then::keep});
    const Answer answer = gateway.get("/api/Tickets/1");
    EXPECT_EQ(answer.status, 200U);
    for (const char* name : {"Access-Control-Allow-Origin", "Access-Control-Allow-Credentials", "Set-Cookie"})
        EXPECT_EQ(answer.field(name), "") << name;
}

}  // namespace

}  // namespace halogate::program

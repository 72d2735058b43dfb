// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>
#include <unistd.h>

#include "program/support/gateway.hpp"

namespace halogate::program {

namespace {

const GatewayPlan readers{.sections = "policy: {anonymous: [read:tickets, create:tickets]}\n"};

void expect_refused(const Answer& answer, const std::string& code, const std::string& permission) {
    EXPECT_EQ(answer.status, 403U) << answer.body;
    EXPECT_EQ(answer.field("Content-Type"), "application/json");
    EXPECT_EQ(answer.field("X-Halogate-Error"), code);
    EXPECT_EQ(answer.at("/error"), code);
    EXPECT_NE(answer.at("/message"), "");
    EXPECT_EQ(answer.at("/error_description"), answer.at("/message"));
    EXPECT_EQ(answer.at("/Message"), answer.at("/message"));
    EXPECT_EQ(answer.at("/request_id"), answer.field("X-Request-Id"));
    if (permission.empty()) return;
    EXPECT_NE(answer.at("/message").find(permission), std::string::npos) << answer.body;
    EXPECT_NE(
        answer.field("WWW-Authenticate").find(R"(Bearer error="insufficient_scope", scope=")" + permission),
        std::string::npos)
        << answer.field("WWW-Authenticate");
}

TEST(Policy, ARefusalNamesTheMissingPermissionAndSpendsNothing) {
    Gateway gateway{readers};
    expect_refused(gateway.get("/api/Client"), "insufficient_permission", "read:customers");
    expect_refused(gateway.get("/api/Asset/1"), "insufficient_permission", "read:assets");
    expect_refused(gateway.call("DELETE", "/api/Tickets/1"), "insufficient_permission", "delete:tickets");
    expect_refused(gateway.post("/api/Client", R"([{"name":"x"}])"), "insufficient_permission",
                   "create:customers");
    expect_refused(gateway.post("/api/Tickets", R"([{"id":1,"summary":"x"}])"), "insufficient_permission",
                   "update:tickets");
    EXPECT_EQ(gateway.sandbox.state("api_requests"), 0);
}

TEST(Policy, WhatIsHeldPasses) {
    Gateway gateway{readers};
    EXPECT_EQ(gateway.get("/api/Tickets").status, 200U);
    EXPECT_EQ(gateway.get("/api/Actions").status, 200U) << "actions belong to tickets";
    EXPECT_EQ(gateway.post("/api/Tickets", ticket("held")).status, 201U);
}

TEST(Policy, AnUnknownRouteIsDeniedAndSaysWhatToDo) {
    Gateway gateway;
    expect_refused(gateway.get("/api/DoesNotExist"), "route_unknown", "");
    expect_refused(gateway.post("/api/Application", "[{}]"), "route_denied", "");
    expect_refused(gateway.post("/api/mcp", "{}"), "route_denied", "");
    expect_refused(gateway.post("/api/Report", R"([{"sql":"SELECT 1"}])"), "route_denied", "");
    EXPECT_EQ(gateway.sandbox.state("api_requests"), 0);
}

TEST(Policy, ADenialWinsOverWhatIsHeld) {
    Gateway gateway{{.sections = "policy:\n"
                                 "  consumers:\n"
                                 "    bridge:\n"
                                 "      identify: {api_key: \"key-of-the-bridge\"}\n"
                                 "      allow: [edit:tickets]\n"
                                 "      deny: [\"DELETE /api/**\"]\n"}};
    const FieldList key{{"X-API-Key", "key-of-the-bridge"}};
    EXPECT_EQ(gateway.get("/api/Tickets", key).status, 200U);
    expect_refused(gateway.call("DELETE", "/api/Tickets/1", {}, key), "route_denied", "");
    expect_refused(gateway.call("DELETE", "/api/./tickets//1/", {}, key), "route_denied", "");
    EXPECT_FALSE(gateway.sandbox.seen().at(0).has("X-API-Key"));
}

TEST(Policy, AConsumerIsRecognisedAndAWrongKeyIsNeverAnonymous) {
    Gateway gateway{{.sections = "policy:\n"
                                 "  anonymous: [read:tickets]\n"
                                 "  consumers:\n"
                                 "    bridge:\n"
                                 "      identify: {api_key: \"key-of-the-bridge\"}\n"
                                 "      allow: [read:customers]\n"}};
    EXPECT_EQ(gateway.get("/api/Client", {{"X-API-Key", "key-of-the-bridge"}}).status, 200U);
    EXPECT_EQ(gateway.get("/api/Client", {{"Authorization", "Bearer key-of-the-bridge"}}).status, 200U);
    EXPECT_EQ(gateway.get("/api/Tickets", {{"X-API-Key", "key-of-the-bridge"}}).status, 403U);
    EXPECT_EQ(gateway.get("/api/Tickets").status, 200U);
    EXPECT_EQ(gateway.get("/api/Tickets", {{"Authorization", "Bearer undefined"}}).status, 200U)
        << "a client that sends a token of its own counts as no token on loopback";
    const Answer wrong = gateway.get("/api/Tickets", {{"X-API-Key", "key-of-the-brigde"}});
    EXPECT_EQ(wrong.status, 401U);
    EXPECT_EQ(wrong.field("X-Halogate-Error"), "unknown_consumer");
    const std::string lines = gateway.program().wait_for_lines("\"status\":401", 1).front();
    EXPECT_EQ(lines.find("key-of-the"), std::string::npos);
}

TEST(Policy, AListenerCanBeAConsumer) {
    const TemporaryFolder folder;
    const std::string path = folder.file("bridge.sock");
    Gateway gateway{{.sections = "listeners:\n  - address: 127.0.0.1:0\n  - unix: " + path +
                                 "\n    consumer: bridge\n"
                                 "policy:\n"
                                 "  anonymous: [read:tickets]\n"
                                 "  consumers:\n    bridge: {identify: {api_key: "
                                 "\"a-key-that-is-not-used\"}, allow: [read:customers]}\n"}};
    Caller bridge{connect_unix(path)};
    EXPECT_EQ(bridge.get("/api/Client").status, 200U);
    EXPECT_EQ(bridge.get("/api/Tickets").status, 403U);
}

TEST(Policy, AProcessOnAUnixSocketIsKnownByItsUid) {
    const TemporaryFolder folder;
    const std::string path = folder.file("halogate.sock");
    Gateway gateway{
        {.sections = "listeners:\n  - address: 127.0.0.1:0\n  - unix: " + path +
                     "\npolicy:\n  anonymous: []\n  consumers:\n    job:\n      identify: {uid: [" +
                     std::to_string(::geteuid()) + "]}\n      allow: [read:tickets]\n" +
                     "    other:\n      identify: {uid: [" + std::to_string(::geteuid() + 1) +
                     "]}\n      allow: [read:customers]\n"}};
    EXPECT_EQ(gateway.get("/api/Tickets/1").status, 403U) << "TCP proves no uid";
    Caller job{connect_unix(path)};
    EXPECT_EQ(job.get("/api/Tickets/1").status, 200U);
    EXPECT_EQ(job.get("/api/Client/1").status, 403U);
    const std::string line = gateway.program().wait_for_line("\"consumer\":\"job\"");
    EXPECT_NE(line.find(R"("identity":"uid")"), std::string::npos) << line;
}

TEST(Policy, OtherMethodsAreRefusedWithoutAnExchange) {
    Gateway gateway;
    for (const char* method : {"PUT", "PATCH", "OPTIONS", "TRACE", "PROPFIND"}) {
        const Answer answer = gateway.call(method, "/api/Tickets/1");
        EXPECT_GE(answer.status, 400U) << method;
        EXPECT_NE(answer.field("X-Halogate-Error"), "") << method;
    }
    EXPECT_EQ(gateway.sandbox.state("api_requests"), 0);
}

}  // namespace

}  // namespace halogate::program

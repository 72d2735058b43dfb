// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

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

// security.md: the body is read differently by us and by .NET. Judged as an update, or refused.
TEST(Policy, AnUpdateDisguisedAsACreateIsNoCreate) {
    Gateway gateway{readers};
    const std::string bodies[] = {
        R"([{"Id":1,"summary":"x"}])",
        R"([{"ID":1,"summary":"x"}])",
        R"([{"id":"1","summary":"x"}])",
        R"([{"id":1.0,"summary":"x"}])",
        R"([{"summary":"a","id":0,"id":1}])",
        R"([{"\u0069d":1,"summary":"x"}])",
        R"([{"summary":"create"},{"id":1,"summary":"update"}])",
        R"({"id":1,"summary":"bare"})",
        R"([{"summary":"x"/*,*/,"id":1}])",
        R"([{'id':1,'summary':'x'}])",
        R"([{id:1,summary:"x"}])",
        "\xef\xbb\xbf[{\"id\":1}]",
        std::string{"[\0{\0\"\0i\0d\0\"\0:\0001\0}\0]\0", 20},
        R"([{"summary":")" + std::string(20'000, 'p') + R"(","id":1}])",
        "id=1&summary=x",
        R"([{"summary":"x","id":1)",
        R"([[{"id":1}]])",
        R"([{"id":1e0}])",
        R"([{"id":" 1"}])",
    };
    for (const std::string& body : bodies) {
        const Answer answer = gateway.post("/api/Tickets", body);
        EXPECT_TRUE(answer.status == 403 || answer.status == 400)
            << answer.status << " for " << body.substr(0, 60);
        EXPECT_NE(answer.field("X-Halogate-Error"), "") << body.substr(0, 60);
    }
    EXPECT_EQ(gateway.sandbox.state("api_requests"), 0);
}

TEST(Policy, ABodyOfAnotherKindIsRefusedWhereTheBodyDecides) {
    Gateway gateway{readers};
    const FieldList gzip{{"Content-Type", "application/json"}, {"Content-Encoding", "gzip"}};
    EXPECT_GE(gateway.call("POST", "/api/Tickets", "\x1f\x8b garbage", gzip).status, 400U);
    const FieldList form{{"Content-Type", "application/x-www-form-urlencoded"}};
    EXPECT_GE(gateway.call("POST", "/api/Tickets", "summary=x", form).status, 400U);
    EXPECT_GE(
        gateway.call("POST", "/api/Tickets", "[{}]", {{"Content-Type", "application/json; charset=utf-16"}})
            .status,
        400U);
    EXPECT_EQ(gateway.sandbox.state("api_requests"), 0);
    for (const char* type : {"application/json; charset=utf-8", "text/json", "application/json-patch+json"})
        EXPECT_EQ(gateway.call("POST", "/api/Tickets", ticket("typed"), {{"Content-Type", type}}).status,
                  201U)
            << type;
}

TEST(Policy, AFlagThatTurnsACreateIntoSomethingElseIsNoCreate) {
    Gateway gateway{readers};
    EXPECT_EQ(gateway.post("/api/Tickets", R"([{"id":1,"_recover":true}])").status, 403U);
    EXPECT_EQ(gateway.sandbox.state("api_requests"), 0);
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

TEST(Policy, OtherMethodsAreRefusedWithoutAnExchange) {
    Gateway gateway;
    for (const char* method : {"PUT", "PATCH", "OPTIONS", "TRACE", "PROPFIND"}) {
        const Answer answer = gateway.call(method, "/api/Tickets/1");
        EXPECT_GE(answer.status, 400U) << method;
        EXPECT_NE(answer.field("X-Halogate-Error"), "") << method;
    }
    EXPECT_EQ(gateway.sandbox.state("api_requests"), 0);
}

// security.md: the path judged is not the path served. `read:tickets` alone, so anything that reached Client
// is a hole.
TEST(Policy, NoSpellingOfAPathReachesWhatIsNotAllowed) {
    Gateway gateway{readers};
    const char* targets[] = {
        "/api/Tickets/../Client",
        "/api/Tickets/%2e%2e/Client",
        "/api/Tickets/%2E%2E/Client",
        "/api/Tickets/.%2e/Client",
        "/api/Tickets/%252e%252e/Client",
        "/api/Tickets%2f..%2fClient",
        "/api/Tickets%5c..%5cClient",
        "/api/Tickets\\..\\Client",
        "/api/Tickets/..;/Client",
        "/api/Tickets/;x/../Client",
        "/api/Tickets/%u002e%u002e/Client",
        "/api/Tickets/%c0%ae%c0%ae/Client",
        "/api//Client",
        "/api/./Client",
        "/API/cLIENT",
        "/api/Client/",
        "/api/Client.",
        "/api/Client%20",
        "/api/Client%00",
        "/api/Tickets#/../Client",
        "/api/Client?x=/api/Tickets",
        "/api/Tickets/%2e%2e%2fClient",
        "/%61pi/%43lient",
        "/api/../api/Client",
    };
    for (const char* target : targets) {
        const Answer answer = gateway.get(target);
        EXPECT_GE(answer.status, 400U) << target;
        EXPECT_NE(answer.field("X-Halogate-Error"), "") << target << " was answered by the tenant";
    }
    EXPECT_EQ(gateway.sandbox.state("api_requests"), 0);
}

TEST(Policy, APathThatTwoReadersUnderstandDifferentlyIsInvalid) {
    Gateway gateway;
    for (const char* target : {"/api/Tickets%2f1", "/api/Tickets%5c1", "/api/Tickets%00",
                               "/api/Tickets/%c0%ae", "/api/Tickets/%zz", "/api/Tickets/%u0031"}) {
        const Answer answer = gateway.get(target);
        EXPECT_EQ(answer.status, 400U) << target;
        EXPECT_EQ(answer.field("X-Halogate-Error"), "invalid_path") << target;
    }
}

}  // namespace

}  // namespace halogate::program

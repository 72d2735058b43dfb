// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "program/support/gateway.hpp"

namespace halogate::program {

namespace {

const FieldList bridge{{"X-API-Key", "key-of-the-bridge"}};

GatewayPlan capped(const std::string& more = "") {
    return {.sections =
                "policy:\n"
                "  anonymous: [edit:tickets]\n"
                "  anonymous_caps: {delete: 1 per 1h}\n"
                "  consumers:\n"
                "    bridge:\n"
                "      identify: {api_key: \"key-of-the-bridge\"}\n"
                "      allow: [edit:tickets, edit:customers]\n"
                "      caps: {create: 5 per 2s, update: 3 per 1h, delete: 2 per 1h}\n" +
                more};
}

std::string updates(int count) {
    std::string body = "[";
    for (int i = 1; i <= count; ++i)
        body += (i == 1 ? "" : ",") + std::string{"{\"id\":"} + std::to_string(i) + ",\"summary\":\"x\"}";
    return body + "]";
}

void expect_capped(const Answer& answer, const std::string& cap, const std::string& place) {
    EXPECT_EQ(answer.status, 429U) << answer.body;
    EXPECT_EQ(answer.field("X-Halogate-Error"), "caller_limit");
    EXPECT_GE(std::stoi(answer.field("Retry-After")), 1);
    EXPECT_NE(answer.at("/message").find(cap), std::string::npos) << answer.body;
    EXPECT_NE(answer.at("/message").find(place), std::string::npos) << answer.body;
}

TEST(Caps, DeletionsBeyondTheCapAreRefusedAndCostNothing) {
    Gateway gateway{capped()};
    EXPECT_EQ(gateway.call("DELETE", "/api/Tickets/1", {}, bridge).status, 200U);
    EXPECT_EQ(gateway.call("DELETE", "/api/Tickets/2", {}, bridge).status, 200U);
    const Answer refused = gateway.call("DELETE", "/api/Tickets/3", {}, bridge);
    expect_capped(refused, "2 per 1h", "policy.consumers.bridge.caps.delete");
    EXPECT_NEAR(std::stoi(refused.field("Retry-After")), 3600, 30);
    EXPECT_EQ(gateway.sandbox.state("api_requests"), 2);
    EXPECT_EQ(gateway.get("/api/Tickets/3", bridge).status, 200U) << "reads have no cap";
}

TEST(Caps, CallersWhoAreNotRecognisedShareACapOfTheirOwn) {
    Gateway gateway{capped()};
    EXPECT_EQ(gateway.call("DELETE", "/api/Tickets/1").status, 200U);
    expect_capped(gateway.call("DELETE", "/api/Tickets/2"), "1 per 1h", "policy.anonymous_caps.delete");
    EXPECT_EQ(gateway.call("DELETE", "/api/Tickets/3", {}, bridge).status, 200U);
}

TEST(Caps, WhoComesBackWhenToldIsServed) {
    Gateway gateway{capped()};
    for (int i = 0; i < 5; ++i) ASSERT_EQ(gateway.post("/api/Tickets", ticket("x"), bridge).status, 201U);
    const Answer refused = gateway.post("/api/Tickets", ticket("x"), bridge);
    expect_capped(refused, "5 per 2s", "policy.consumers.bridge.caps.create");
    EXPECT_LE(std::stoi(refused.field("Retry-After")), 2);
    Answer later = refused;
    for (int tries = 0; tries < 100'000 && later.status == 429; ++tries)
        later = gateway.post("/api/Tickets", ticket("x"), bridge);
    EXPECT_EQ(later.status, 201U);
}

TEST(Caps, ACallThatNeverReachedTheTenantIsGivenBack) {
    Gateway gateway{
        {.sections = capped().sections + "limits: {window: {requests: 1, per: 5m}, reserve: 0%}\n"}};
    ASSERT_EQ(gateway.get("/api/Tickets/1", bridge).status, 200U);
    for (int i = 0; i < 4; ++i) {
        const Answer refused = gateway.call("DELETE", "/api/Tickets/1", {}, bridge);
        EXPECT_EQ(refused.field("X-Halogate-Error"), "budget_exhausted") << "never the cap: " << refused.body;
    }
}

TEST(Caps, ABodyThatCannotBeCountedIsRefusedWhereACapNeedsTheNumber) {
    Gateway gateway{{.sections = capped().sections + "callers: {buffer: 1KiB}\n"}};
    const std::string large = R"([{"id":1,"summary":")" + std::string(2'000, 'x') + R"("}])";
    EXPECT_EQ(gateway.post("/api/Tickets", large, bridge).status, 413U);
    EXPECT_EQ(gateway.post("/api/Tickets", large).status, 201U) << "without such a cap it streams";
    EXPECT_EQ(gateway.call("POST", "/api/Tickets", "not json", bridge).status, 400U);
    EXPECT_EQ(gateway
                  .call("POST", "/api/Tickets", updates(1),
                        {{"X-API-Key", "key-of-the-bridge"}, {"Content-Encoding", "gzip"}})
                  .status,
              400U);
}

TEST(Caps, AWrongCapIsAFindingThatShowsTheForm) {
    const TemporaryFolder folder;
    for (const char* cap :
         {"20", "20/1h", "per 1h", "0 per 1h", "20 per 5", "20 per 1000h", "2000000 per 1h"}) {
        const std::string config = folder.write(
            "halogate.yaml",
            configuration({.sections = "policy: {anonymous: [edit:tickets], anonymous_caps: {delete: " +
                                       std::string{cap} + "}}\n"},
                          "https://127.0.0.1:1", "/etc/hostname", folder.write("secret", client_secret)));
        const Finished finished = run({.arguments = {"check", "--offline", "--config", config}});
        EXPECT_EQ(finished.status, 2) << cap << finished.output;
        EXPECT_NE(finished.output.find("policy.anonymous_caps.delete"), std::string::npos) << finished.output;
    }
}

TEST(MaxWaiting, OfAConsumerBoundsWhatItsOwnCallsMayQueue) {
    Gateway gateway{{.sections = capped("      max_waiting: 1\n").sections +
                                 "limits: {window: {requests: 1, per: 5m}, reserve: 0%}\n"}};
    ASSERT_EQ(gateway.get("/api/Tickets/1", bridge).status, 200U);
    const FieldList patient{{"X-API-Key", "key-of-the-bridge"}, {"Prefer", "wait=600"}, unshared.front()};
    Caller first = gateway.connect();
    first.send(request_text("GET", "/api/Tickets/1", {}, patient));
    Caller second = gateway.connect();
    second.send(request_text("GET", "/api/Tickets/1", {}, patient));
    Caller other = gateway.connect();
    other.send(request_text("GET", "/api/Tickets/2", {}, {{"Prefer", "wait=600"}}));
    const std::string line = gateway.program().wait_for_line("caller_limit");
    EXPECT_EQ(json_at(line, "/consumer"), "bridge");
    EXPECT_EQ(json_at(line, "/status"), "429");
    EXPECT_EQ(gateway.stop(), 0);
    EXPECT_EQ(other.receive().status, 503U) << "it waited until the gateway stopped";
}

TEST(Fairness, AnothersFirstCallIsServedNextWhateverWaits) {
    Gateway gateway{
        {.sections = capped().sections + "limits: {window: {requests: 4, per: 1s}, reserve: 0%}\n"}};
    std::vector<Caller> flood;
    for (int i = 0; i < 24; ++i) {
        flood.push_back(gateway.connect());
        flood.back().send(request_text("GET", "/api/Tickets/1", {}, unshared));
    }
    gateway.sandbox.wait_for("GET /api/Tickets/1", 4);
    EXPECT_EQ(gateway.get("/api/Tickets/2", bridge).status, 200U);
    EXPECT_LE(gateway.sandbox.seen().size(), 12U) << "twenty waited, and it did not wait for them";
}

}  // namespace

}  // namespace halogate::program

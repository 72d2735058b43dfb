// SPDX-License-Identifier: MIT
// The promise of the README, a test for each part of it. tests/tenant/promise.py tries the same under load,
// against a tenant that shares no line with this one.
#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <set>

#include "program/support/gateway.hpp"
#include "program/support/numbered_calls.hpp"

namespace halogate::program {

namespace {

TEST(Promise, NoWindowEverSeesMoreExchangesThanTheLimit) {
    Gateway gateway{
        {.sandbox = {"--window", "20/1s"},
         .sections = "limits: {window: {requests: 20, per: 1s}, reserve: 0%, concurrency: 32}\n"}};
    std::vector<Caller> callers;
    for (int i = 0; i < 70; ++i) {
        callers.push_back(gateway.connect());
        callers.back().send(request_text("GET", "/api/Tickets/1", {}, unshared));
    }
    for (Caller& caller : callers) EXPECT_EQ(caller.receive().status, 200U);
    EXPECT_LE(gateway.sandbox.state("max_in_window"), 20);
    EXPECT_EQ(gateway.sandbox.state("throttled"), 0);
}

TEST(Promise, NoPostIsSentTwiceUnlessTheFirstWasProvablyNotProcessed) {
    Gateway gateway{{.tenant = "response_timeout: 1s", .sections = "retry: {base: 10ms, cap: 50ms}\n"}};
    ASSERT_EQ(gateway.get("/api/Tickets/1").status, 200U);
    const std::pair<const char*, std::size_t> sent_for[] = {
        {"reset_before", 1}, {"reset_after", 1}, {"stall", 1},     {"bad_framing", 1}, {"truncate", 1},
        {"500", 1},          {"502", 1},         {"503", 1},       {"504", 1},  // may have been processed
        {"429", 2},          {"token_401", 2},   {"token_400", 2},              // were not
    };
    for (const auto& [kind, times] : sent_for) {
        const std::string name = std::string{"promised-"} + kind + "-";
        gateway.sandbox.plan({.match = "POST /api/Tickets", .kind = kind, .retry_after = 0});
        const Answer answer = gateway.post("/api/Tickets", ticket(name));
        std::size_t sent = 0;
        for (const auto& seen : gateway.sandbox.seen("POST /api/Tickets")) sent += seen.body == ticket(name);
        EXPECT_EQ(sent, times) << kind;
        const std::size_t made = tickets_named(gateway, name);
        EXPECT_LE(made, 1U) << kind;
        if (answer.status == 201) {
            EXPECT_EQ(made, 1U) << kind;
        }
    }
}

TEST(Promise, NothingIsSentWithAnExpiredToken) {
    Gateway gateway{{.sandbox = {"--token-lifetime", "1s", "--latency", "50ms"}}};
    NumberedCalls calls;
    while (gateway.sandbox.state("token_requests") < 4) {
        std::vector<Caller> callers;
        for (int i = 0; i < 10; ++i) {
            callers.push_back(gateway.connect());
            callers.back().send(request_text("GET", calls.next()));
        }
        for (Caller& caller : callers) ASSERT_EQ(caller.receive().status, 200U);
    }
    calls.expect_no_expired_token(gateway.sandbox, std::chrono::seconds{1});
}

TEST(Promise, NoSecretAppearsInAnyOutput) {
    Gateway gateway{
        {.sandbox = {"--fault", "500 POST /auth/token x1"},
         .sections = "log: {level: debug, queries: full}\n"
                     "policy:\n"
                     "  anonymous: [edit:tickets]\n"
                     "  consumers:\n"
                     "    bridge: {identify: {api_key: \"canary-b7f1c09e-key\"}, allow: [read:tickets]}\n"}};
    std::string seen_by_callers;
    const auto note = [&](const Answer& answer) {
        seen_by_callers += answer.body;
        for (const auto& [name, value] : answer.fields) seen_by_callers += name + ": " + value + "\n";
    };
    for (const char* kind : {"reset_after", "500", "token_401", "token_400", "bad_framing", "html"}) {
        gateway.sandbox.plan({.match = "POST /api/Tickets", .kind = kind});
        note(gateway.post("/api/Tickets", ticket("secret"),
                          {{"Authorization", "Bearer canary-b7f1c09e-caller"}}));
    }
    note(gateway.get("/api/Tickets", {{"X-API-Key", "canary-b7f1c09e-key"}}));
    note(gateway.get("/api/Tickets", {{"X-API-Key", "canary-b7f1c09e-wrong"}}));
    note(gateway.get("/api/authinfo"));
    for (const char* form : {"grant_type=client_credentials&client_id=x&client_secret=canary-b7f1c09e-pair",
                             "grant_type=password&client_secret=canary-b7f1c09e-pair",
                             "client_secret=canary-b7f1c09e-pair&client_secret=canary-b7f1c09e-pair"})
        note(gateway.call("POST", "/auth/token", form,
                          {{"Content-Type", "application/x-www-form-urlencoded"}}));
    std::set<std::string> tokens;
    for (const auto& seen : gateway.sandbox.seen())
        for (const std::string& value : seen.values("Authorization"))
            tokens.insert(value.substr(value.find(' ') + 1));
    ASSERT_GE(tokens.size(), 1U);
    tokens.emplace(canary);
    const std::string command_line =
        read_file("/proc/" + std::to_string(gateway.program().pid()) + "/cmdline");
    EXPECT_EQ(gateway.stop(), 0);
    for (const std::string& secret : tokens) {
        EXPECT_EQ(gateway.written().find(secret), std::string::npos) << "in the logs";
        EXPECT_EQ(seen_by_callers.find(secret), std::string::npos) << "in an answer";
    }
    ASSERT_NE(command_line.find("serve"), std::string::npos);
    EXPECT_EQ(command_line.find(canary), std::string::npos) << "in the list of processes";
}

TEST(Promise, EveryRefusalSaysWhyAndWhenToComeBack) {
    Gateway gateway{{.sandbox = {"--window", "off"},
                     .sections = "limits: {window: {requests: 1, per: 5m}, reserve: 0%}\n"}};
    ASSERT_EQ(gateway.get("/api/Tickets/1").status, 200U);
    const Answer refusals[] = {
        gateway.get("/api/Invoice"),
        gateway.get("/nowhere"),
        gateway.get("/api/Tickets%2f1"),
        gateway.get("/api/Tickets", {{"Host", "evil.example"}}),
        gateway.get("/api/Tickets", {{"Origin", "https://evil.example"}}),
        gateway.get("/api/Tickets", {{"Prefer", "wait=1"}}),
        gateway.get("/api/Tickets", {{"X-Long", std::string(60'000, 'x')}}),
    };
    for (const Answer& refusal : refusals) {
        EXPECT_GE(refusal.status, 400U);
        EXPECT_EQ(refusal.field("Content-Type"), "application/json");
        EXPECT_NE(refusal.field("X-Halogate-Error"), "");
        EXPECT_EQ(refusal.at("/error"), refusal.field("X-Halogate-Error"));
        EXPECT_GE(refusal.at("/message").size(), 20U) << refusal.body;
        EXPECT_EQ(refusal.at("/error_description"), refusal.at("/message"));
        EXPECT_EQ(refusal.at("/Message"), refusal.at("/message"));
        EXPECT_NE(refusal.at("/request_id"), "");
        if (refusal.status == 429 || refusal.status == 503) {
            EXPECT_GE(std::atoi(refusal.field("Retry-After").c_str()), 1);
        } else {
            EXPECT_EQ(refusal.field("Retry-After"), "") << "coming back would not help: " << refusal.body;
        }
    }
}

}  // namespace

}  // namespace halogate::program

// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <chrono>

#include "program/support/gateway.hpp"
#include "program/support/numbered_calls.hpp"

namespace halogate::program {

namespace {

using namespace std::chrono_literals;

/// Opens all connections first and then sends at once.
std::vector<Caller> callers_sending(Gateway& gateway, std::size_t count, const std::string& bytes) {
    std::vector<Caller> callers;
    for (std::size_t i = 0; i < count; ++i) callers.push_back(gateway.connect());
    for (Caller& caller : callers) caller.send(bytes);
    return callers;
}

TEST(Token, FiftyCallersOnAColdStartCostOneTokenRequest) {
    Gateway gateway{{.sandbox = {"--latency", "100ms"}}};
    for (Caller& caller : callers_sending(gateway, 50, request_text("GET", "/api/Tickets/1", {}, unshared)))
        EXPECT_EQ(caller.receive().status, 200U);
    EXPECT_EQ(gateway.sandbox.state("token_requests"), 1);
}

void revoked_token_costs_one_renewal(const std::string& mode) {
    Gateway gateway;
    ASSERT_EQ(gateway.get("/api/Tickets/1").status, 200U);
    const long before = gateway.sandbox.state("token_requests");
    gateway.sandbox.revoke_tokens(mode);
    for (Caller& caller : callers_sending(gateway, 20, request_text("GET", "/api/Tickets/1", {}, unshared)))
        EXPECT_EQ(caller.receive().status, 200U) << mode;
    EXPECT_EQ(gateway.sandbox.state("token_requests"), before + 1) << mode;
}

TEST(Token, ARevokedTokenCostsOneRenewalAndNoRequest) {
    revoked_token_costs_one_renewal("401");
}

TEST(Token, ATokenThatIsNotFoundCostsOneRenewalAndNoRequest) {
    revoked_token_costs_one_renewal("400");
}

TEST(Token, APostWithARevokedTokenIsSentAgainBecauseItWasNotProcessed) {
    for (const char* mode : {"401", "400"}) {
        Gateway gateway;
        ASSERT_EQ(gateway.get("/api/Tickets/1").status, 200U);
        gateway.sandbox.revoke_tokens(mode);
        const std::string name = std::string{"revoked-"} + mode;
        EXPECT_EQ(gateway.post("/api/Tickets", ticket(name)).status, 201U) << mode;
        EXPECT_EQ(tickets_named(gateway, name), 1U) << mode;
        EXPECT_EQ(gateway.sandbox.seen("POST").size(), 2U) << mode;
    }
}

TEST(Token, ATenantThatRefusesEveryTokenIsAskedAgainOnceAndNoMore) {
    Gateway gateway;
    gateway.sandbox.plan({.match = "GET /api/Tickets", .kind = "token_401", .count = 100});
    const Answer answer = gateway.get("/api/Tickets");
    EXPECT_EQ(answer.status, 401U) << answer.body;
    EXPECT_EQ(gateway.sandbox.seen("GET /api/Tickets").size(), 2U);
}

TEST(Token, AnOrdinary400IsNoMatterOfTheToken) {
    Gateway gateway;
    const Answer answer = gateway.post("/api/Tickets", R"([{"summary":)");
    EXPECT_EQ(answer.status, 400U);
    EXPECT_EQ(gateway.sandbox.state("token_requests"), 1);
}

TEST(Token, NothingIsSentWithAnExpiredToken) {
    // A life of one second, to be renewed at half of it; but the renewal fails, and the next try, half a
    // second later at least, as well: the token is over long before there is another, and calls wait for that
    // one.
    Gateway gateway{{.sandbox = {"--token-lifetime", "1s"}}};
    NumberedCalls calls;
    ASSERT_EQ(gateway.get(calls.next()).status, 200U);
    for (int life = 0; life < 2; ++life) {
        gateway.sandbox.plan({.match = "POST /auth/token", .kind = "503", .count = 2});
        const long renewed = gateway.sandbox.state("token_requests") + 3;
        while (gateway.sandbox.state("token_requests") < renewed)
            ASSERT_EQ(gateway.get(calls.next(), {{"Prefer", "wait=15"}}).status, 200U);
    }
    calls.expect_no_expired_token(gateway.sandbox, 1s);
}

TEST(Token, AScopeThatTheTenantDoesNotGrantIsSaid) {
    Gateway gateway{{.sandbox = {"--scopes", "read:tickets"}}};
    const Answer answer = gateway.get("/api/Tickets");
    EXPECT_EQ(answer.status, 502U);
    EXPECT_EQ(answer.field("X-Halogate-Error"), "credentials_rejected");
    EXPECT_NE(answer.at("/message").find("scope"), std::string::npos) << answer.body;
}

TEST(Token, OnlyWhatThePolicyNeedsIsAskedFor) {
    Gateway gateway{{.sandbox = {"--scopes", "read:tickets edit:customers"},
                     .sections = "policy: {anonymous: [read:tickets, edit:customers]}\n"}};
    EXPECT_EQ(gateway.get("/api/Tickets/1").status, 200U);
    EXPECT_EQ(gateway.post("/api/Client", R"([{"name":"least"}])").status, 201U);
}

TEST(Token, LeastTokensHoldTheScopeOfTheExchangeAndNothingElse) {
    Gateway gateway{{.tenant = "tokens: least"}};
    EXPECT_EQ(gateway.get("/api/Tickets/1").status, 200U);
    EXPECT_EQ(gateway.get("/api/Client?page_size=1").status, 200U);
    EXPECT_EQ(gateway.post("/api/Tickets", ticket("least")).status, 201U);
    EXPECT_EQ(gateway.post("/api/Asset", R"([{"id":1,"inventory_number":"x"}])").status, 201U);
    EXPECT_EQ(gateway.call("DELETE", "/api/Site/60").status, 200U);
    EXPECT_EQ(gateway.get("/api/Status").status, 200U);
    std::vector<std::string> carried;
    for (const auto& seen : gateway.sandbox.seen()) carried.push_back(json_at(seen.json, "/scope"));
    EXPECT_EQ(carried, (std::vector<std::string>{"read:tickets", "read:customers", "edit:tickets",
                                                 "edit:assets", "edit:customers", "read:assets"}));
}

TEST(Token, FiveHundredCallersOfThreeScopesCostThreeTokenRequests) {
    Gateway gateway{{.sandbox = {"--latency", "50ms"}, .tenant = "tokens: least"}};
    // The smallest set, read:assets, is one of the three and fetched at the start.
    const std::string requests[] = {request_text("GET", "/api/Asset/1", {}, unshared),
                                    request_text("GET", "/api/Tickets/1", {}, unshared),
                                    request_text("GET", "/api/Client/1", {}, unshared)};
    std::vector<Caller> callers;
    for (int i = 0; i < 500; ++i) callers.push_back(gateway.connect());
    for (std::size_t i = 0; i < callers.size(); ++i) callers[i].send(requests[i % 3]);
    for (Caller& caller : callers) EXPECT_EQ(caller.receive().status, 200U);
    EXPECT_EQ(gateway.sandbox.state("token_requests"), 3);
    std::map<std::string, int> carried;
    for (const auto& seen : gateway.sandbox.seen()) ++carried[json_at(seen.json, "/scope")];
    EXPECT_EQ(carried, (std::map<std::string, int>{
                           {"read:assets", 167}, {"read:tickets", 167}, {"read:customers", 166}}));
}

TEST(Token, ATokenEndpointThatStumblesIsTriedAgain) {
    Gateway gateway{{.sandbox = {"--fault", "503 POST /auth/token x1"}}};
    const Answer answer = gateway.get("/api/Tickets/1", {{"Prefer", "wait=8"}});
    EXPECT_EQ(answer.status, 200U) << answer.body;
    EXPECT_LE(gateway.sandbox.state("token_requests"), 2);
}

}  // namespace

}  // namespace halogate::program

// SPDX-License-Identifier: MIT
// The states of the token, as the admin listener tells them and as callers notice them.
#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "program/support/patience.hpp"
#include "program/support/raw_gateway.hpp"

namespace halogate::program {

namespace {

using Then = RawReply::Then;

const std::string with_admin = "admin: {address: \"127.0.0.1:0\"}\n";
const FieldList at_once{{"Prefer", "wait=0"}};

template <class AnyGateway>
Answer ready(AnyGateway& gateway) {
    const auto port = port_in(gateway.program().wait_for_line("health and status on"));
    return Caller{connect_tcp(port)}.get("/readyz");
}

/// Asks until it is in that state.
template <class AnyGateway>
Answer await_state(AnyGateway& gateway, const std::string& state) {
    const auto limit = std::chrono::steady_clock::now() + patience;
    for (;;) {
        Answer answer = ready(gateway);
        if (answer.at("/token") == state) return answer;
        if (std::chrono::steady_clock::now() > limit)
            throw std::runtime_error{"not " + state + ": " + answer.body};
    }
}

RawReply token_of_seconds(int seconds) {
    return {raw_answer(R"({"access_token":"short-lived","token_type":"Bearer","expires_in":)" +
                       std::to_string(seconds) + "}"),
            Then::keep};
}

TEST(AttackTokenState, EmptyNothingIsSentWithoutAToken) {
    RawGateway gateway{{.sections = with_admin}, {{"POST /auth/token", {"", Then::keep}}}};
    EXPECT_EQ(await_state(gateway, "empty").status, 503U);
    EXPECT_GE(gateway.get("/api/Tickets/1", at_once).status, 500U);
    EXPECT_TRUE(gateway.tenant.seen("GET /api/Tickets").empty());
    gateway.tenant.hang_up();
}

TEST(AttackTokenState, FreshIsServed) {
    RawGateway gateway{{.sections = with_admin}};
    EXPECT_EQ(await_state(gateway, "fresh").status, 200U);
    EXPECT_EQ(gateway.get("/api/Tickets/1").status, 200U);
}

TEST(AttackTokenState, AgingIsStillServedWhileRenewedAndExpiredIsNeverSent) {
    RawGateway gateway{{.sections = with_admin}, {{"POST /auth/token", token_of_seconds(3)}}};
    await_state(gateway, "fresh");
    gateway.tenant.answer("POST /auth/token", {"", Then::keep});
    EXPECT_EQ(await_state(gateway, "aging").status, 200U);
    EXPECT_EQ(gateway.get("/api/Tickets/1").status, 200U);
    EXPECT_EQ(await_state(gateway, "expired").status, 503U);
    EXPECT_GE(gateway.get("/api/Tickets/2", at_once).status, 500U);
    EXPECT_TRUE(gateway.tenant.seen("GET /api/Tickets/2").empty());
    gateway.tenant.hang_up();
}

TEST(AttackTokenState, RefusedIsToldAtOnceWithWhatTheTenantSaidAndNotHammered) {
    Gateway gateway{{.sections = with_admin, .secret = "wrong-canary-b7f1c09e"}};
    for (int i = 0; i < 30; ++i) {
        const Answer answer = gateway.get("/api/Tickets");
        ASSERT_EQ(answer.status, 502U);
        EXPECT_EQ(answer.field("X-Halogate-Error"), "credentials_rejected");
        EXPECT_NE(answer.at("/message").find("invalid_client"), std::string::npos) << answer.body;
        EXPECT_EQ(answer.body.find(canary), std::string::npos);
    }
    EXPECT_EQ(ready(gateway).at("/token"), "refused");
    EXPECT_LE(gateway.sandbox.state("token_requests"), 3) << "one try per back-off step";
    EXPECT_EQ(gateway.sandbox.state("api_requests"), 0);
}

TEST(AttackTokenState, A200WithoutAUsableTokenIsAFailureLikeAnyOtherAndIsRetried) {
    RawGateway gateway{{}, {{"POST /auth/token", {raw_answer("{}"), Then::keep}}}};
    gateway.program().wait_for_line(R"("level":"error","message":"token: )");
    EXPECT_TRUE(gateway.tenant.seen("GET /api/Tickets").empty());
    gateway.tenant.forget_answers();
    gateway.program().wait_for_line("token: renewed");
    EXPECT_EQ(gateway.get("/api/Tickets/1").status, 200U);
}

TEST(AttackTokenState, FiftyRefusalsAtOnceOfOneTokenCostOneNewToken) {
    Gateway gateway;
    ASSERT_EQ(gateway.get("/api/Tickets/1").status, 200U);
    const long before = gateway.sandbox.state("token_requests");
    gateway.sandbox.revoke_tokens("401");
    std::vector<Caller> callers;
    for (int i = 0; i < 50; ++i) callers.push_back(gateway.connect());
    for (Caller& caller : callers) caller.send(request_text("GET", "/api/Tickets/1", {}, unshared));
    for (Caller& caller : callers) EXPECT_EQ(caller.receive().status, 200U);
    EXPECT_EQ(gateway.sandbox.state("token_requests"), before + 1);
}

}  // namespace

}  // namespace halogate::program

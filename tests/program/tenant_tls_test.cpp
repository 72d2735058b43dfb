// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "program/support/gateway.hpp"

namespace halogate::program {

namespace {

TEST(TenantTls, SessionsAreResumed) {
    Gateway gateway;
    for (int i = 0; i < 4; ++i) {
        gateway.sandbox.plan({.match = "GET /api/Tickets/1", .kind = "close_idle"});
        ASSERT_EQ(gateway.get("/api/Tickets/1").status, 200U);
    }
    EXPECT_GE(gateway.sandbox.state("resumed"), 1);
}

TEST(TenantTls, ACertificateThatNobodyVouchesForIsNoTenant) {
    Gateway gateway{{.tenant = "tls: {min_version: \"1.2\"}"}};
    const Answer answer = gateway.get("/api/Tickets/1", {{"Prefer", "wait=1"}});
    EXPECT_EQ(answer.status, 502U);
    EXPECT_EQ(answer.field("X-Halogate-Error"), "tenant_unreachable");
    EXPECT_NE(answer.at("/message").find("certificate"), std::string::npos) << answer.body;
    EXPECT_EQ(gateway.sandbox.state("token_requests"), 0) << "the secret stays here";
}

TEST(TenantTls, ACertificateForAnotherNameIsNoTenant) {
    Sandbox sandbox;
    const TemporaryFolder folder;
    const std::string text =
        configuration({.tenant = "tls: {ca_file: " + sandbox.ca_file() + ", server_name: other.example}"},
                      sandbox.url(), sandbox.ca_file(), folder.write("secret", client_secret));
    RunningProgram program{{.arguments = {"serve", "--config", folder.write("halogate.yaml", text)}}};
    Caller caller{connect_tcp(port_in(program.wait_for_line("listening on http://")))};
    EXPECT_EQ(caller.get("/api/Tickets/1", {{"Prefer", "wait=1"}}).status, 502U);
    EXPECT_EQ(sandbox.state("token_requests"), 0);
}

TEST(TenantTls, NoMoreExchangesAreUnderWayThanConfigured) {
    Gateway gateway{
        {.sandbox = {"--latency", "50ms"},
         .sections = "limits: {window: {requests: 1000, per: 5m}, reserve: 0%, concurrency: 3}\n"}};
    std::vector<Caller> callers;
    for (int i = 0; i < 15; ++i) {
        callers.push_back(gateway.connect());
        callers.back().send(request_text("GET", "/api/Tickets/1", {}, unshared));
    }
    for (Caller& caller : callers) EXPECT_EQ(caller.receive().status, 200U);
    EXPECT_LE(gateway.sandbox.state("max_in_flight"), 3);
}

}  // namespace

}  // namespace halogate::program

// SPDX-License-Identifier: MIT
// A tenant that fails for a while: what it sees of it, and what callers are told.
#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "program/support/gateway.hpp"

namespace halogate::program {

namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr const char* delete_one = "DELETE /api/Tickets/1";

TEST(Breaker, ATenantThatFailsIsLeftAloneUntilOneProbePasses) {
    Gateway gateway{{.tenant = "breaker: {open: 2s}", .sections = "admin: {address: \"127.0.0.1:0\"}\n"}};
    const std::uint16_t admin = port_in(gateway.program().wait_for_line("health and status on "));
    const auto breaker = [&](const std::string& name) {
        return Caller{connect_tcp(admin)}.get("/status.json").at("/tenant/breaker/" + name);
    };
    EXPECT_EQ(breaker("state"), "closed");
    gateway.sandbox.plan({.match = delete_one, .kind = "503", .count = 5});
    for (int i = 0; i < 5; ++i) {
        const Answer answer = gateway.call("DELETE", "/api/Tickets/1");
        EXPECT_EQ(answer.status, 503U);
        EXPECT_EQ(answer.field("X-Halogate-Error"), "") << "the tenant's own answer";
    }
    const auto opened = Clock::now();
    gateway.program().wait_for_line("5 exchanges in a row have failed (the last: it answered 503)");
    EXPECT_EQ(breaker("state"), "open");
    EXPECT_EQ(breaker("failures"), "5");
    EXPECT_LE(std::stoi(breaker("next_probe_ms")), 2000);
    Answer answer = gateway.get("/api/Tickets/2");
    auto promised = Clock::now();
    std::size_t refused = 0;
    for (; answer.status == 503U; ++refused) {
        ASSERT_EQ(answer.field("X-Halogate-Error"), "tenant_unavailable") << answer.body;
        const int retry_after = std::stoi(answer.field("Retry-After"));
        EXPECT_GE(retry_after, 1);
        EXPECT_LE(retry_after, 2);
        promised = Clock::now() + std::chrono::seconds{retry_after};
        EXPECT_EQ(gateway.sandbox.seen().size(), 5U) << "nothing reaches the tenant while it is open";
        answer = gateway.get("/api/Tickets/2");
    }
    EXPECT_GT(refused, 10U);
    EXPECT_EQ(answer.status, 200U);
    EXPECT_GE(Clock::now() - opened, milliseconds{1500}) << "2 s, and a fifth less at most";
    EXPECT_LE(Clock::now(), promised) << "whoever came back when told was served";
    EXPECT_EQ(gateway.sandbox.seen().size(), 6U);
    gateway.program().wait_for_line("the tenant works again");
    EXPECT_EQ(breaker("state"), "closed");
}

TEST(Breaker, WhileTheTenantStaysDownOnlyProbesReachIt) {
    Gateway gateway{{.tenant = "breaker: {open: 200ms, longest: 400ms}"}};
    gateway.sandbox.plan({.match = delete_one, .kind = "503", .count = 100000});
    const auto began = Clock::now();
    std::size_t told = 0;
    while (Clock::now() - began < milliseconds{2000}) {
        const Answer answer = gateway.call("DELETE", "/api/Tickets/1");
        ASSERT_EQ(answer.status, 503U);
        if (answer.field("X-Halogate-Error") == "tenant_unavailable") ++told;
    }
    const std::size_t seen = gateway.sandbox.seen().size();
    EXPECT_GE(seen, 5U + 2U);
    EXPECT_LE(seen, 5U + 1U + 2000 / 320) << "200 ms, then 400 ms, a fifth less at most";
    EXPECT_GT(told, 5 * seen);
}

TEST(Breaker, CanBeSwitchedOff) {
    Gateway gateway{{.tenant = "breaker: {failures: 0, rate: 0%}"}};
    gateway.sandbox.plan({.match = delete_one, .kind = "503", .count = 100});
    for (int i = 0; i < 50; ++i)
        EXPECT_EQ(gateway.call("DELETE", "/api/Tickets/1").field("X-Halogate-Error"), "");
    EXPECT_EQ(gateway.sandbox.seen().size(), 50U);
}

}  // namespace

}  // namespace halogate::program

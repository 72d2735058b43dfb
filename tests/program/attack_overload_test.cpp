// SPDX-License-Identifier: MIT
// Slow and large, in numbers: ten thousand of each kind of caller that asks for memory and gives nothing.
// Their cost is bounded, and others are served meanwhile.
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <string>
#include <vector>

#include "program/support/memory.hpp"
#include "program/support/raw_gateway.hpp"
#include "program/support/sentinel.hpp"

namespace halogate::program {

namespace {

constexpr std::size_t kibibyte = 1024;
constexpr std::size_t mebibyte = 1024 * kibibyte;
constexpr std::size_t ten_thousand = 10'000;

/// As many callers as this machine lets one process have, at most ten thousand.
std::size_t crowd() {
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    constexpr std::size_t others = 500;
    return limit.rlim_max < ten_thousand + others ? limit.rlim_max - others : ten_thousand;
}

std::string crowded(const std::string& more = "") {
    return "callers: {max_connections: 11000" + more + "}\n";
}

using Begin = std::function<void(Caller&, std::size_t)>;

std::vector<Caller> crowd_of(const std::function<Caller()>& connect, std::size_t count, const Begin& begin) {
    std::vector<Caller> callers;
    callers.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
        callers.push_back(connect());
        begin(callers.back(), i);
    }
    return callers;
}

void expect_others_served(const Gateway& gateway) {
    for (int i = 0; i < 20; ++i) EXPECT_EQ(gateway.get("/api/Tickets/1").status, 200U);
}

/// What each of `count` callers of a kind costs at most, in bytes.
void expect_cost(const GatewayPlan& plan, std::size_t most_each, const Begin& begin) {
    const std::size_t count = crowd();
    Gateway gateway{plan};
    expect_others_served(gateway);
    const std::size_t before = resident_memory(gateway.program().pid());
    const auto callers = crowd_of([&] { return gateway.connect(); }, count, begin);
    expect_others_served(gateway);
    const std::size_t after = resident_memory(gateway.program().pid());
    EXPECT_LT(after - std::min(before, after), at_most(count * most_each)) << count << " callers";
}

TEST(AttackSlowAndLarge, TenThousandIdleCallers) {
    expect_cost({.sections = crowded()}, 8 * kibibyte, [](Caller&, std::size_t) {});
}

TEST(AttackSlowAndLarge, TenThousandHeadsThatStopInTheMiddle) {
    const std::string head = "GET /api/Tickets/1 HTTP/1.1\r\nHost: localhost\r\nX: ";
    expect_cost({.sections = crowded(", head_timeout: 60s")}, 12 * kibibyte,
                [&](Caller& caller, std::size_t) { caller.send(head); });
}

// What a caller announces costs nothing until it comes.
TEST(AttackSlowAndLarge, TenThousandBodiesThatStopAtTheirFirstByte) {
    const std::string head =
        "POST /api/Tickets HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        "Content-Length: 1000000\r\n\r\n[";
    expect_cost({.sections = crowded(", body_timeout: 60s")}, 16 * kibibyte,
                [&](Caller& caller, std::size_t) { caller.send(head); });
}

TEST(AttackSlowAndLarge, BodiesThatAreHeldForARetryAreBoundedTogether) {
    Gateway gateway{{.sections = crowded(", body_timeout: 60s, max_buffered: 8MiB")}};
    expect_others_served(gateway);
    const std::size_t before = resident_memory(gateway.program().pid());
    const std::string head =
        "POST /api/Tickets HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        "Content-Length: 1000000\r\n\r\n[" +
        std::string(900'000, ' ');
    const auto begin = [&](Caller& caller, std::size_t) { caller.send(head); };
    auto callers = crowd_of([&] { return gateway.connect(); }, 40, begin);
    // Nine of them fit; which nine is a matter of timing.
    const auto refusals = gateway.program().wait_for_lines(R"("error":"queue_full")", 31);
    EXPECT_NE(refusals.front().find(R"("status":503)"), std::string::npos);
    expect_others_served(gateway);
    EXPECT_LT(resident_memory(gateway.program().pid()) - before, at_most(24 * mebibyte));
    callers.clear();
    EXPECT_EQ(gateway.post("/api/Tickets", ticket("after the crowd")).status, 201U);
}

std::size_t waiting(std::uint16_t admin_port) {
    const Answer status = Caller{connect_tcp(admin_port)}.get("/status.json");
    return std::strtoul(status.at("/budget/waiting").c_str(), nullptr, 10);
}

// The tenant takes requests and says nothing: all places are held by the first few, and all others wait.
TEST(AttackSlowAndLarge, TenThousandWaitingRequestsBehindATenantThatStalls) {
    const std::size_t count = crowd();
    constexpr std::size_t under_way = 4;
    RawGateway gateway{{.tenant = "response_timeout: 120s\n",
                        .sections = crowded() +
                                    "limits: {window: {requests: 100000, per: 1s}, concurrency: 4}\n"
                                    "queue: {max_wait: 120s, max_waiting: 10000}\n"
                                    "log: {access: off}\nadmin: {address: \"127.0.0.1:0\"}\n"}};
    const std::uint16_t admin = port_in(gateway.program().wait_for_line("health and status on"));
    gateway.tenant.answer("GET /api/Tickets/7", {"", RawReply::Then::keep});
    EXPECT_EQ(gateway.get("/api/Tickets/1").status, 200U);
    const std::size_t before = resident_memory(gateway.program().pid());
    auto callers =
        crowd_of([&] { return gateway.connect(); }, count,
                 [](Caller& caller, std::size_t i) {
                     caller.send(request_text("GET", "/api/Tickets/7" + std::to_string(ten_thousand + i)));
                 });
    for (int asked = 0; waiting(admin) < count - under_way && asked < 10'000; ++asked) {
    }
    EXPECT_EQ(waiting(admin), count - under_way);
    EXPECT_LT(resident_memory(gateway.program().pid()) - before, at_most(count * 16 * kibibyte))
        << count << " callers";
    EXPECT_EQ(gateway.get("/api/Invoice").status, 403U) << "others are heard";
    // Who hangs up leaves the queue; who comes then is served when the tenant is itself again.
    callers.clear();
    gateway.tenant.forget_answers();
    gateway.tenant.hang_up();
    EXPECT_EQ(gateway.get("/api/Tickets/2").status, 200U);
    EXPECT_LT(gateway.tenant.seen("GET /api/Tickets/7").size(), 100U) << "nobody asked for those any more";
}

}  // namespace

}  // namespace halogate::program

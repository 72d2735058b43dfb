// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "program/support/gateway.hpp"
#include "program/support/patience.hpp"
#include "program/support/raw_tenant.hpp"

namespace halogate::program {

namespace {

void wait_until_nobody_listens(std::uint16_t port) {
    const auto limit = std::chrono::steady_clock::now() + patience;
    while (!nobody_listens(port)) ASSERT_LT(std::chrono::steady_clock::now(), limit);
}

TEST(Drain, WhatIsUnderWayFinishes) {
    Gateway gateway;
    ASSERT_EQ(gateway.get("/api/Tickets/2").status, 200U);
    gateway.sandbox.plan({.match = "GET /api/Tickets/1", .kind = "slow_body"});
    Caller caller = gateway.connect();
    caller.send(request_text("GET", "/api/Tickets/1"));
    caller.receive_some();
    gateway.program().send_signal(SIGTERM);
    const Answer answer = caller.receive();
    EXPECT_EQ(answer.status, 200U);
    EXPECT_TRUE(answer.complete);
    EXPECT_EQ(answer.at("/id"), "1");
    EXPECT_EQ(gateway.program().wait(), 0);
}

TEST(Drain, NoNewConnectionIsTakenWhileTheLastCallRuns) {
    Gateway gateway;
    ASSERT_EQ(gateway.get("/api/Tickets/2").status, 200U);
    gateway.sandbox.plan({.match = "GET /api/Tickets/1", .kind = "slow_body"});
    Caller caller = gateway.connect();
    caller.send(request_text("GET", "/api/Tickets/1"));
    caller.receive_some();
    gateway.program().send_signal(SIGTERM);
    wait_until_nobody_listens(gateway.port());
    EXPECT_EQ(caller.receive().status, 200U);
    EXPECT_EQ(gateway.program().wait(), 0);
}

TEST(Drain, WhoWaitsInTheQueueIsToldToComeBack) {
    Gateway gateway{{.sections = "limits: {window: {requests: 1, per: 5m}, reserve: 0%}\n"}};
    ASSERT_EQ(gateway.get("/api/Tickets/1").status, 200U);
    Caller waiting = gateway.connect();
    waiting.send(request_text("POST", "/api/Tickets", ticket("waiting"),
                              {{"Prefer", "wait=600"}, {"Content-Type", "application/json"}}));
    // Once this later request is answered the earlier one stands in the queue.
    ASSERT_EQ(gateway.get("/api/Tickets/1", {{"Prefer", "wait=0"}}).status, 429U);
    EXPECT_EQ(gateway.stop(), 0);
    const Answer answer = waiting.receive();
    EXPECT_EQ(answer.status, 503U);
    EXPECT_EQ(answer.field("X-Halogate-Error"), "draining");
    EXPECT_NE(answer.field("Retry-After"), "");
    EXPECT_EQ(gateway.sandbox.state("api_requests"), 1);
}

TEST(Drain, AnIdleCallerDoesNotHoldItUp) {
    Gateway gateway;
    Caller idle = gateway.connect();
    ASSERT_EQ(idle.get("/api/Tickets/1").status, 200U);
    Caller silent = gateway.connect();
    const auto began = std::chrono::steady_clock::now();
    EXPECT_EQ(gateway.stop(), 0);
    EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds{5});
    EXPECT_EQ(idle.receive_all(), "");
}

TEST(Drain, ACallThatDoesNotEndIsCutOffWhenTheTimeIsUp) {
    Gateway gateway{{.sections = "callers: {drain_timeout: 300ms}\n"}};
    ASSERT_EQ(gateway.get("/api/Tickets/2").status, 200U);
    gateway.sandbox.plan({.match = "GET /api/Tickets/1", .kind = "stall"});
    Caller caller = gateway.connect();
    caller.send(request_text("GET", "/api/Tickets/1"));
    gateway.sandbox.wait_for("GET /api/Tickets/1", 1);
    gateway.program().send_signal(SIGTERM);
    EXPECT_EQ(gateway.program().wait(), 0);
}

TEST(Drain, WhoAsksTwiceDoesNotWait) {
    Gateway gateway;
    ASSERT_EQ(gateway.get("/api/Tickets/2").status, 200U);
    gateway.sandbox.plan({.match = "GET /api/Tickets/1", .kind = "stall"});
    Caller caller = gateway.connect();
    caller.send(request_text("GET", "/api/Tickets/1"));
    gateway.sandbox.wait_for("GET /api/Tickets/1", 1);
    gateway.program().send_signal(SIGTERM);
    wait_until_nobody_listens(gateway.port());
    gateway.program().send_signal(SIGTERM);
    EXPECT_EQ(gateway.program().wait(), 0);
}

TEST(Drain, WhatIsCutOffStandsInTheLog) {
    Gateway gateway;
    ASSERT_EQ(gateway.get("/api/Tickets/2").status, 200U);
    gateway.sandbox.plan({.match = "GET /api/Tickets/1", .kind = "stall"});
    Caller caller = gateway.connect();
    caller.send(request_text("GET", "/api/Tickets/1"));
    gateway.sandbox.wait_for("GET /api/Tickets/1", 1);
    gateway.program().send_signal(SIGTERM);
    wait_until_nobody_listens(gateway.port());
    gateway.program().send_signal(SIGTERM);
    gateway.program().wait_for_line("calls given up: 1");
    gateway.program().wait_for_line("given up: GET /api/Tickets/1 of anonymous, for ");
    EXPECT_EQ(gateway.program().wait(), 0);
}

/// The token endpoint takes the request and never answers.
TEST(Drain, ATokenRequestThatHangsIsNotWaitedFor) {
    RawTenant tenant;
    tenant.answer("POST /auth/token", {.bytes = ""});
    const TemporaryFolder folder;
    const std::string text =
        configuration({}, tenant.url(), tenant.ca_file(), folder.write("secret", client_secret));
    RunningProgram program{{.arguments = {"serve", "--config", folder.write("halogate.yaml", text)}}};
    program.wait_for_line("listening on ");
    const auto limit = std::chrono::steady_clock::now() + patience;
    while (tenant.seen("POST /auth/token").empty()) ASSERT_LT(std::chrono::steady_clock::now(), limit);
    const auto began = std::chrono::steady_clock::now();
    program.send_signal(SIGTERM);
    EXPECT_EQ(program.wait(), 0);
    EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds{5});
}

TEST(Drain, WhoWaitsForAPlaceAmongTheExchangesIsServed) {
    Gateway gateway{
        {.sections = "limits: {window: {requests: 1000, per: 5m}, concurrency: 1, reserve: 0%}\n"}};
    ASSERT_EQ(gateway.get("/api/Tickets/2").status, 200U);
    gateway.sandbox.plan({.match = "GET /api/Tickets/1", .kind = "slow_body"});
    Caller first = gateway.connect();
    first.send(request_text("GET", "/api/Tickets/1"));
    first.receive_some();
    Caller second = gateway.connect();
    second.send(request_text("GET", "/api/Tickets/3", {}, {{"Prefer", "wait=20"}}));
    // Once this later request is answered the earlier one stands in the queue.
    ASSERT_EQ(gateway.get("/api/Tickets/4", {{"Prefer", "wait=0"}}).status, 429U);
    gateway.program().send_signal(SIGTERM);
    EXPECT_EQ(first.receive().status, 200U);
    EXPECT_EQ(second.receive().status, 200U);
    EXPECT_EQ(gateway.program().wait(), 0);
}

TEST(Drain, ARequestOnItsWayIsServedAndToldThatItIsTheLast) {
    Gateway gateway;
    Caller caller = gateway.connect();
    ASSERT_EQ(caller.get("/api/Tickets/2").status, 200U);
    // Half of a head: this one has begun.
    const std::string request = request_text("GET", "/api/Tickets/1");
    caller.send(request.substr(0, 20));
    ASSERT_EQ(gateway.get("/api/Tickets/3").status, 200U);
    gateway.program().send_signal(SIGTERM);
    wait_until_nobody_listens(gateway.port());
    caller.send(request.substr(20));
    const Answer answer = caller.receive();
    EXPECT_EQ(answer.status, 200U);
    EXPECT_EQ(answer.field("Connection"), "close");
    EXPECT_EQ(gateway.program().wait(), 0);
}

TEST(Drain, UnderLoadNoRequestOfAnAcceptedConnectionIsLost) {
    Gateway gateway{{.sections = "limits: {window: {requests: 1000000, per: 5m}, reserve: 0%}\n"}};
    ASSERT_EQ(gateway.get("/api/Tickets/1").status, 200U);
    std::atomic<int> good = 0;
    std::mutex mutex;
    std::vector<std::string> lost;
    const auto serve_one = [&](Caller& caller) {
        try {
            const Answer answer = caller.get("/api/Tickets/1", unshared);
            if (answer.status != 200U || !answer.complete) throw std::runtime_error{answer.body};
            ++good;
            return answer.field("Connection") != "close";
        } catch (const std::exception& error) {
            const std::lock_guard lock{mutex};
            lost.emplace_back(error.what());
            return false;
        }
    };
    const auto work = [&](bool keeps_alive) {
        for (;;) {
            std::optional<Caller> caller;
            try {
                caller.emplace(gateway.connect());
            } catch (const std::exception&) {
                return;  // nobody listens any more
            }
            bool more = serve_one(*caller);
            while (more && keeps_alive) more = serve_one(*caller);
        }
    };
    std::vector<std::thread> callers;
    for (int i = 0; i < 8; ++i) callers.emplace_back(work, i % 2 == 0);
    const auto limit = std::chrono::steady_clock::now() + patience;
    while (good < 200 && std::chrono::steady_clock::now() < limit) std::this_thread::yield();
    gateway.program().send_signal(SIGTERM);
    for (std::thread& caller : callers) caller.join();
    EXPECT_EQ(gateway.program().wait(), 0);
    EXPECT_EQ(lost, std::vector<std::string>{});
    EXPECT_GE(good, 200);
}

TEST(Drain, AnInterruptFromTheKeyboardIsTheSame) {
    Gateway gateway;
    ASSERT_EQ(gateway.get("/api/Tickets/1").status, 200U);
    gateway.program().send_signal(SIGINT);
    EXPECT_EQ(gateway.program().wait(), 0);
}

}  // namespace

}  // namespace halogate::program

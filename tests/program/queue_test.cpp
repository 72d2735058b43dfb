// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>

#include "program/support/gateway.hpp"

namespace halogate::program {

namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

GatewayPlan window(int requests, const std::string& per, const std::string& more = {}) {
    return {.sandbox = {"--window", std::to_string(requests) + "/" + per},
            .sections = "limits: {window: {requests: " + std::to_string(requests) + ", per: " + per +
                        "}, reserve: 0%}\n" + more};
}

long seconds_in(const Answer& answer) {
    return std::strtol(answer.field("Retry-After").c_str(), nullptr, 10);
}

TEST(Queue, AFullWindowBeyondTheWaitIsRefusedAtOnceWithTheTrueTime) {
    Gateway gateway{window(2, "5m")};
    ASSERT_EQ(gateway.get("/api/Tickets/1").status, 200U);
    ASSERT_EQ(gateway.get("/api/Tickets/1").status, 200U);
    const auto began = Clock::now();
    const Answer answer = gateway.get("/api/Tickets/1", {{"Prefer", "wait=1"}});
    EXPECT_LT(Clock::now() - began, milliseconds{900}) << "nothing is gained by waiting for a refusal";
    EXPECT_EQ(answer.status, 429U);
    EXPECT_EQ(answer.field("X-Halogate-Error"), "budget_exhausted");
    EXPECT_GE(seconds_in(answer), 290);
    EXPECT_LE(seconds_in(answer), 301);
    EXPECT_NE(answer.at("/message"), "");
    EXPECT_EQ(gateway.sandbox.state("api_requests"), 2);
}

TEST(Queue, WhoComesBackWhenToldIsServed) {
    Gateway gateway{window(1, "2s")};
    ASSERT_EQ(gateway.get("/api/Tickets/1").status, 200U);
    const Answer refused = gateway.get("/api/Tickets/1", {{"Prefer", "wait=0"}});
    ASSERT_EQ(refused.status, 429U);
    EXPECT_GE(seconds_in(refused), 1);
    EXPECT_LE(seconds_in(refused), 3);
    EXPECT_EQ(gateway.get("/api/Tickets/1", {{"Prefer", "wait=" + refused.field("Retry-After")}}).status,
              200U);
}

TEST(Queue, WhoWaitsIsServedWhenTheWindowMoves) {
    Gateway gateway{window(2, "1s")};
    std::vector<Caller> callers;
    const auto began = Clock::now();
    for (int i = 0; i < 5; ++i) {
        callers.push_back(gateway.connect());
        callers.back().send(request_text("GET", "/api/Tickets/1", {}, unshared));
    }
    for (Caller& caller : callers) EXPECT_EQ(caller.receive().status, 200U);
    EXPECT_GE(Clock::now() - began, milliseconds{1950});
    EXPECT_EQ(gateway.sandbox.state("throttled"), 0);
    EXPECT_LE(gateway.sandbox.state("max_in_window"), 2);
}

TEST(Queue, ACallerThatHangsUpWhileItWaitsSpendsNothing) {
    Gateway gateway{window(1, "2s")};
    ASSERT_EQ(gateway.get("/api/Tickets/1").status, 200U);
    Caller gone = gateway.connect();
    gone.send(request_text("GET", "/api/Tickets/66"));
    gone.close();
    const std::string line = gateway.program().wait_for_line("\"hung_up\":true");
    EXPECT_EQ(json_at(line, "/exchanges"), "0");
    EXPECT_EQ(gateway.get("/api/Tickets/2").status, 200U);
    EXPECT_TRUE(gateway.sandbox.seen("GET /api/Tickets/66").empty());
    EXPECT_EQ(gateway.sandbox.state("api_requests"), 2);
}

TEST(Queue, UrgentCallersGoFirst) {
    Gateway gateway{window(1, "1s")};
    ASSERT_EQ(gateway.get("/api/Tickets/1").status, 200U);
    Caller patient = gateway.connect();
    patient.send(request_text("GET", "/api/Tickets/2"));
    Caller urgent = gateway.connect();
    urgent.send(request_text("GET", "/api/Tickets/3", {}, {{"Priority", "u=0"}}));
    EXPECT_EQ(urgent.receive().status, 200U);
    EXPECT_EQ(gateway.sandbox.seen().at(1).target.substr(0, 14), "/api/Tickets/3");
    EXPECT_EQ(patient.receive().status, 200U);
}

// Kept from the moment on that somebody turned out to be urgent: who has no urgent callers loses nothing by
// it.
TEST(Queue, PartOfTheWindowIsKeptForUrgentCallers) {
    Gateway gateway{{.sections = "limits: {window: {requests: 10, per: 5m}, reserve: 20%}\n"}};
    ASSERT_EQ(gateway.get("/api/Tickets/1", {{"Priority", "u=1"}}).status, 200U);
    for (int i = 0; i < 7; ++i) ASSERT_EQ(gateway.get("/api/Tickets/1").status, 200U);
    EXPECT_EQ(gateway.get("/api/Tickets/1").status, 429U);
    EXPECT_EQ(gateway.get("/api/Tickets/1", {{"Priority", "u=0"}}).status, 200U);
    EXPECT_EQ(gateway.get("/api/Tickets/1", {{"Priority", "u=2"}}).status, 200U);
    EXPECT_EQ(gateway.get("/api/Tickets/1", {{"Priority", "u=0"}}).status, 429U);
}

TEST(Queue, IsBoundedByCount) {
    Gateway gateway{window(3, "5m", "queue: {max_waiting: 2}\n")};
    for (int i = 0; i < 3; ++i) ASSERT_EQ(gateway.get("/api/Tickets/1").status, 200U);
    std::vector<Caller> callers;
    for (int i = 0; i < 3; ++i) {
        callers.push_back(gateway.connect());
        const FieldList fields{{"Prefer", "wait=600"}, unshared.front()};
        callers.back().send(request_text("GET", "/api/Tickets/1", {}, fields));
    }
    gateway.program().wait_for_line(R"("error":"queue_full")");
    EXPECT_EQ(gateway.stop(), 0);
    int full = 0;
    for (Caller& caller : callers) {
        const Answer answer = caller.receive();
        EXPECT_EQ(answer.status, 503U);
        EXPECT_GE(seconds_in(answer), 1);
        full += answer.field("X-Halogate-Error") == "queue_full";
    }
    EXPECT_EQ(full, 1);
}

TEST(Queue, ABucketPacesWhatTheWindowWouldLetThroughAtOnce) {
    Gateway gateway{
        {.sections = "limits: {window: {requests: 1000, per: 5m}, bucket: {rate: 5, burst: 1}}\n"}};
    std::vector<Caller> callers;
    const auto began = Clock::now();
    for (int i = 0; i < 4; ++i) {
        callers.push_back(gateway.connect());
        callers.back().send(request_text("GET", "/api/Tickets/1", {}, unshared));
    }
    for (Caller& caller : callers) EXPECT_EQ(caller.receive().status, 200U);
    EXPECT_GE(Clock::now() - began, milliseconds{580});
}

TEST(Queue, ANonsensicalPreferenceIsNoPreference) {
    Gateway gateway;
    for (const char* prefer :
         {"wait=", "wait=-1", "wait=x", "wait=99999999999999999999", "respond-async", "wait=1.5"})
        EXPECT_EQ(gateway.get("/api/Tickets/1", {{"Prefer", prefer}}).status, 200U) << prefer;
}

}  // namespace

}  // namespace halogate::program

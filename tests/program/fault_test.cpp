// SPDX-License-Identifier: MIT
// The table "outcome of an exchange" of the README, cell by cell.
#include <gtest/gtest.h>

#include <chrono>

#include "program/support/gateway.hpp"

namespace halogate::program {

namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

GatewayPlan quick(const std::string& tenant = {}) {
    return {.tenant = tenant, .sections = "retry: {base: 10ms, cap: 50ms}\n"};
}

std::string its_own_name(const ::testing::TestParamInfo<const char*>& one) {
    return one.param;
}

constexpr const char* get_one = "GET /api/Tickets/1";
constexpr const char* delete_one = "DELETE /api/Tickets/1";
constexpr const char* post_one = "POST /api/Tickets";

class Throttled : public ::testing::TestWithParam<const char*> {};

TEST_P(Throttled, IsWaitedOutAndNoRequestIsLostOrDoubled) {
    Gateway gateway{quick()};
    for (const char* match : {get_one, delete_one, post_one})
        gateway.sandbox.plan({.match = match, .kind = "429", .form = GetParam(), .retry_after = 1});
    EXPECT_EQ(gateway.get("/api/Tickets/1").status, 200U);
    EXPECT_EQ(gateway.post("/api/Tickets", ticket("throttled-once")).status, 201U);
    EXPECT_EQ(gateway.call("DELETE", "/api/Tickets/1").status, 200U);
    for (const char* match : {get_one, delete_one, post_one})
        EXPECT_EQ(gateway.sandbox.seen(match).size(), 2U) << match;
    EXPECT_EQ(tickets_named(gateway, "throttled-once"), 1U);
}

INSTANTIATE_TEST_SUITE_P(InEveryForm, Throttled,
                         ::testing::Values("none", "seconds", "date", "body", "text", "window"),
                         its_own_name);

// A caller that will not wait is told of the pause at once: from then on it is known to stand.
TEST(Fault, A429ThatNamesATimeIsObeyedByEverybody) {
    for (const char* form : {"seconds", "body"}) {
        Gateway gateway{quick()};
        ASSERT_EQ(gateway.get("/api/Tickets/2").status, 200U);
        gateway.sandbox.plan({.match = get_one, .kind = "429", .form = form, .retry_after = 1});
        const auto began = Clock::now();
        EXPECT_EQ(gateway.get("/api/Tickets/1", {{"Prefer", "wait=0"}}).status, 429U);
        EXPECT_EQ(gateway.get("/api/Client/1").status, 200U);
        EXPECT_GE(Clock::now() - began, milliseconds{950}) << form << ": the pause is everybody's";
    }
}

TEST(Fault, A429BeyondTheCallersWaitIsAnsweredAtOnceWithItsTime) {
    Gateway gateway{quick()};
    gateway.sandbox.plan({.match = post_one, .kind = "429", .form = "seconds", .retry_after = 100});
    const Answer answer = gateway.post("/api/Tickets", ticket("much-later"), {{"Prefer", "wait=2"}});
    EXPECT_EQ(answer.status, 429U);
    EXPECT_EQ(answer.field("X-Halogate-Error"), "budget_exhausted");
    const int wait = std::atoi(answer.field("Retry-After").c_str());
    EXPECT_GE(wait, 98);
    EXPECT_LE(wait, 101);
    EXPECT_EQ(gateway.sandbox.seen(post_one).size(), 1U);
}

TEST(Fault, A500IsTheTenantsAnswer) {
    Gateway gateway{quick()};
    for (const char* match : {get_one, delete_one, post_one})
        gateway.sandbox.plan({.match = match, .kind = "500"});
    for (const Answer& answer : {gateway.get("/api/Tickets/1"), gateway.call("DELETE", "/api/Tickets/1"),
                                 gateway.post("/api/Tickets", ticket("five-hundred"))}) {
        EXPECT_EQ(answer.status, 500U);
        EXPECT_EQ(answer.field("X-Halogate-Error"), "") << answer.body;
    }
    for (const char* match : {get_one, delete_one, post_one})
        EXPECT_EQ(gateway.sandbox.seen(match).size(), 1U) << match;
}

class Outage : public ::testing::TestWithParam<const char*> {};

TEST_P(Outage, IsRetriedForReadsAndRelayedForWrites) {
    Gateway gateway{quick()};
    const auto status = static_cast<unsigned>(std::atoi(GetParam()));
    for (const char* match : {get_one, delete_one, post_one})
        gateway.sandbox.plan({.match = match, .kind = GetParam()});
    EXPECT_EQ(gateway.get("/api/Tickets/1").status, 200U);
    EXPECT_EQ(gateway.sandbox.seen(get_one).size(), 2U);
    EXPECT_EQ(gateway.call("DELETE", "/api/Tickets/1").status, status);
    EXPECT_EQ(gateway.sandbox.seen(delete_one).size(), 1U);
    EXPECT_EQ(gateway.post("/api/Tickets", ticket("outage")).status, status);
    EXPECT_EQ(gateway.sandbox.seen(post_one).size(), 1U);
}

TEST_P(Outage, ThatLastsIsRelayedAfterFewAttempts) {
    Gateway gateway{quick()};
    gateway.sandbox.plan({.match = get_one, .kind = GetParam(), .count = 1000});
    EXPECT_EQ(gateway.get("/api/Tickets/1").status, static_cast<unsigned>(std::atoi(GetParam())));
    EXPECT_LE(gateway.sandbox.seen(get_one).size(), 5U);
}

INSTANTIATE_TEST_SUITE_P(OfEachKind, Outage, ::testing::Values("502", "503", "504"), its_own_name);

TEST(Fault, ALastingOutageIsNotMadeWorseByRetries) {
    Gateway gateway{quick("breaker: {failures: 0, rate: 0%}")};
    gateway.sandbox.plan({.match = "GET /api/Tickets", .kind = "502", .count = 100000});
    for (int i = 0; i < 50; ++i) EXPECT_EQ(gateway.get("/api/Tickets/1").status, 502U);
    EXPECT_LE(gateway.sandbox.seen().size(), 50 + 10 + 50 / 5 + 1) << "a fifth more, and the first ten";
}

TEST(Fault, ARetryAfterOnA503IsObeyed) {
    Gateway gateway{quick()};
    gateway.sandbox.plan({.match = get_one, .kind = "503", .retry_after = 1});
    const auto began = Clock::now();
    EXPECT_EQ(gateway.get("/api/Tickets/1").status, 200U);
    EXPECT_GE(Clock::now() - began, milliseconds{950});
}

class NoAnswer : public ::testing::TestWithParam<const char*> {
protected:
    /// 502, or 504 for silence, and the body says that nobody knows whether it was done.
    static void expect_unknown(const Answer& answer) {
        const bool silent = std::string_view{GetParam()} == "stall";
        EXPECT_EQ(answer.status, silent ? 504U : 502U) << answer.body;
        EXPECT_EQ(answer.at("/outcome"), "unknown") << answer.body;
        EXPECT_NE(answer.field("X-Halogate-Error"), "");
    }
};

TEST_P(NoAnswer, IsRetriedForReadsAndNeverForWrites) {
    Gateway gateway{quick("response_timeout: 1s")};
    ASSERT_EQ(gateway.get("/api/Tickets/9").status, 200U);
    for (const char* match : {get_one, delete_one, post_one})
        gateway.sandbox.plan({.match = match, .kind = GetParam()});
    EXPECT_EQ(gateway.get("/api/Tickets/1").status, 200U);
    EXPECT_EQ(gateway.sandbox.seen(get_one).size(), 2U);
    expect_unknown(gateway.post("/api/Tickets", ticket("no-answer")));
    EXPECT_EQ(gateway.sandbox.seen(post_one).size(), 1U);
    EXPECT_LE(tickets_named(gateway, "no-answer"), 1U);
    expect_unknown(gateway.call("DELETE", "/api/Tickets/1"));
    EXPECT_EQ(gateway.sandbox.seen(delete_one).size(), 1U);
}

INSTANTIATE_TEST_SUITE_P(OfEachKind, NoAnswer,
                         ::testing::Values("reset_before", "reset_after", "stall", "bad_framing"),
                         its_own_name);

TEST(Fault, ATenantThatNeverAnswersIsATimeOut) {
    Gateway gateway{quick("response_timeout: 1s")};
    gateway.sandbox.plan({.match = get_one, .kind = "stall", .count = 100});
    const Answer answer = gateway.get("/api/Tickets/1", {{"Prefer", "wait=2"}});
    EXPECT_EQ(answer.status, 504U);
    EXPECT_EQ(answer.field("X-Halogate-Error"), "tenant_timeout");
}

TEST(Fault, ATenantThatDoesNotSpeakHttpIsABadResponse) {
    Gateway gateway{quick()};
    gateway.sandbox.plan({.match = get_one, .kind = "bad_framing", .count = 100});
    const Answer answer = gateway.get("/api/Tickets/1");
    EXPECT_EQ(answer.status, 502U);
    EXPECT_EQ(answer.field("X-Halogate-Error"), "tenant_bad_response") << answer.body;
}

TEST(Fault, APageWhereJsonWasDueIsRelayedAsItIs) {
    Gateway gateway{quick()};
    gateway.sandbox.plan({.match = get_one, .kind = "html"});
    const Answer answer = gateway.get("/api/Tickets/1");
    EXPECT_EQ(answer.status, 200U);
    EXPECT_TRUE(answer.field("Content-Type").starts_with("text/html"));
}

TEST(Fault, BytesThatNobodyAskedForReachNoOtherCaller) {
    Gateway gateway{quick()};
    for (int round = 0; round < 5; ++round) {
        gateway.sandbox.plan({.match = get_one, .kind = "extra_bytes"});
        EXPECT_EQ(gateway.get("/api/Tickets/1").at("/id"), "1");
        for (const char* id : {"2", "3"})
            EXPECT_EQ(gateway.get(std::string{"/api/Tickets/"} + id).at("/id"), id);
    }
}

TEST(Fault, AConnectionThatTheTenantClosedLosesNothing) {
    Gateway gateway{quick()};
    for (int round = 0; round < 5; ++round) {
        gateway.sandbox.plan({.match = get_one, .kind = "close_idle"});
        EXPECT_EQ(gateway.get("/api/Tickets/1").status, 200U);
        EXPECT_EQ(gateway.get("/api/Tickets/2").status, 200U);
    }
}

TEST(Fault, AClosedConnectionNeverDoublesAPost) {
    Gateway gateway{quick()};
    for (int round = 0; round < 10; ++round) {
        const std::string name = "after-close-" + std::to_string(round) + "-";
        gateway.sandbox.plan({.match = get_one, .kind = "close_idle"});
        EXPECT_EQ(gateway.get("/api/Tickets/1").status, 200U);
        const Answer answer = gateway.post("/api/Tickets", ticket(name));
        const std::size_t made = tickets_named(gateway, name);
        EXPECT_LE(made, 1U);
        if (answer.status == 201) {
            EXPECT_EQ(made, 1U);
        } else {
            // The close met the request on its way: nobody can know.
            EXPECT_EQ(answer.at("/outcome"), "unknown") << answer.body;
        }
    }
}

}  // namespace

}  // namespace halogate::program

// SPDX-License-Identifier: MIT
// A 429 is not always the tenant's limit.
#include <gtest/gtest.h>

#include <cstdlib>

#include "program/support/gateway.hpp"

namespace halogate::program {

namespace {

const FieldList at_once{{"Prefer", "wait=0"}};

void plan_silent_429s(Gateway& gateway, const char* match) {
    gateway.sandbox.plan({.match = match, .kind = "429", .count = 1000, .form = "none"});
}

TEST(AttackThrottle, A429ThatSaysNothingFarBelowTheLimitStopsItsOwnRouteAlone) {
    Gateway gateway;
    ASSERT_EQ(gateway.get("/api/Client/1").status, 200U);
    plan_silent_429s(gateway, "GET /api/Tickets/1");
    EXPECT_EQ(gateway.get("/api/Tickets/1", at_once).status, 429U);
    EXPECT_EQ(gateway.get("/api/Client/1", at_once).status, 200U);
}

TEST(AttackThrottle, A429ThatSaysNothingFarBelowTheLimitStopsItsOwnConsumerAlone) {
    Gateway gateway{
        {.sections = "policy:\n"
                     "  anonymous: [read:tickets]\n"
                     "  consumers:\n"
                     "    bridge: {identify: {api_key: \"key-of-the-bridge\"}, allow: [read:tickets]}\n"}};
    ASSERT_EQ(gateway.get("/api/Tickets/2").status, 200U);
    gateway.sandbox.plan({.match = "GET /api/Tickets/1", .kind = "429", .form = "none"});
    EXPECT_EQ(gateway.get("/api/Tickets/1", at_once).status, 429U);
    EXPECT_EQ(
        gateway.get("/api/Tickets/1", {{"Prefer", "wait=0"}, {"X-API-Key", "key-of-the-bridge"}}).status,
        200U);
}

TEST(AttackThrottle, AnotherRouteThatAgreesWidensThePauseToTheTenant) {
    Gateway gateway;
    ASSERT_EQ(gateway.get("/api/Asset/1").status, 200U);
    plan_silent_429s(gateway, "GET /api/Tickets/1");
    plan_silent_429s(gateway, "GET /api/Client/1");
    EXPECT_EQ(gateway.get("/api/Tickets/1", at_once).status, 429U);
    EXPECT_EQ(gateway.get("/api/Client/1", at_once).status, 429U);
    EXPECT_EQ(gateway.get("/api/Asset/1", at_once).status, 429U);
}

TEST(AttackThrottle, SixtySecondsAreNeverInvented) {
    Gateway gateway;
    ASSERT_EQ(gateway.get("/api/Client/1").status, 200U);
    plan_silent_429s(gateway, "GET /api/Tickets/1");
    const Answer answer = gateway.get("/api/Tickets/1", at_once);
    ASSERT_EQ(answer.status, 429U);
    const int wait = std::atoi(answer.field("Retry-After").c_str());
    EXPECT_GE(wait, 1);
    EXPECT_LE(wait, 2) << "the first step of the back-off";
}

TEST(AttackThrottle, NobodyWaitsLessThanTheTenantAsks) {
    Gateway gateway;
    ASSERT_EQ(gateway.get("/api/Client/1").status, 200U);
    gateway.sandbox.plan(
        {.match = "GET /api/Tickets/1", .kind = "429", .form = "seconds", .retry_after = 100});
    for (const char* target : {"/api/Tickets/1", "/api/Client/1", "/api/Asset/1"}) {
        const Answer answer = gateway.get(target, {{"Prefer", "wait=10"}});
        EXPECT_EQ(answer.status, 429U) << target;
        EXPECT_GE(std::atoi(answer.field("Retry-After").c_str()), 95) << target;
    }
    EXPECT_EQ(gateway.sandbox.seen().size(), 2U);
}

}  // namespace

}  // namespace halogate::program

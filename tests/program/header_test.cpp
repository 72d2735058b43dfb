// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "program/support/gateway.hpp"

namespace halogate::program {

namespace {

TEST(Header, WhatBelongsToTheRequestCrosses) {
    Gateway gateway;
    const FieldList kept{{"Accept", "application/json"},
                         {"Accept-Language", "de"},
                         {"User-Agent", "alert-bridge/1"},
                         {"traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}};
    ASSERT_EQ(gateway.get("/api/Tickets/1", kept).status, 200U);
    const auto seen = gateway.sandbox.seen().at(0);
    for (const auto& [name, value] : kept) {
        ASSERT_EQ(seen.values(name).size(), 1U) << name;
        EXPECT_EQ(seen.values(name)[0], value);
    }
    ASSERT_EQ(seen.values("Host").size(), 1U);
    EXPECT_EQ(seen.values("Host")[0], "127.0.0.1:" + std::to_string(gateway.sandbox.port()));
}

TEST(Header, FixedFieldsOfTheConfigurationReplaceTheCallers) {
    Gateway gateway{{.tenant = "headers: {halo-app-name: alert-bridge}\n"}};
    ASSERT_EQ(gateway.get("/api/Tickets/1", {{"Halo-App-Name", "of-the-caller"}}).status, 200U);
    const auto values = gateway.sandbox.seen().at(0).values("halo-app-name");
    ASSERT_EQ(values.size(), 1U);
    EXPECT_EQ(values[0], "alert-bridge");
}

TEST(Header, TheAnswerSaysWhereItCameThroughAndWhatItCost) {
    Gateway gateway{{.sections = "limits: {window: {requests: 300, per: 5m}, reserve: 0%}\n"}};
    const Answer answer = gateway.get("/api/Tickets/1", {{"X-Request-Id", "abc-123"}});
    EXPECT_EQ(answer.field("X-Request-Id"), "abc-123");
    EXPECT_EQ(answer.field("Via"), "1.1 halogate");
    const std::string timing = answer.field("Server-Timing");
    for (const char* part : {"queue;dur=", "token;dur=", "tenant;dur="})
        EXPECT_NE(timing.find(part), std::string::npos) << timing;
    EXPECT_NE(answer.field("RateLimit").find("299"), std::string::npos) << answer.field("RateLimit");
    EXPECT_NE(answer.field("RateLimit-Policy").find("300"), std::string::npos)
        << answer.field("RateLimit-Policy");
    for (const char* name : {"X-Request-Id", "Via", "Server-Timing", "RateLimit", "RateLimit-Policy", "Date"})
        EXPECT_EQ(answer.count(name), 1U) << name;
}

TEST(Header, EveryAnswerHasARequestIdOfItsOwn) {
    Gateway gateway;
    const std::string first = gateway.get("/api/Tickets/1").field("X-Request-Id");
    const std::string second = gateway.get("/nowhere").field("X-Request-Id");
    EXPECT_GE(first.size(), 8U);
    EXPECT_GE(second.size(), 8U);
    EXPECT_NE(first, second);
}

TEST(Header, ManyAttemptsAreCountedInServerTiming) {
    Gateway gateway;
    gateway.sandbox.plan({.match = "GET /api/Tickets/1", .kind = "reset_before"});
    const Answer answer = gateway.get("/api/Tickets/1");
    EXPECT_EQ(answer.status, 200U);
    EXPECT_NE(answer.field("Server-Timing").find("2 attempts"), std::string::npos)
        << answer.field("Server-Timing");
}

}  // namespace

}  // namespace halogate::program

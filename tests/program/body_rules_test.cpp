// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "program/support/gateway.hpp"

namespace halogate::program {

namespace {

TEST(BodyRules, ALoneObjectReachesTheTenantAsAnArray) {
    Gateway gateway{{.sections = "policy: {anonymous: [create:tickets], wrap_single_objects: true}\n"}};
    const Answer answer = gateway.post("/api/Tickets", R"({"summary":"wrapped","client_id":1})");
    EXPECT_EQ(answer.status, 201U) << answer.body;
    EXPECT_EQ(gateway.post("/api/Tickets", R"({"id":1})").status, 403U);
    const auto seen = gateway.sandbox.seen("POST /api/Tickets");
    ASSERT_EQ(seen.size(), 1U);
    EXPECT_EQ(seen[0].body, R"([{"summary":"wrapped","client_id":1}])");
}

TEST(BodyRules, AQueryIsRefusedOnEveryRouteWithoutAName) {
    Gateway gateway{{.sections = "policy: {anonymous: [all]}\n"}};
    for (const char* body : {R"([{"summary":"x","sql":"select 1"}])", R"([{"SQL":1}])",
                             R"({"_loadreportonly":true})", R"({"$values":[{"sql":1}]})"}) {
        const Answer answer = gateway.post("/api/Tickets", body);
        EXPECT_EQ(answer.status, 403U) << body;
        EXPECT_EQ(answer.at("/error"), "route_denied") << body;
    }
    EXPECT_EQ(gateway.post("/api/Tickets", "[{'sql':1}]").status, 400U);
    EXPECT_EQ(gateway.sandbox.state("api_requests"), 0);
}

// A body that is too large to be held cannot hide a query behind its padding: the tenant never gets it whole.
TEST(BodyRules, AQueryInAStreamedBodyIsCutOff) {
    Gateway gateway{{.sections = "policy: {anonymous: [all]}\n"}};
    const std::string padding(3 * 1024 * 1024, 'p');
    const Answer late =
        gateway.post("/api/Tickets", R"([{"summary":")" + padding + R"(","sql":"select 1"}])");
    EXPECT_EQ(late.status, 403U) << late.body.substr(0, 300);
    EXPECT_EQ(late.at("/error"), "route_denied");
    const Answer early =
        gateway.post("/api/Tickets", R"([{"sql":"select 1","summary":")" + padding + R"("}])");
    EXPECT_EQ(early.status, 403U) << early.body.substr(0, 300);
    const Answer broken = gateway.post("/api/Tickets", R"([{"summary":')" + padding + R"('}])");
    EXPECT_EQ(broken.status, 400U) << broken.body.substr(0, 300);
    EXPECT_EQ(gateway.sandbox.state("api_requests"), 0);
    const Answer good = gateway.post("/api/Tickets", R"([{"client_id":1,"summary":")" + padding + R"("}])");
    EXPECT_EQ(good.status, 201U) << good.body.substr(0, 300);
}

TEST(BodyRules, ARouteThatAllowNamesIsOpenAndAsksForItsScope) {
    Gateway gateway{{.sections = "policy: {anonymous: [\"GET /api/Tickets\", \"GET /api/SLA\"]}\n"}};
    EXPECT_EQ(gateway.get("/api/Tickets").status, 200U);
    EXPECT_EQ(gateway.get("/api/Tickets/1").status, 403U);
    EXPECT_NE(gateway.get("/api/SLA").field("X-Halogate-Error"), "insufficient_permission");
}

}  // namespace

}  // namespace halogate::program

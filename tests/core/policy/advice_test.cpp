// SPDX-License-Identifier: MIT
#include "core/policy/advice.hpp"

#include <gmock/gmock.h>

namespace halogate::policy {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

LoggedCall call(std::string_view method, std::string_view route, std::string_view permission,
                std::string_view decision = "allowed", std::string_view rule = "permission") {
    return {.consumer = "bridge",
            .method = method,
            .route = route,
            .path = route,
            .permission = permission,
            .decision = decision,
            .rule = rule};
}

/// Permissions, then routes, of the one consumer.
std::vector<std::string> advised(const Advice& advice, Advice::Refused refused = Advice::Refused::left_out) {
    const auto least = Advice::least(advice.consumers().at("bridge"), refused);
    auto result = least.permissions.names();
    result.insert(result.end(), least.routes.begin(), least.routes.end());
    return result;
}

TEST(Advice, IsWhatWasUsedAndNothingElse) {
    Advice advice;
    ASSERT_TRUE(advice.add(call("GET", "/api/Tickets", "read:tickets")));
    ASSERT_TRUE(advice.add(call("HEAD", "/api/Tickets", "read:tickets")));
    ASSERT_TRUE(advice.add(call("POST", "/api/Tickets", "create:tickets update:tickets")));
    ASSERT_TRUE(advice.add(call("GET", "/api/Status", "", "allowed", "free")));
    EXPECT_THAT(advised(advice), ElementsAre("read:tickets", "create:tickets", "update:tickets"));
    const auto& read = advice.consumers().at("bridge").permissions.at("read:tickets");
    EXPECT_EQ(read.calls, 2U);
    EXPECT_EQ(read.by_call.at("GET /api/Tickets"), 2U);
    EXPECT_EQ(advice.consumers().at("bridge").passed, 4U);
}

TEST(Advice, AllFourOfADomainAreItsEdit) {
    Advice advice;
    for (const char* permission : {"read:assets", "create:assets", "update:assets", "delete:assets"})
        ASSERT_TRUE(advice.add(call("GET", "/api/Asset", permission)));
    EXPECT_THAT(advised(advice), ElementsAre("edit:assets"));
}

TEST(Advice, WhatWasOnlyObservedCountsAsUsed) {
    Advice advice;
    ASSERT_TRUE(advice.add(call("DELETE", "/api/Tickets/{id}", "delete:tickets", "observed")));
    EXPECT_THAT(advised(advice), ElementsAre("delete:tickets"));
    EXPECT_EQ(advice.consumers().at("bridge").observed, 1U);
}

TEST(Advice, ARouteThatOnlyAllOpensIsNamedAndAllIsNeverAdvised) {
    Advice advice;
    ASSERT_TRUE(advice.add(call("GET", "/api/Category", "all")));
    ASSERT_TRUE(advice.add(call("POST", "/api/Report", "edit:reporting", "allowed", "named")));
    LoggedCall unlisted = call("GET", "", "", "observed", "unlisted");
    for (const char* path : {"/api/New/17", "/api/New/18", "/api/New/0f8fad5b-d9cb-469f-a165-70867728950e"}) {
        unlisted.path = path;
        ASSERT_TRUE(advice.add(unlisted));
    }
    EXPECT_THAT(advised(advice), ElementsAre("GET /api/Category", "GET /api/New/{id}", "POST /api/Report"));
    EXPECT_EQ(advice.consumers().at("bridge").routes.at("GET /api/New/{id}").calls, 3U);
}

TEST(Advice, WhatWasRefusedIsLeftOutUnlessItIsAskedFor) {
    Advice advice;
    ASSERT_TRUE(advice.add(call("GET", "/api/Client", "read:customers", "refused")));
    ASSERT_TRUE(advice.add(call("GET", "/api/SLA", "all", "refused")));
    ASSERT_TRUE(advice.add(call("GET", "/api/Nowhere", "", "refused", "unlisted")));
    ASSERT_TRUE(advice.add(call("POST", "/api/Application", "", "refused", "privileged")));
    ASSERT_TRUE(advice.add(call("DELETE", "/api/Tickets/{id}", "", "refused", "deny")));
    ASSERT_TRUE(advice.add(call("GET", "/api/Tickets", "read:tickets", "refused", "budget_exhausted")));
    EXPECT_THAT(advised(advice), IsEmpty());
    EXPECT_THAT(advised(advice, Advice::Refused::included),
                ElementsAre("read:customers", "GET /api/Nowhere", "GET /api/SLA"))
        << "neither what is privileged nor what a deny rule refuses";
    const auto& consumer = advice.consumers().at("bridge");
    EXPECT_EQ(consumer.refused, 5U);
    EXPECT_EQ(consumer.others, 1U);
    EXPECT_EQ(consumer.passed, 0U);
}

TEST(Advice, ABodyThatCannotBeJudgedIsNoReasonForAPermission) {
    Advice advice;
    ASSERT_TRUE(
        advice.add(call("POST", "/api/Tickets", "create:tickets update:tickets", "observed", "body")));
    EXPECT_THAT(advised(advice, Advice::Refused::included), IsEmpty());
    EXPECT_EQ(advice.consumers().at("bridge").refusals.size(), 1U);
}

TEST(Advice, ARefusalBeforeAnybodyWasRecognisedAdvisesNobody) {
    Advice advice;
    LoggedCall early = call("GET", "", "", "refused", "unknown_consumer");
    early.consumer = {};
    EXPECT_TRUE(advice.add(early));
    EXPECT_THAT(advice.consumers(), IsEmpty());
}

TEST(Advice, ALineThatIsNoAuditLineIsAnErrorAndChangesNothing) {
    Advice advice;
    EXPECT_THAT(advice.add(call("GET", "/api/Tickets", "read:tickets", "")).error(), HasSubstr("decision"));
    EXPECT_THAT(advice.add(call("GET", "/api/Tickets", "read:actions")).error(), HasSubstr("tickets"));
    EXPECT_FALSE(advice.add(call("", "/api/Tickets", "read:tickets")));
    EXPECT_FALSE(advice.add(call("GET", "/api/\n  - all", "all")));
    EXPECT_FALSE(advice.add(call("GET", "/api/\"x", "all")));
    LoggedCall strange = call("GET", "/api/Tickets", "read:tickets");
    strange.consumer = "a: {allow: [all]}";
    EXPECT_FALSE(advice.add(strange));
    strange.consumer = "";
    EXPECT_FALSE(advice.add(strange));
    EXPECT_THAT(advice.consumers(), IsEmpty());
}

TEST(Advice, StaysBoundedAndKeepsEveryPermission) {
    Advice advice;
    std::vector<std::string> paths;
    for (std::size_t i = 0; i < Advice::most_entries + 10; ++i) {
        const std::string path = "/api/Probe" + std::to_string(i) + "x";
        LoggedCall unlisted = call("GET", "", "", "observed", "unlisted");
        unlisted.path = path;
        ASSERT_TRUE(advice.add(unlisted));
    }
    EXPECT_LE(advice.consumers().at("bridge").routes.size(), Advice::most_entries);
    EXPECT_GE(advice.uncounted(), 10U);
    ASSERT_TRUE(advice.add(call("GET", "/api/Tickets", "read:tickets")));
    EXPECT_EQ(advice.consumers().at("bridge").permissions.at("read:tickets").calls, 1U);
}

TEST(Advice, KnowsNoMoreConsumersThanItsBound) {
    Advice advice;
    for (std::size_t i = 0; i < Advice::most_consumers + 5; ++i) {
        const std::string name = "c" + std::to_string(i);
        LoggedCall one = call("GET", "/api/Tickets", "read:tickets");
        one.consumer = name;
        ASSERT_TRUE(advice.add(one));
    }
    EXPECT_EQ(advice.consumers().size(), Advice::most_consumers);
    EXPECT_EQ(advice.uncounted(), 5U);
}

}  // namespace
}  // namespace halogate::policy

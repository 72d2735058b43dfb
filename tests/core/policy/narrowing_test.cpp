// SPDX-License-Identifier: MIT
#include "core/policy/narrowing.hpp"

#include <gmock/gmock.h>

#include "core/policy/policy.hpp"
#include "settings/catalogue_reader.hpp"

namespace halogate::policy {
namespace {

using Verdict = Decision::Verdict;

PermissionSet set_of(std::initializer_list<std::string_view> names) {
    PermissionSet set;
    for (const auto name : names) EXPECT_TRUE(set.add(name));
    return set;
}

struct NarrowingTest : testing::Test {
    Policy policy{policy_settings()};

    static Policy::Settings policy_settings() {
        Policy::Settings result;
        result.routes = settings::built_in_catalogue();
        result.consumers.push_back({"anonymous", set_of({"edit:tickets", "read:customers"}), {}});
        result.consumers.push_back({"root", set_of({"all"}), {}});
        result.consumers.push_back({"namer", set_of({"read:tickets"}), {}, {{"GET", "/api/SLA"}}});
        return result;
    }
    [[nodiscard]] Decision head(std::string_view method, std::string_view path, const PermissionSet& token,
                                std::size_t consumer = 0) const {
        return narrowed(policy.judge_head(consumer, method, path), token);
    }
    /// Both steps, as a call takes them.
    [[nodiscard]] Decision post(std::string_view body, const PermissionSet& token) const {
        Decision first = head("POST", "/api/tickets", token);
        if (first.verdict != Verdict::needs_body) return first;
        return narrowed(policy.judge_body(0, first, "application/json", body), token);
    }
};

TEST_F(NarrowingTest, ATokenAllowsWhatBothItAndThePolicyHold) {
    const auto reader = set_of({"read:tickets", "read:assets"});
    EXPECT_EQ(head("GET", "/api/tickets", reader).verdict, Verdict::allowed);
    EXPECT_EQ(head("GET", "/api/client", reader).verdict, Verdict::denied) << "the policy alone holds it";
    EXPECT_EQ(head("GET", "/api/asset", reader).verdict, Verdict::denied) << "the token alone holds it";
    EXPECT_EQ(head("DELETE", "/api/tickets/1", reader).verdict, Verdict::denied);
    EXPECT_EQ(head("POST", "/api/tickets", reader).verdict, Verdict::denied);
}

TEST_F(NarrowingTest, TheBodyDecidesWhereTheTokenHoldsOneOfTwo) {
    const auto creator = set_of({"create:tickets"});
    const auto first = head("POST", "/api/tickets", creator);
    EXPECT_EQ(first.verdict, Verdict::needs_body) << "the consumer holds both, the token does not";
    EXPECT_FALSE(first.body_refines);
    EXPECT_EQ(post(R"([{"summary":"x"}])", creator).verdict, Verdict::allowed);
    EXPECT_EQ(post(R"([{"id":1,"summary":"x"}])", creator).verdict, Verdict::denied);
    EXPECT_EQ(post(R"([{"summary":"x"},{"id":1}])", creator).verdict, Verdict::denied);
    const auto updater = set_of({"update:tickets"});
    EXPECT_EQ(post(R"([{"summary":"x"}])", updater).verdict, Verdict::denied);
    EXPECT_EQ(post(R"([{"id":1}])", updater).verdict, Verdict::allowed);
}

TEST_F(NarrowingTest, ATokenThatHoldsEverythingAskedChangesNothing) {
    const auto whole = set_of({"edit:tickets"});
    const auto decision = head("POST", "/api/tickets", whole);
    EXPECT_EQ(decision.verdict, Verdict::allowed);
    EXPECT_TRUE(decision.body_refines);
}

TEST_F(NarrowingTest, RoutesThatAskForNothingStayOpenAndThoseThatAskForAllDoNot) {
    const PermissionSet nothing;
    EXPECT_EQ(head("GET", "/api/lookup", nothing).verdict, Verdict::allowed);
    const auto tickets = set_of({"edit:tickets"});
    Decision unlisted;
    unlisted.verdict = Verdict::allowed;
    unlisted.permission = "all";
    EXPECT_EQ(narrowed(unlisted, tickets).verdict, Verdict::denied);
    EXPECT_EQ(narrowed(unlisted, set_of({"all"})).verdict, Verdict::allowed);
}

TEST_F(NarrowingTest, ARouteThatAllowNamesIsOpenToTheWholePolicyOnly) {
    EXPECT_EQ(policy.judge_head(2, "GET", "/api/sla").verdict, Verdict::allowed);
    const auto decision = head("GET", "/api/sla", set_of({"read:tickets"}), 2);
    EXPECT_EQ(decision.verdict, Verdict::denied);
    EXPECT_THAT(decision.message, testing::HasSubstr("ask the token endpoint for \"all\""));
}

TEST_F(NarrowingTest, ARefusalOfThePolicyStaysWhatItWas) {
    const auto before = policy.judge_head(0, "DELETE", "/api/client/1");
    const auto after = narrowed(before, set_of({"all"}));
    EXPECT_EQ(after.verdict, Verdict::denied);
    EXPECT_EQ(after.message, before.message);
}

TEST_F(NarrowingTest, TheRefusalSaysThatItIsTheToken) {
    const auto decision = head("GET", "/api/client", set_of({"read:tickets"}));
    EXPECT_EQ(decision.code, ErrorCode::insufficient_permission);
    EXPECT_EQ(decision.permission, "read:customers");
    EXPECT_THAT(decision.message,
                testing::HasSubstr("issued for \"read:tickets\" only, and this needs \"read:customers\""));
}

}  // namespace
}  // namespace halogate::policy

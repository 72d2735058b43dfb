// SPDX-License-Identifier: MIT
#include "sandbox/token_desk.hpp"

#include <gtest/gtest.h>

namespace halogate::sandbox {
namespace {

using namespace std::chrono_literals;

constexpr TimePoint start{1h};

TEST(SandboxTokenDesk, TokenLivesExactlyAsLongAsItWasGiven) {
    TokenDesk desk{10s, RefusalHabit::always_401};
    const auto token = desk.issue(ScopeSet::parsed("read:tickets"), start);
    ASSERT_NE(desk.judge(token, start + 10s - 1ns).scopes, nullptr);
    EXPECT_TRUE(desk.judge(token, start).scopes->may_read("tickets"));
    EXPECT_EQ(desk.judge(token, start + 10s).scopes, nullptr);
}

TEST(SandboxTokenDesk, SeveralTokensLiveSideBySide) {
    TokenDesk desk{10s, RefusalHabit::always_401};
    const auto first = desk.issue(ScopeSet::parsed("all"), start);
    const auto second = desk.issue(ScopeSet::parsed("all"), start);
    EXPECT_NE(first, second);
    EXPECT_NE(desk.judge(first, start).scopes, nullptr);
    EXPECT_NE(desk.judge(second, start).scopes, nullptr);
}

TEST(SandboxTokenDesk, TokenWithoutScopeIsIssuedAndRefused) {
    TokenDesk desk{10s, RefusalHabit::always_400};
    const auto token = desk.issue({}, start);
    EXPECT_EQ(desk.judge(token, start).scopes, nullptr);
    EXPECT_EQ(desk.judge(token, start).refusal, Refusal::unauthorized_401);
}

TEST(SandboxTokenDesk, RevokedTokensAreRefusedInTheWayThatWasAskedFor) {
    TokenDesk desk{10s, RefusalHabit::always_401};
    const auto old = desk.issue(ScopeSet::parsed("all"), start);
    EXPECT_EQ(desk.revoke_all(Refusal::token_not_found_400, start), 1U);
    EXPECT_EQ(desk.judge(old, start).scopes, nullptr);
    EXPECT_EQ(desk.judge(old, start).refusal, Refusal::token_not_found_400);
    const auto fresh = desk.issue(ScopeSet::parsed("all"), start);
    EXPECT_NE(desk.judge(fresh, start).scopes, nullptr);
    EXPECT_EQ(desk.revoke_all(Refusal::unauthorized_401, start), 1U);
}

TEST(SandboxTokenDesk, HabitDecidesHowUnknownTokensAreRefused) {
    TokenDesk alternating{10s, RefusalHabit::alternating};
    EXPECT_EQ(alternating.judge("?", start).refusal, Refusal::unauthorized_401);
    EXPECT_EQ(alternating.judge("?", start).refusal, Refusal::token_not_found_400);
    EXPECT_EQ(alternating.judge("?", start).refusal, Refusal::unauthorized_401);
    TokenDesk other{10s, RefusalHabit::always_400};
    EXPECT_EQ(other.judge("", start).refusal, Refusal::token_not_found_400);
}

TEST(SandboxScopes, AllCoversTheDomainsButNotTeamsNorAdministration) {
    const auto all = ScopeSet::parsed("all");
    EXPECT_TRUE(all.covers("read:tickets"));
    EXPECT_TRUE(all.covers("edit:reporting"));
    EXPECT_FALSE(all.covers("all:teams"));
    EXPECT_FALSE(all.covers("admin"));
    EXPECT_FALSE(all.covers("admin:webhooks"));
}

TEST(SandboxScopes, EditContainsReadAndNotTheOtherWayRound) {
    EXPECT_TRUE(ScopeSet::parsed("edit:assets").covers("read:assets"));
    EXPECT_FALSE(ScopeSet::parsed("read:assets").covers("edit:assets"));
    EXPECT_FALSE(ScopeSet::parsed("edit:assets").covers("read:tickets"));
}

TEST(SandboxScopes, NamesThatHaloPsaDoesNotKnowDoNotExist) {
    for (const auto* name :
         {"read:tickets", "edit:distributionlists", "all", "all:teams", "offline_access"}) {
        EXPECT_TRUE(scope_exists(name)) << name;
    }
    for (const auto* name : {"read:actions", "edit:actions", "read:sites", "read:users", "read:agents",
                             "READ:tickets", "read:", "tickets", ""}) {
        EXPECT_FALSE(scope_exists(name)) << name;
    }
}

}  // namespace
}  // namespace halogate::sandbox

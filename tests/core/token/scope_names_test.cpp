// SPDX-License-Identifier: MIT
#include "core/token/scope_names.hpp"

#include <gmock/gmock.h>

#include <algorithm>

#include "core/policy/domain.hpp"
#include "core/policy/permission_set.hpp"

namespace halogate::token {
namespace {

using testing::ElementsAre;

TEST(ScopeRemark, ScopesThatExistNeedNone) {
    for (const auto* scope : {"all", "all:teams", "read:tickets", "edit:customers", "editMine:timesheets",
                              "access:chat", "admin:webhooks", "edit:distributionlists", "offline_access"}) {
        EXPECT_EQ(scope_remark(scope), std::nullopt) << scope;
    }
}

TEST(ScopeRemark, KnownMistakesGetTheRightScope) {
    EXPECT_EQ(scope_remark("read:actions"),
              "HaloPSA has no scope read:actions; they are gated by tickets, so write read:tickets");
    EXPECT_EQ(scope_remark("edit:sites"),
              "HaloPSA has no scope edit:sites; they are gated by customers, so write edit:customers");
    EXPECT_EQ(scope_remark("read:users"),
              "HaloPSA has no scope read:users; they are gated by customers, so write read:customers");
}

TEST(ScopeRemark, SlipsGetTheNearestScope) {
    EXPECT_EQ(scope_remark("read:tikets"), "no known scope is read:tikets; did you mean read:tickets?");
    EXPECT_EQ(scope_remark("acess:chat"), "no known scope is acess:chat; did you mean access:chat?");
    EXPECT_EQ(scope_remark("read:chat"), "no known scope is read:chat");
}

TEST(ScopeRemark, APermissionIsNoScope) {
    EXPECT_EQ(scope_remark("create:tickets"),
              "no known scope is create:tickets, it is a permission; the scope for it is edit:tickets");
}

TEST(AbsentScopeRemark, IsForNamesThatAreProvenNotToExistInAnyForm) {
    EXPECT_EQ(absent_scope_remark(":sites"),
              "HaloPSA has no scope :sites; they are gated by customers, so write read:customers");
    EXPECT_EQ(absent_scope_remark("edit:action"),
              "HaloPSA has no scope edit:action; they are gated by tickets, so write edit:tickets");
    EXPECT_EQ(absent_scope_remark("delete:sites"),
              "HaloPSA has no scope delete:sites; they are gated by customers, so write edit:customers");
    EXPECT_EQ(absent_scope_remark("read:agents"),
              "HaloPSA has no scope read:agents; reading them needs none, so leave it out");
    for (const auto* other : {"read:tickets", "read:nonsense", "actions", "all", "", "read:act"})
        EXPECT_EQ(absent_scope_remark(other), std::nullopt) << other;
}

TEST(ScopeNames, EveryDomainOfThePolicyIsAPairOfScopes) {
    for (const auto domain : policy::domains()) {
        EXPECT_TRUE(is_pair_scope("read:" + std::string{domain})) << domain;
        EXPECT_TRUE(is_pair_scope("edit:" + std::string{domain})) << domain;
    }
    EXPECT_EQ(known_scopes().size(), 2 * policy::domains().size() + 9);
    for (const auto* none : {"all", "all:teams", "create:tickets", "read:actions", "read:", "tickets"})
        EXPECT_FALSE(is_pair_scope(none)) << none;
}

TEST(ScopeNames, NoAbsentNameIsAKnownOneAndEachIsNoPermissionEither) {
    const auto known = known_scopes();
    for (const auto& absent : absent_scopes()) {
        EXPECT_EQ(std::count(known.begin(), known.end(), absent), 0) << absent;
        EXPECT_TRUE(scope_remark(absent)) << absent;
        EXPECT_FALSE(policy::parse_permission(absent)) << absent;
    }
}

TEST(ScopeNames, TheUsualOrderHasWhatWritesFirst) {
    EXPECT_THAT(in_usual_order({"read:customers", "edit:assets", "edit:tickets", "edit:assets"}),
                ElementsAre("edit:tickets", "edit:assets", "read:customers"));
    EXPECT_THAT(in_usual_order({"read:unheard", "read:kb", "all:teams"}),
                ElementsAre("all:teams", "read:kb", "read:unheard"));
}

}  // namespace
}  // namespace halogate::token

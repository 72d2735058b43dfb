// SPDX-License-Identifier: MIT
#include "core/local_token/scope_request.hpp"

#include <gmock/gmock.h>

namespace halogate::local_token {
namespace {

using testing::HasSubstr;

policy::PermissionSet held(std::initializer_list<std::string_view> names) {
    policy::PermissionSet set;
    for (const auto name : names) EXPECT_TRUE(set.add(name));
    return set;
}

const auto bridge = held({"create:tickets", "read:tickets", "read:customers"});

TEST(ScopeRequest, AllOrNothingNamedIsTheWholePolicy) {
    for (const char* asked :
         {"", "  ", "all", "all offline_access", "all,all:teams", "all:standard", "read:invoices all"}) {
        const auto granted = grant_scope(asked, bridge);
        ASSERT_TRUE(granted) << asked;
        EXPECT_FALSE(granted->only) << asked;
        EXPECT_EQ(granted->text, "read:customers read:tickets create:tickets") << asked;
    }
}

TEST(ScopeRequest, AListNarrowsToWhatItNames) {
    const auto granted = grant_scope("read:tickets read:customers", bridge);
    ASSERT_TRUE(granted && granted->only);
    EXPECT_THAT(granted->only->names(), testing::ElementsAre("read:customers", "read:tickets"));
    EXPECT_EQ(granted->text, "read:customers read:tickets");
    const auto edits = grant_scope("edit:tickets", held({"all"}));
    ASSERT_TRUE(edits && edits->only);
    EXPECT_EQ(edits->text, "edit:tickets");
}

TEST(ScopeRequest, ScopesThatOpenNothingArePassedOver) {
    const auto granted = grant_scope("openid read:tickets all:teams offline_access", bridge);
    ASSERT_TRUE(granted);
    EXPECT_EQ(granted->text, "read:tickets");
    const auto nothing = grant_scope("offline_access", bridge);
    ASSERT_TRUE(nothing && nothing->only) << "asking for nothing is not asking for all";
    EXPECT_EQ(nothing->text, "none");
}

TEST(ScopeRequest, WhatThePolicyDoesNotHoldWholeIsRefused) {
    for (const char* asked : {"edit:tickets", "read:tickets update:tickets", "read:invoices", "admin",
                              "admin:webhooks", "read:actions", "ALL", "nonsense"}) {
        const auto granted = grant_scope(asked, bridge);
        EXPECT_FALSE(granted) << asked;
    }
    EXPECT_THAT(
        grant_scope("read:invoices", bridge).error(),
        HasSubstr("\"read:invoices\" is not held: ask for \"all\", or for \"read:customers read:tickets"));
    EXPECT_THAT(grant_scope("read:actions", bridge).error(), HasSubstr("read:tickets"));
}

TEST(ScopeRequest, TheAnswersScopeIsNeverEmpty) {
    EXPECT_EQ(grant_scope("all", {})->text, "none");
}

}  // namespace
}  // namespace halogate::local_token

// SPDX-License-Identifier: MIT
#include "core/token/scope_plan.hpp"

#include <gtest/gtest.h>

namespace halogate::token {
namespace {

ScopePlan least(const std::vector<std::string>& scopes) {
    return {TokenMode::least, scopes};
}

TEST(ScopePlan, SharedIsOneSetWhateverIsAsked) {
    const ScopePlan plan{TokenMode::shared, {"edit:tickets", "read:customers"}};
    for (const auto* permission : {"read:tickets", "", "all", "delete:customers"})
        EXPECT_EQ(plan.scopes_for(permission), "edit:tickets read:customers") << permission;
    EXPECT_EQ(plan.base(), plan.shared());
}

TEST(ScopePlan, LeastIsWhatTheActionNeedsOfHaloPSA) {
    const auto plan = least({"edit:tickets", "edit:assets", "read:customers"});
    struct Row {
        const char* permission;
        const char* scopes;
    };
    for (const Row& row : {Row{"read:tickets", "read:tickets"},
                           {"create:tickets", "edit:tickets"},
                           {"update:tickets", "edit:tickets"},
                           {"delete:tickets", "edit:tickets"},
                           {"edit:assets", "edit:assets"},
                           {"create:tickets update:tickets", "edit:tickets"},
                           {"read:tickets create:tickets", "edit:tickets"},
                           {"read:customers", "read:customers"},
                           {"read:customers update:assets", "read:customers edit:assets"}})
        EXPECT_EQ(plan.scopes_for(row.permission), row.scopes) << row.permission;
}

TEST(ScopePlan, ALookUpCarriesTheSmallestSetBecauseATokenWithoutScopeIsRefused) {
    EXPECT_EQ(least({"edit:tickets", "read:assets"}).scopes_for(""), "read:tickets");
    EXPECT_EQ(least({"all:teams", "edit:kb"}).scopes_for(""), "read:kb all:teams");
    EXPECT_EQ(least({"all"}).scopes_for(""), "read:tickets");
    EXPECT_EQ(least({"access:chat"}).scopes_for(""), "access:chat");
    EXPECT_EQ(least({"all:teams"}).scopes_for(""), "all:teams");
    EXPECT_EQ(least({}).base(), "read:tickets");
}

TEST(ScopePlan, WhatNobodyKnowsCarriesAllThereIs) {
    const auto plan = least({"edit:tickets", "read:customers", "admin:webhooks"});
    for (const auto* permission : {"all", "read:tickets all", "nonsense", "all:teams"})
        EXPECT_EQ(plan.scopes_for(permission), "edit:tickets read:customers admin:webhooks") << permission;
}

TEST(ScopePlan, WhatTheListLacksIsReplacedByWhatItHas) {
    const auto plan = least({"read:tickets", "edit:assets"});
    EXPECT_EQ(plan.scopes_for("update:tickets"), "read:tickets");
    EXPECT_EQ(plan.scopes_for("read:invoices"), "read:tickets edit:assets");
    EXPECT_EQ(plan.scopes_for("read:assets create:invoices"), "read:tickets edit:assets");
}

TEST(ScopePlan, AllCoversEachScopeByItself) {
    const auto plan = least({"all"});
    EXPECT_EQ(plan.scopes_for("read:tickets"), "read:tickets");
    EXPECT_EQ(plan.scopes_for("delete:invoices"), "edit:invoices");
    EXPECT_EQ(plan.scopes_for("all"), "all");
}

TEST(ScopePlan, NamesEachSetThatACallMayNeed) {
    EXPECT_EQ(least({"edit:tickets", "read:customers"}).sets(),
              (std::vector<std::string>{"read:tickets", "edit:tickets", "read:customers"}));
    EXPECT_EQ(least({"all", "all:teams"}).sets(),
              (std::vector<std::string>{"read:tickets all:teams", "all all:teams"}));
    EXPECT_EQ((ScopePlan{TokenMode::shared, {"edit:tickets", "read:customers"}}.sets()),
              (std::vector<std::string>{"edit:tickets read:customers"}));
}

}  // namespace
}  // namespace halogate::token

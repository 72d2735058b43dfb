// SPDX-License-Identifier: MIT
#include "core/policy/permission_set.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <initializer_list>

#include "core/policy/domain.hpp"

namespace halogate::policy {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

PermissionSet set_of(std::initializer_list<std::string_view> permissions) {
    PermissionSet set;
    for (const auto permission : permissions) EXPECT_TRUE(set.add(permission)) << permission;
    return set;
}

std::string refusal(std::string_view permission) {
    const auto result = parse_permission(permission);
    return result ? "accepted" : result.error();
}

TEST(PermissionSet, HoldsWhatWasAddedAndNothingElse) {
    const auto set = set_of({"read:tickets", "create:assets"});
    EXPECT_TRUE(set.holds(Action::read, "tickets"));
    EXPECT_TRUE(set.holds(Action::create, "assets"));
    EXPECT_FALSE(set.holds(Action::create, "tickets"));
    EXPECT_FALSE(set.holds(Action::read, "assets"));
    EXPECT_FALSE(set.holds(Action::read, "customers"));
    EXPECT_FALSE(set.holds(Action::read, ""));
    EXPECT_FALSE(set.holds(Action::read, "all"));
    EXPECT_FALSE(set.holds_all());
}

TEST(PermissionSet, EditIsAllFour) {
    const auto set = set_of({"edit:tickets"});
    for (const auto action : {Action::read, Action::create, Action::update, Action::delete_, Action::edit}) {
        EXPECT_TRUE(set.holds(action, "tickets"));
    }
    EXPECT_FALSE(set_of({"read:tickets", "create:tickets", "update:tickets"}).holds(Action::edit, "tickets"));
    EXPECT_TRUE(set_of({"read:kb", "create:kb", "update:kb", "delete:kb"}).holds(Action::edit, "kb"));
}

TEST(PermissionSet, AllHoldsEveryDomainAndTheUnknownOne) {
    const auto set = set_of({"all"});
    EXPECT_TRUE(set.holds_all());
    EXPECT_TRUE(set.holds(Action::delete_, "tickets"));
    EXPECT_TRUE(set.holds(Action::edit, ""));
    EXPECT_TRUE(set.holds(Action::edit, every_domain));
}

TEST(PermissionSet, NamesComeInAStableOrderAndAsShortAsPossible) {
    EXPECT_THAT(PermissionSet{}.names(), IsEmpty());
    EXPECT_THAT(set_of({"update:tickets", "read:tickets", "edit:assets", "read:assets"}).names(),
                ElementsAre("edit:assets", "read:tickets", "update:tickets"));
    EXPECT_THAT(set_of({"delete:kb", "update:kb", "create:kb", "read:kb"}).names(), ElementsAre("edit:kb"));
    EXPECT_THAT(set_of({"read:kb", "all"}).names(), ElementsAre("all"));
}

TEST(PermissionSet, AsksForTheLeastScopes) {
    EXPECT_THAT(PermissionSet{}.scopes(), IsEmpty());
    EXPECT_THAT(set_of({"read:tickets", "read:assets"}).scopes(), ElementsAre("read:assets", "read:tickets"));
    EXPECT_THAT(set_of({"create:tickets"}).scopes(), ElementsAre("edit:tickets"));
    EXPECT_THAT(set_of({"read:tickets", "delete:tickets", "read:kb"}).scopes(),
                ElementsAre("read:kb", "edit:tickets"));
    EXPECT_THAT(set_of({"edit:tickets", "all"}).scopes(), ElementsAre("all"));
}

TEST(PermissionSet, AFaultyPermissionAddsNothing) {
    PermissionSet set;
    EXPECT_FALSE(set.add("edit:ticket"));
    EXPECT_THAT(set.names(), IsEmpty());
}

TEST(ParsePermission, TakesEveryActionOnEveryDomain) {
    for (const auto domain : domains()) {
        for (const std::string action : {"read", "create", "update", "delete", "edit"}) {
            const auto text = action + ':' + std::string{domain};
            const auto parsed = parse_permission(text);
            ASSERT_TRUE(parsed) << text;
            EXPECT_EQ(parsed->name(), text);
        }
    }
    EXPECT_EQ(domains().size(), 20U);
    EXPECT_EQ(parse_permission("all")->name(), "all");
}

TEST(ParsePermission, NamesTheNearestValidOne) {
    EXPECT_THAT(refusal("read:tikets"), HasSubstr("did you mean \"read:tickets\"?"));
    EXPECT_THAT(refusal("raed:tickets"), HasSubstr("did you mean \"read:tickets\"?"));
    EXPECT_THAT(refusal("Read:tickets"), HasSubstr("did you mean \"read:tickets\"?"));
    EXPECT_THAT(refusal("read:Tickets"), HasSubstr("did you mean \"read:tickets\"?"));
    EXPECT_THAT(refusal("write:tickets"), HasSubstr("did you mean \"edit:tickets\"?"));
    EXPECT_THAT(refusal("remove:asset"), HasSubstr("did you mean \"delete:assets\"?"));
    EXPECT_THAT(refusal("tickets"), HasSubstr("write ACTION:DOMAIN, for example \"read:tickets\""));
    EXPECT_THAT(refusal("read:zebra"), HasSubstr("it has tickets, calendar"));
}

TEST(ParsePermission, NamesTheDomainThatGatesWhatHasNone) {
    EXPECT_THAT(refusal("read:actions"), HasSubstr("gated by tickets, so write \"read:tickets\""));
    EXPECT_THAT(refusal("edit:sites"), HasSubstr("gated by customers, so write \"edit:customers\""));
    EXPECT_THAT(refusal("read:users"), HasSubstr("gated by customers, so write \"read:customers\""));
    EXPECT_THAT(refusal("read:user"), HasSubstr("gated by customers"));
    EXPECT_THAT(refusal("read:agents"), HasSubstr("needs no permission"));
}

TEST(ParsePermission, TellsScopesFromPermissions) {
    EXPECT_THAT(refusal("all:teams"), HasSubstr("a scope of HaloPSA but no permission"));
    EXPECT_THAT(refusal("admin"), HasSubstr("tenant.scopes"));
    EXPECT_THAT(refusal("editMine:timesheets"), HasSubstr("edit:timesheets"));
}

TEST(ParsePermission, RefusesTheEmptyAndTheHalf) {
    for (const auto* text : {"", ":", "read:", ":tickets", "read", " read:tickets", "read:tickets ",
                             "read::tickets", "All", "read:all"}) {
        EXPECT_NE(refusal(text), "accepted") << text;
    }
}

}  // namespace
}  // namespace halogate::policy

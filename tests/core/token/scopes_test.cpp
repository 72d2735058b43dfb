// SPDX-License-Identifier: MIT
#include "core/token/scopes.hpp"

#include <gtest/gtest.h>

namespace halogate::token {
namespace {

using Names = std::vector<std::string>;

TEST(Scopes, EditContainsReadAndNotTheOtherWayRound) {
    EXPECT_TRUE(covers("edit:tickets", "read:tickets"));
    EXPECT_TRUE(covers("edit:tickets", "edit:tickets"));
    EXPECT_FALSE(covers("read:tickets", "edit:tickets"));
    EXPECT_FALSE(covers("edit:tickets", "read:assets"));
    EXPECT_FALSE(covers("edit:tickets", "read:ticketsx"));
    EXPECT_FALSE(covers("edit:tickets", "access:tickets"));
}

TEST(Scopes, AllContainsEverythingButTheTeams) {
    EXPECT_TRUE(covers("all", "edit:tickets"));
    EXPECT_TRUE(covers("all", "access:chat"));
    EXPECT_FALSE(covers("all", "all:teams"));
    EXPECT_TRUE(covers("all:teams", "all:teams"));
    EXPECT_FALSE(covers("all:standard", "read:tickets"));
}

TEST(Scopes, LetterCaseMatters) {
    EXPECT_FALSE(covers("edit:Tickets", "read:tickets"));
}

TEST(MissingScopes, NamesWhatIsNotCoveredOnceAndInOrder) {
    EXPECT_EQ(missing_scopes("read:assets edit:tickets read:crm read:assets", "read:tickets  edit:crm"),
              (Names{"read:assets", "edit:tickets"}));
    EXPECT_EQ(missing_scopes("all all:teams", "all"), Names{"all:teams"});
    EXPECT_EQ(missing_scopes("read:tickets", "edit:tickets read:kb"), Names{});
}

TEST(MissingScopes, AGrantThatSaysNothingCoversNothing) {
    EXPECT_EQ(missing_scopes("read:kb", ""), Names{"read:kb"});
    EXPECT_EQ(missing_scopes("", ""), Names{});
    EXPECT_EQ(missing_scopes(" \t ", "all"), Names{});
}

}  // namespace
}  // namespace halogate::token

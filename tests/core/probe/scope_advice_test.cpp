// SPDX-License-Identifier: MIT
#include "core/probe/scope_advice.hpp"

#include <gmock/gmock.h>

namespace halogate::probe {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using token::TokenMode;

std::vector<ScopeFinding> granted(const std::vector<std::string>& scopes) {
    std::vector<ScopeFinding> findings;
    for (const auto& scope : scopes)
        findings.push_back({.scope = scope, .standing = Standing::granted, .said = {}});
    findings.push_back({.scope = "edit:crm", .standing = Standing::withheld, .said = {}});
    return findings;
}

TEST(ScopeAdvice, NamesTheSmallestSetInTheUsualOrder) {
    const auto advice = advice_for({"edit:assets", "read:customers", "edit:tickets"}, {}, TokenMode::shared,
                                   granted({"edit:tickets", "edit:assets", "edit:customers"}));
    EXPECT_THAT(advice.smallest, ElementsAre("edit:tickets", "edit:assets", "read:customers"));
    EXPECT_THAT(advice.missing, IsEmpty());
    EXPECT_THAT(advice.unneeded, ElementsAre("edit:customers"));
}

TEST(ScopeAdvice, NamesWhatIsNotGranted) {
    const auto advice =
        advice_for({"edit:tickets", "edit:crm"}, {}, TokenMode::shared, granted({"read:tickets"}));
    EXPECT_THAT(advice.missing, ElementsAre("edit:tickets", "edit:crm"));
    EXPECT_THAT(advice.unneeded, IsEmpty()) << "read:tickets is a part of what is needed";
}

TEST(ScopeAdvice, WhatTheConfigurationListsIsNotCalledUnneeded) {
    const auto advice = advice_for({"read:tickets"}, {"all:teams"}, TokenMode::shared,
                                   granted({"read:tickets", "all:teams", "admin"}));
    EXPECT_THAT(advice.unneeded, ElementsAre("admin"));
}

TEST(ScopeAdvice, LeastTokensNeedEachReadByItself) {
    const std::vector<std::string> needed{"edit:tickets", "read:kb"};
    EXPECT_THAT(advice_for(needed, {}, TokenMode::least, granted({"edit:tickets", "read:kb"})).missing,
                ElementsAre("read:tickets"));
    EXPECT_THAT(advice_for(needed, {}, TokenMode::least, granted({"edit:tickets", "read:tickets", "read:kb"}))
                    .missing,
                IsEmpty());
    EXPECT_THAT(advice_for({"all"}, {}, TokenMode::least, granted({"all"})).missing, IsEmpty());
}

TEST(ScopeAdvice, AllIsServedByAllAlone) {
    const auto advice = advice_for({"all"}, {}, TokenMode::shared, granted({"all", "read:kb", "all:teams"}));
    EXPECT_THAT(advice.smallest, ElementsAre("all"));
    EXPECT_THAT(advice.unneeded, ElementsAre("all:teams"));
}

}  // namespace
}  // namespace halogate::probe

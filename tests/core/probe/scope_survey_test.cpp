// SPDX-License-Identifier: MIT
#include "core/probe/scope_survey.hpp"

#include <gmock/gmock.h>

#include <algorithm>

namespace halogate::probe {
namespace {

using token::FetchFailure;
using Answer = ScopeSurvey::Answer;

Answer given(const std::string& scope) {
    token::AccessToken token;
    token.scope = scope;
    return token;
}

Answer refused(const std::string& code, const std::string& said) {
    return Unexpected{FetchFailure{.kind = FetchFailure::Kind::refused,
                                   .message = {},
                                   .retry_after = std::nullopt,
                                   .code = code,
                                   .said = said}};
}

Answer no_such(const std::string& scope) {
    return refused("invalid_scope", "There is no scope '" + scope + "'.");
}

Standing standing_of(const ScopeSurvey& survey, const std::string& scope) {
    const auto findings = survey.findings();
    const auto found = std::find_if(findings.begin(), findings.end(),
                                    [&](const ScopeFinding& each) { return each.scope == scope; });
    return found == findings.end() ? Standing::unanswered : found->standing;
}

TEST(ScopeSurvey, ATokenWithTheScopeIsAGrantAndOneWithoutIsNone) {
    ScopeSurvey survey;
    survey.add("read:tickets", given("read:tickets"));
    survey.add("read:kb", given("edit:kb"));
    survey.add("read:crm", given(""));
    survey.add("read:pos", given("read:tickets"));
    EXPECT_EQ(standing_of(survey, "read:tickets"), Standing::granted);
    EXPECT_EQ(standing_of(survey, "read:kb"), Standing::granted);
    EXPECT_EQ(standing_of(survey, "read:crm"), Standing::ignored);
    EXPECT_EQ(standing_of(survey, "read:pos"), Standing::ignored);
}

TEST(ScopeSurvey, WhatIsRefusedInOtherWordsThanNonsenseExists) {
    ScopeSurvey survey;
    survey.control(no_such(std::string{ScopeSurvey::control_scope}));
    survey.add("read:tickets", refused("invalid_scope", "This application may not ask for 'read:tickets'."));
    survey.add("read:sos", no_such("read:sos"));
    survey.add("read:actions", no_such("read:actions"));
    EXPECT_EQ(standing_of(survey, "read:tickets"), Standing::withheld);
    EXPECT_EQ(standing_of(survey, "read:actions"), Standing::absent);
    EXPECT_EQ(standing_of(survey, "read:sos"), Standing::absent) << "this tenant tells the two apart";
}

TEST(ScopeSurvey, AnotherErrorCodeTellsThemApartAsWell) {
    ScopeSurvey survey;
    survey.control(refused("invalid_scope", ""));
    survey.add("read:tickets", refused("invalid_request", ""));
    EXPECT_EQ(standing_of(survey, "read:tickets"), Standing::withheld);
}

TEST(ScopeSurvey, WhereTheTenantSaysTheSameOfBothOnlyProvenAbsenceIsCalledThat) {
    ScopeSurvey survey;
    survey.control(refused("invalid_scope", "no"));
    survey.add("read:tickets", refused("invalid_scope", "no"));
    survey.add("edit:actions", refused("invalid_scope", "no"));
    EXPECT_EQ(standing_of(survey, "read:tickets"), Standing::refused);
    EXPECT_EQ(standing_of(survey, "edit:actions"), Standing::absent);
}

TEST(ScopeSurvey, WithoutAControlNothingIsGuessed) {
    ScopeSurvey survey;
    survey.control(given("read:halogate-probe"));
    survey.add("read:tickets", refused("invalid_scope", "no"));
    EXPECT_EQ(standing_of(survey, "read:tickets"), Standing::refused);
}

TEST(ScopeSurvey, CredentialsAndTroubleAreNoMatterOfTheScope) {
    EXPECT_TRUE(ScopeSurvey::is_about_more(refused("invalid_client", "")));
    EXPECT_TRUE(ScopeSurvey::is_about_more(
        Unexpected{FetchFailure{FetchFailure::Kind::unreachable, "no answer", std::nullopt}}));
    EXPECT_FALSE(ScopeSurvey::is_about_more(refused("invalid_scope", "")));
    EXPECT_FALSE(ScopeSurvey::is_about_more(given("")));
    ScopeSurvey survey;
    survey.add("read:kb", refused("invalid_client", "x"));
    EXPECT_EQ(standing_of(survey, "read:kb"), Standing::unanswered);
}

TEST(ScopeSurvey, AsksForEveryKnownNameTheFamousWrongOnesAndWhatIsConfigured) {
    const auto scopes = scopes_to_survey({"read:tickets", "read:odd"});
    for (const auto* scope :
         {"read:tickets", "edit:kb", "all", "all:teams", "read:actions", "edit:sites", "read:odd"})
        EXPECT_EQ(std::count(scopes.begin(), scopes.end(), scope), 1) << scope;
    EXPECT_EQ(scopes.size(), 40U + 9 + 8 + 1);
}

}  // namespace
}  // namespace halogate::probe

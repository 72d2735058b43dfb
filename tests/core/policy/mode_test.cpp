// SPDX-License-Identifier: MIT
#include "core/policy/mode.hpp"

#include <gtest/gtest.h>

namespace halogate::policy {
namespace {

Decision refused_by(Decision::Rule rule, ErrorCode code = ErrorCode::invalid_body) {
    Decision decision;
    decision.rule = rule;
    decision.code = code;
    return decision;
}

TEST(Mode, EnforcingLetsNoRefusalPass) {
    for (const auto rule : {Decision::Rule::permission, Decision::Rule::unlisted, Decision::Rule::body,
                            Decision::Rule::deny, Decision::Rule::privileged, Decision::Rule::method})
        EXPECT_FALSE(passes(Mode::enforce, refused_by(rule))) << to_string(rule);
}

TEST(Mode, ObservingLetsPassWhatNobodyWroteDownAsARefusal) {
    for (const auto rule : {Decision::Rule::permission, Decision::Rule::unlisted, Decision::Rule::body})
        EXPECT_TRUE(passes(Mode::observe, refused_by(rule))) << to_string(rule);
    for (const auto rule : {Decision::Rule::deny, Decision::Rule::privileged, Decision::Rule::method,
                            Decision::Rule::none, Decision::Rule::free})
        EXPECT_FALSE(passes(Mode::observe, refused_by(rule))) << to_string(rule);
}

TEST(Mode, ObservingLetsABodyPassThatCannotBeJudgedButNoneThatWasJudgedAndIsClosed) {
    EXPECT_TRUE(passes(Mode::observe, refused_by(Decision::Rule::body, ErrorCode::body_too_large)));
    EXPECT_FALSE(passes(Mode::observe, refused_by(Decision::Rule::body, ErrorCode::route_denied)));
}

}  // namespace
}  // namespace halogate::policy

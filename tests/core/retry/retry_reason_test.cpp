// SPDX-License-Identifier: MIT
#include "core/retry/retry_reason.hpp"

#include <gtest/gtest.h>

#include <set>

namespace halogate::retry {
namespace {

using Kind = Outcome::Kind;

RetryReason answered(unsigned status, bool token_unknown = false) {
    Outcome outcome;
    outcome.status = status;
    outcome.token_unknown = token_unknown;
    return retry_reason(outcome);
}

TEST(RetryReason, OfAnAnswerIsWhatTheAnswerSays) {
    EXPECT_EQ(answered(429), RetryReason::throttled);
    EXPECT_EQ(answered(401), RetryReason::token_refused);
    EXPECT_EQ(answered(400, true), RetryReason::token_refused);
    EXPECT_EQ(answered(503), RetryReason::unavailable);
}

TEST(RetryReason, WithoutAnAnswerIsHowFarTheExchangeCame) {
    Outcome outcome;
    outcome.kind = Kind::never_sent;
    EXPECT_EQ(retry_reason(outcome), RetryReason::never_sent);
    outcome.kind = Kind::timed_out;
    EXPECT_EQ(retry_reason(outcome), RetryReason::timed_out);
}

TEST(RetryReason, EachHasANameOfItsOwn) {
    std::set<std::string_view> names;
    for (const RetryReason reason : all_retry_reasons) names.insert(to_string(reason));
    EXPECT_EQ(names.size(), all_retry_reasons.size());
    EXPECT_FALSE(names.contains("unknown"));
}

}  // namespace
}  // namespace halogate::retry

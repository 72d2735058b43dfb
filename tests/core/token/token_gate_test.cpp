// SPDX-License-Identifier: MIT
#include "core/token/token_gate.hpp"

#include <gtest/gtest.h>

namespace halogate::token {
namespace {

using namespace std::chrono_literals;

constexpr TimePoint start{1h};

TEST(TokenGate, OneAsksUntilOneHasSucceededThenAnyNumber) {
    TokenGate gate;
    EXPECT_TRUE(gate.is_open(start));
    gate.began();
    EXPECT_FALSE(gate.is_open(start));
    gate.succeeded();
    EXPECT_TRUE(gate.is_open(start));
    gate.began();
    gate.began();
    EXPECT_TRUE(gate.is_open(start));
    EXPECT_EQ(gate.requests(), 3U);
}

TEST(TokenGate, AfterAFailureTheyGoOneByOneAgain) {
    TokenGate gate;
    gate.began();
    gate.succeeded();
    gate.began();
    gate.began();
    gate.failed();
    EXPECT_FALSE(gate.is_open(start)) << "the second one is still out";
    gate.failed();
    EXPECT_TRUE(gate.is_open(start));
    gate.began();
    EXPECT_FALSE(gate.is_open(start));
}

TEST(TokenGate, A429HoldsEveryoneBackToTheNanosecondAndTheNewestPauseOnlyGrowsIt) {
    TokenGate gate;
    gate.began();
    gate.throttled(start + 30s);
    EXPECT_FALSE(gate.is_open(start + 30s - 1ns));
    EXPECT_TRUE(gate.is_open(start + 30s));
    gate.began();
    gate.throttled(start + 20s);
    EXPECT_EQ(gate.opens_at(), start + 30s);
}

TEST(TokenGate, AfterAPauseOneProbeGoesFirst) {
    TokenGate gate;
    gate.began();
    gate.succeeded();
    gate.began();
    gate.throttled(start + 30s);
    gate.began();
    EXPECT_FALSE(gate.is_open(start + 31s));
    gate.succeeded();
    EXPECT_TRUE(gate.is_open(start + 31s));
}

}  // namespace
}  // namespace halogate::token

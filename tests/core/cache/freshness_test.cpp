// SPDX-License-Identifier: MIT
#include "core/cache/freshness.hpp"

#include <gtest/gtest.h>

namespace halogate::cache {
namespace {

using namespace std::chrono_literals;

AnswerFacts ok(std::string_view cache_control = "") {
    AnswerFacts facts;
    facts.status = 200;
    facts.directives.read(cache_control);
    return facts;
}

TEST(Freshness, WithoutAWordOfTheTenantTheConfigurationCounts) {
    EXPECT_EQ(fresh_for(ok(), 5min), 5min);
    EXPECT_EQ(fresh_for(ok("public"), 5min), 5min);
}

TEST(Freshness, TheTenantsWordCountsWhereItIsStricter) {
    EXPECT_EQ(fresh_for(ok("max-age=60"), 5min), 60s);
    EXPECT_EQ(fresh_for(ok("max-age=600"), 5min), 5min);
    EXPECT_EQ(fresh_for(ok("max-age=600, s-maxage=10"), 5min), 10s);
    EXPECT_FALSE(fresh_for(ok("max-age=0"), 5min));
    EXPECT_FALSE(fresh_for(ok("s-maxage=oops"), 5min));
    for (const std::string_view never : {"no-store", "private", "no-cache", "private, max-age=60"})
        EXPECT_FALSE(fresh_for(ok(never), 5min)) << never;
}

TEST(Freshness, WhatItsAgeHasUsedUpIsGone) {
    AnswerFacts facts = ok("max-age=60");
    facts.age = 45s;
    EXPECT_EQ(fresh_for(facts, 5min), 15s);
    facts.age = 60s;
    EXPECT_FALSE(fresh_for(facts, 5min));
}

TEST(Freshness, ExpiresCountsWithoutMaxAgeOnly) {
    AnswerFacts facts = ok();
    facts.expires_after = 30s;
    EXPECT_EQ(fresh_for(facts, 5min), 30s);
    facts.expires_after = -1s;
    EXPECT_FALSE(fresh_for(facts, 5min));
    facts.directives.read("max-age=60");
    EXPECT_EQ(fresh_for(facts, 5min), 60s);
}

TEST(Freshness, OnlyAWholeSuccessForEverybodyIsKept) {
    for (const unsigned status : {201U, 203U, 204U, 206U, 301U, 304U, 404U, 500U}) {
        AnswerFacts facts = ok();
        facts.status = status;
        EXPECT_FALSE(fresh_for(facts, 5min)) << status;
    }
    AnswerFacts varies = ok();
    varies.varies = true;
    EXPECT_FALSE(fresh_for(varies, 5min));
}

}  // namespace
}  // namespace halogate::cache

// SPDX-License-Identifier: MIT
#include "core/cache/response_cache.hpp"

#include <gtest/gtest.h>

#include "core/cache/answer_memory.hpp"

namespace halogate::cache {
namespace {

using namespace std::chrono_literals;

KeptAnswer answer(std::size_t bytes = 10) {
    Answer made;
    made.status = 200;
    made.body = std::string(bytes, 'x');
    return std::make_shared<const Answer>(std::move(made));
}

ResponseCache::Settings settings(std::size_t most_bytes = 100'000) {
    ResponseCache::Settings result;
    result.most_bytes = most_bytes;
    for (const auto& [pattern, keep] :
         {std::pair{"/api/Status", 5min}, std::pair{"/api/TicketType/**", 10min},
          std::pair{"/api/TicketType/{id}", 1min}})
        result.rules.push_back({policy::PathPattern::parse(pattern).value(), keep});
    return result;
}

struct Cache : testing::Test {
    bool put(std::string_view key, std::string_view resource = "status", Duration fresh = 5min) {
        return cache.put(key, resource, cache.generation(resource), answer(), fresh, now);
    }
    bool holds(std::string_view key) { return cache.find(key, now).has_value(); }
    TimePoint now{1h};
    ResponseCache cache{settings()};
};

TEST_F(Cache, KnowsByTheMostSpecificPatternHowLongAPathIsKept) {
    EXPECT_EQ(cache.keep_for("/api/status"), 5min);
    EXPECT_EQ(cache.keep_for("/api/tickettype"), 10min);
    EXPECT_EQ(cache.keep_for("/api/tickettype/7"), 1min);
    EXPECT_EQ(cache.keep_for("/api/tickettype/7/fields"), 10min);
    EXPECT_FALSE(cache.keep_for("/api/tickets"));
    EXPECT_FALSE(cache.keep_for("/api/status/1"));
    EXPECT_FALSE(ResponseCache{{}}.keep_for("/api/status"));
}

TEST_F(Cache, OtherSettingsDropAllAndLetNothingInThatWasAskedForBefore) {
    ASSERT_TRUE(put("a"));
    cache.doubt("tickettype", now);
    const auto begun = cache.generation("status");
    cache.reconfigure(settings());
    EXPECT_FALSE(holds("a"));
    EXPECT_EQ(cache.bytes(), 0U);
    EXPECT_FALSE(cache.put("a", "status", begun, answer(), 5min, now)) << "another tenant may have said it";
    EXPECT_TRUE(put("a"));
    EXPECT_FALSE(put("t", "tickettype")) << "a doubt stands";
    cache.reconfigure({});
    EXPECT_FALSE(cache.is_on());
    cache.reconfigure(settings());
    EXPECT_FALSE(cache.put("a", "status", 0, answer(), 5min, now)) << "asked for while nothing was kept";
}

TEST_F(Cache, GivesWhatItKeptWithItsAgeUntilItIsStale) {
    ASSERT_TRUE(put("a"));
    now += 299s;
    const auto hit = cache.find("a", now);
    ASSERT_TRUE(hit);
    EXPECT_EQ(hit->age, 299s);
    EXPECT_EQ(hit->fresh_for, 1s);
    now += 1s;
    EXPECT_FALSE(holds("a"));
    EXPECT_EQ(cache.size(), 0U);
    EXPECT_EQ(cache.bytes(), 0U);
    EXPECT_FALSE(holds("b"));
}

TEST_F(Cache, AnAnswersOwnAgeCounts) {
    Answer old;
    old.age = 100s;
    cache.put("a", "status", 0, std::make_shared<const Answer>(std::move(old)), 1min, now);
    now += 1s;
    EXPECT_EQ(cache.find("a", now)->age, 101s);
}

TEST_F(Cache, AWriteDropsItsResourceAndNoOther) {
    put("a");
    put("b");
    put("t", "tickettype");
    cache.drop("status");
    EXPECT_FALSE(holds("a") || holds("b"));
    EXPECT_TRUE(holds("t"));
    cache.drop("tickets");
    EXPECT_TRUE(holds("t"));
    EXPECT_TRUE(put("a"));
}

TEST_F(Cache, WhatWasAskedForBeforeAWriteIsNotKeptAfterIt) {
    const auto begun = cache.generation("status");
    cache.drop("status");
    EXPECT_FALSE(cache.put("a", "status", begun, answer(), 5min, now));
    EXPECT_FALSE(holds("a"));
    EXPECT_TRUE(put("a"));
}

TEST_F(Cache, AfterAnUnknownOutcomeNothingOfTheResourceIsKeptForAWhile) {
    put("a");
    cache.doubt("status", now);
    EXPECT_FALSE(holds("a"));
    now += 59s;
    EXPECT_FALSE(put("a"));
    EXPECT_TRUE(put("t", "tickettype"));
    now += 1s;
    EXPECT_TRUE(put("a"));
}

TEST_F(Cache, AResourceOfNoRuleIsNeverKept) {
    EXPECT_FALSE(put("a", "tickets"));
}

TEST_F(Cache, PuttingAgainReplaces) {
    put("a");
    const auto bytes = cache.bytes();
    now += 1min;
    put("a");
    EXPECT_EQ(cache.bytes(), bytes);
    EXPECT_EQ(cache.find("a", now)->age, 0s);
}

TEST(CacheBound, DropsWhatWasUsedLongestAgo) {
    ResponseCache cache{settings(3 * 1600)};
    const TimePoint now{1h};
    const auto put = [&](std::string_view key) {
        return cache.put(key, "status", 0, answer(1000), 5min, now);
    };
    EXPECT_TRUE(put("a") && put("b") && put("c"));
    EXPECT_TRUE(cache.find("a", now));
    EXPECT_TRUE(put("d"));
    EXPECT_FALSE(cache.find("b", now));
    EXPECT_TRUE(cache.find("a", now) && cache.find("c", now) && cache.find("d", now));
    EXPECT_LE(cache.bytes(), 3U * 1600U);
    EXPECT_FALSE(cache.put("large", "status", 0, answer(5000), 5min, now)) << "it would drive out all";
    EXPECT_EQ(cache.size(), 3U);
}

TEST(AnswerMemory, IsCountedForAsLongAsAnybodyHoldsAnAnswer) {
    AnswerMemory memory{2000};
    Answer first{200, "", std::string(1000, 'x'), {}};
    KeptAnswer kept = memory.keep(first);
    ASSERT_TRUE(kept);
    EXPECT_EQ(kept->body.size(), 1000U);
    Answer second{200, "", std::string(1000, 'y'), {}};
    EXPECT_FALSE(memory.keep(second)) << "there is no room";
    EXPECT_EQ(second.body.size(), 1000U) << "and it is as it was";
    KeptAnswer slow = kept;
    kept.reset();
    EXPECT_FALSE(memory.keep(second));
    slow.reset();
    EXPECT_EQ(memory.bytes(), 0U);
    EXPECT_TRUE(memory.keep(second));
}

TEST(ResourceOf, IsTheSegmentBelowApi) {
    EXPECT_EQ(resource_of("/api/tickets/1"), "tickets");
    EXPECT_EQ(resource_of("/api/status"), "status");
    EXPECT_EQ(resource_of("/api"), "");
    EXPECT_EQ(resource_of("/"), "");
}

}  // namespace
}  // namespace halogate::cache

// SPDX-License-Identifier: MIT
#include "core/token/token_lifecycle.hpp"

#include <gtest/gtest.h>

#include "support/retry_random.hpp"

namespace halogate::token {
namespace {

using namespace std::chrono_literals;
using retry::FixedRandom;
using retry::SeededRandom;
using Kind = FetchFailure::Kind;

constexpr TimePoint start{1h};

AccessToken token_for(Duration lifetime) {
    AccessToken token;
    token.value = Secret{"abc"};
    token.lifetime = lifetime;
    return token;
}

FetchFailure failed(Kind kind, std::optional<Duration> retry_after = std::nullopt) {
    return {.kind = kind, .message = "it said no", .retry_after = retry_after};
}

class TokenLifecycleTest : public ::testing::Test {
protected:
    void fetch(Duration lifetime, TimePoint at) {
        tokens.fetch_started();
        tokens.fetched(token_for(lifetime), at);
    }
    void fail(FetchFailure failure, TimePoint at) {
        tokens.fetch_started();
        tokens.fetch_failed(std::move(failure), random, at);
    }

    FixedRandom random{0.5};
    TokenLifecycle tokens{TokenLifecycle::Settings{}};
};

TEST_F(TokenLifecycleTest, StartsEmptyAndWantsAToken) {
    EXPECT_EQ(tokens.state(start), TokenState::empty);
    EXPECT_EQ(tokens.usable(start), nullptr);
    EXPECT_EQ(tokens.failure(), nullptr);
    EXPECT_TRUE(tokens.should_fetch(start));
}

TEST_F(TokenLifecycleTest, OneFetchRunsAtATime) {
    tokens.fetch_started();
    EXPECT_TRUE(tokens.fetching());
    EXPECT_FALSE(tokens.should_fetch(start));
    EXPECT_EQ(tokens.next_fetch_at(), std::nullopt);
    tokens.fetched(token_for(1h), start);
    EXPECT_FALSE(tokens.fetching());
}

TEST_F(TokenLifecycleTest, IsFreshThenAgingThenExpired) {
    fetch(1h, start);
    EXPECT_EQ(tokens.state(start + 55min - 1ns), TokenState::fresh);
    EXPECT_FALSE(tokens.should_fetch(start + 55min - 1ns));
    EXPECT_EQ(tokens.next_fetch_at(), start + 55min);

    EXPECT_EQ(tokens.state(start + 55min), TokenState::aging);
    EXPECT_TRUE(tokens.should_fetch(start + 55min));
    EXPECT_NE(tokens.usable(start + 1h - 1ns), nullptr);

    EXPECT_EQ(tokens.state(start + 1h), TokenState::expired);
    EXPECT_EQ(tokens.usable(start + 1h), nullptr);
    EXPECT_TRUE(tokens.should_fetch(start + 1h));
}

TEST_F(TokenLifecycleTest, AShortLifeIsRenewedAtItsHalf) {
    fetch(4min, start);
    EXPECT_EQ(tokens.state(start + 2min - 1ns), TokenState::fresh);
    EXPECT_EQ(tokens.state(start + 2min), TokenState::aging);
}

TEST_F(TokenLifecycleTest, EveryTokenHasAGenerationOfItsOwn) {
    fetch(1h, start);
    EXPECT_EQ(tokens.usable(start)->generation, 1U);
    fetch(1h, start + 55min);
    EXPECT_EQ(tokens.usable(start + 55min)->generation, 2U);
}

TEST_F(TokenLifecycleTest, TokensWithoutALifeAreNotFetchedWithoutEnd) {
    fetch(0s, start);
    EXPECT_EQ(tokens.usable(start), nullptr);
    EXPECT_FALSE(tokens.should_fetch(start + 999ms));
    EXPECT_TRUE(tokens.should_fetch(start + 1s));
    fetch(-1h, start + 1s);
    EXPECT_EQ(tokens.usable(start + 1s), nullptr);
    EXPECT_FALSE(tokens.should_fetch(start + 1s));
}

TEST_F(TokenLifecycleTest, FailuresAreSpacedByGrowingPauses) {
    fail(failed(Kind::unreachable), start);
    EXPECT_EQ(tokens.state(start), TokenState::empty);
    EXPECT_EQ(tokens.next_fetch_at(), start + 500ms);
    EXPECT_FALSE(tokens.should_fetch(start + 499ms));
    EXPECT_TRUE(tokens.should_fetch(start + 500ms));
    fail(failed(Kind::unusable), start);
    EXPECT_EQ(tokens.next_fetch_at(), start + 1s);
    for (int i = 0; i < 100; ++i) fail(failed(Kind::unreachable), start);
    EXPECT_EQ(tokens.next_fetch_at(), start + 30s);
}

TEST_F(TokenLifecycleTest, JitterNeverDrawsNoPauseAtAll) {
    random = FixedRandom{0};
    fail(failed(Kind::unreachable), start);
    EXPECT_EQ(tokens.next_fetch_at(), start + 500ms);
}

TEST_F(TokenLifecycleTest, RetryAfterIsObeyed) {
    fail(failed(Kind::throttled, 90s), start);
    EXPECT_EQ(tokens.next_fetch_at(), start + 90s);
    EXPECT_EQ(tokens.failure()->kind, Kind::throttled);
}

TEST_F(TokenLifecycleTest, RefusedCredentialsAreAStateOfTheirOwnWithOneTryPerStep) {
    fail(failed(Kind::refused), start);
    EXPECT_EQ(tokens.state(start), TokenState::refused);
    EXPECT_EQ(tokens.failure()->message, "it said no");
    EXPECT_FALSE(tokens.should_fetch(start));
    EXPECT_TRUE(tokens.should_fetch(start + 500ms));
    tokens.fetch_started();
    EXPECT_EQ(tokens.state(start + 500ms), TokenState::refused);
    tokens.fetched(token_for(1h), start + 500ms);
    EXPECT_EQ(tokens.state(start + 500ms), TokenState::fresh);
    EXPECT_EQ(tokens.failure(), nullptr);
}

TEST_F(TokenLifecycleTest, ASuccessForgetsTheFailuresBeforeIt) {
    for (int i = 0; i < 10; ++i) fail(failed(Kind::unreachable), start);
    fetch(1h, start);
    tokens.rejected(1);
    fail(failed(Kind::unreachable), start + 1min);
    EXPECT_EQ(tokens.next_fetch_at(), start + 1min + 500ms);
}

TEST_F(TokenLifecycleTest, AnOldTokenServesOnWhileItsRenewalFails) {
    fetch(1h, start);
    fail(failed(Kind::refused), start + 55min);
    EXPECT_EQ(tokens.state(start + 55min), TokenState::aging);
    EXPECT_NE(tokens.usable(start + 59min), nullptr);
    EXPECT_NE(tokens.failure(), nullptr);
    EXPECT_EQ(tokens.next_fetch_at(), start + 55min + 500ms);
    EXPECT_EQ(tokens.state(start + 1h), TokenState::refused);
    EXPECT_EQ(tokens.usable(start + 1h), nullptr);
}

TEST_F(TokenLifecycleTest, FiftyRefusalsOfOneTokenCauseOneFetch) {
    fetch(1h, start);
    int fetches = 0;
    const auto now = start + 10min;
    for (int i = 0; i < 50; ++i) {
        tokens.rejected(1);
        if (i == 20) tokens.fetched(token_for(1h), now);
        if (!tokens.should_fetch(now)) continue;
        tokens.fetch_started();
        ++fetches;
    }
    EXPECT_EQ(fetches, 1);
    ASSERT_NE(tokens.usable(now), nullptr);
    EXPECT_EQ(tokens.usable(now)->generation, 2U);
}

TEST_F(TokenLifecycleTest, ARefusedTokenIsReplacedAtOnce) {
    fetch(1h, start);
    tokens.rejected(1);
    EXPECT_EQ(tokens.usable(start), nullptr);
    EXPECT_EQ(tokens.state(start), TokenState::empty);
    EXPECT_TRUE(tokens.should_fetch(start));
}

TEST_F(TokenLifecycleTest, RefusalDuringAFetchWaitsForThatFetch) {
    fetch(1h, start);
    tokens.fetch_started();
    tokens.rejected(1);
    EXPECT_FALSE(tokens.should_fetch(start + 56min));
    tokens.fetched(token_for(1h), start + 56min);
    EXPECT_EQ(tokens.usable(start + 56min)->generation, 2U);
}

TEST_F(TokenLifecycleTest, RefusalDoesNotCutShortTheBackOffOfAFailingRenewal) {
    fetch(1h, start);
    fail(failed(Kind::throttled, 2min), start + 55min);
    tokens.rejected(1);
    EXPECT_EQ(tokens.usable(start + 55min), nullptr);
    EXPECT_EQ(tokens.next_fetch_at(), start + 57min);
}

TEST_F(TokenLifecycleTest, ATenantThatRefusesEveryTokenIsNotHammered) {
    TimePoint now = start;
    int fetches = 0;
    for (; now < start + 10min; now += 100ms) {
        if (!tokens.should_fetch(now)) continue;
        ++fetches;
        fetch(1h, now);
        tokens.rejected(tokens.usable(now)->generation);
    }
    // At once, at once, then after 1, 2, 4, 8, 16, 32 and 60 seconds again and again.
    EXPECT_LE(fetches, 18);
    EXPECT_GE(fetches, 14);
    EXPECT_EQ(tokens.state(now), TokenState::refused);
    ASSERT_NE(tokens.failure(), nullptr);
    EXPECT_EQ(tokens.failure()->kind, Kind::refused);
}

TEST_F(TokenLifecycleTest, TwoRefusedTokensInARowAreWaitedOutAndNotTakenForWrongCredentials) {
    fetch(1h, start);
    tokens.rejected(1);
    fetch(1h, start);
    tokens.rejected(2);
    EXPECT_EQ(tokens.state(start), TokenState::empty);
    ASSERT_NE(tokens.failure(), nullptr);
    EXPECT_EQ(tokens.failure()->kind, Kind::unusable);
    EXPECT_EQ(tokens.next_fetch_at(), start + 1s);
}

TEST_F(TokenLifecycleTest, OneRouteThatAlwaysAnswers401DoesNotTakeTheTokenFromTheOthers) {
    fetch(1h, start);
    TimePoint now = start + 10min;
    int fetches = 0;
    int unserved = 0;
    for (int second = 0; second < 600; ++second, now += 1s) {
        if (tokens.should_fetch(now)) {
            ++fetches;
            fetch(1h, now);
        }
        const auto* token = tokens.usable(now);
        if (!token) {
            ++unserved;
            continue;
        }
        tokens.accepted(token->generation);
        tokens.rejected(token->generation);
    }
    EXPECT_LE(fetches, 18);
    EXPECT_EQ(unserved, 0);
}

TEST_F(TokenLifecycleTest, ATokenThatLivedToItsRenewalClearsTheRecord) {
    fetch(1h, start);
    tokens.rejected(1);
    fetch(1h, start);
    fetch(1h, start + 55min);
    tokens.rejected(3);
    EXPECT_TRUE(tokens.should_fetch(start + 55min));
    EXPECT_EQ(tokens.failure(), nullptr);
}

TEST_F(TokenLifecycleTest, WordsAboutAnotherGenerationChangeNothing) {
    fetch(1h, start);
    fetch(1h, start + 55min);
    tokens.rejected(1);
    tokens.rejected(3);
    tokens.accepted(1);
    EXPECT_EQ(tokens.usable(start + 55min)->generation, 2U);
}

TEST_F(TokenLifecycleTest, NothingIsServedAtOrAfterItsExpiryWhateverHappens) {
    SeededRandom dice{5};
    TimePoint now = start;
    TimePoint expiry = start;
    bool is_running = false;
    for (int i = 0; i < 100'000; ++i) {
        now += std::chrono::milliseconds{dice.below(40'000)};
        const auto event = dice.below(8);
        if (is_running && event < 2) {
            const Duration lifetime = std::chrono::seconds{dice.below(600)};
            const TimePoint sent_at = now - std::chrono::seconds{dice.below(30)};
            tokens.fetched(token_for(lifetime), sent_at);
            expiry = sent_at + lifetime;
            is_running = false;
        } else if (is_running && event == 2) {
            tokens.fetch_failed(failed(static_cast<Kind>(dice.below(4))), dice, now);
            is_running = false;
        } else if (event == 3 && tokens.usable(now)) {
            tokens.rejected(tokens.usable(now)->generation);
        } else if (event == 4 && tokens.usable(now)) {
            tokens.accepted(tokens.usable(now)->generation);
        } else if (tokens.should_fetch(now)) {
            ASSERT_FALSE(is_running);
            tokens.fetch_started();
            is_running = true;
        }
        ASSERT_TRUE(now < expiry || tokens.usable(now) == nullptr);
        const auto state = tokens.state(now);
        const bool is_served = state == TokenState::fresh || state == TokenState::aging;
        ASSERT_EQ(is_served, tokens.usable(now) != nullptr);
        ASSERT_TRUE(is_running || tokens.next_fetch_at().has_value());
    }
}

TEST_F(TokenLifecycleTest, AnHeirOfTheSameScopesServesTheTokenAndRenewsItInItsOwnTime) {
    fetch(1h, start);
    TokenLifecycle heir{{.refresh_before = 10min}};
    heir.inherit(tokens, TokenLifecycle::Heritage::same);
    EXPECT_EQ(heir.usable(start)->value.reveal(), "abc");
    EXPECT_FALSE(heir.should_fetch(start + 49min));
    EXPECT_TRUE(heir.should_fetch(start + 50min));
}

TEST_F(TokenLifecycleTest, AStopgapIsServedUntilTheHeirsOwnTokenHasCome) {
    fetch(1h, start);
    const auto generation = tokens.usable(start)->generation;
    TokenLifecycle heir{{}};
    heir.inherit(tokens, TokenLifecycle::Heritage::stopgap);
    EXPECT_TRUE(heir.should_fetch(start + 1s));
    heir.fetch_started();
    EXPECT_EQ(heir.usable(start + 1s)->generation, generation);
    heir.fetched(token_for(2h), start + 1s);
    EXPECT_EQ(heir.usable(start + 1s)->generation, generation + 1);
    EXPECT_EQ(heir.usable(start + 1s)->lifetime, 2h);
}

}  // namespace
}  // namespace halogate::token

// SPDX-License-Identifier: MIT
#include "upstream/token_source.hpp"

#include <gtest/gtest.h>

#include <deque>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "io/signal.hpp"
#include "support/reactor.hpp"

namespace halogate::upstream {
namespace {

using namespace std::chrono_literals;
using token::FetchFailure;
using Reply = Expected<token::AccessToken, FetchFailure>;

class MiddleRandom final : public Random {
public:
    [[nodiscard]] std::uint64_t next() override { return std::uint64_t{1} << 63U; }
};

/// A token endpoint that answers what it was told to, when it is told to.
class ScriptedFetcher final : public TokenFetcher {
public:
    explicit ScriptedFetcher(test::Reactor& reactor) : reactor_{reactor} {}

    [[nodiscard]] io::Task<Reply> fetch(std::string) override {
        ++asked;
        io::Signal<int> signal{reactor_.executor()};
        pending_ = &signal;
        co_await signal.wait();
        pending_ = nullptr;
        if (replies_.empty()) throw std::runtime_error{"a bug"};
        Reply reply = std::move(replies_.front());
        replies_.pop_front();
        co_return reply;
    }

    void answer(Reply reply) {
        replies_.push_back(std::move(reply));
        pending_->set(1);
        reactor_.settle();
    }
    void fail_badly() {
        pending_->set(1);
        reactor_.settle();
    }
    [[nodiscard]] bool is_pending() const { return pending_ != nullptr; }

    int asked = 0;

private:
    test::Reactor& reactor_;
    io::Signal<int>* pending_ = nullptr;
    std::deque<Reply> replies_;
};

Reply a_token(std::string_view text, Duration lifetime = 1h) {
    token::AccessToken token;
    token.value = Secret{text};
    token.lifetime = lifetime;
    return token;
}

Reply a_failure(FetchFailure::Kind kind) {
    return Unexpected{FetchFailure{kind, "no", std::nullopt}};
}

struct TokenSourceTest : testing::Test {
    test::Reactor reactor;
    MiddleRandom random;
    ScriptedFetcher fetcher{reactor};
    std::vector<bool> fetched;
    token::TokenGate gate;
    TokenSource source{
        {reactor.tasks, reactor.clock, random, fetcher, gate, {}},
        "read:tickets",
        Upkeep::always,
        [this](const TokenSource&, const FetchFailure* failure) { fetched.push_back(failure == nullptr); }};

    void start() {
        source.start();
        reactor.settle();
    }
    ~TokenSourceTest() override {
        source.stop();
        if (fetcher.is_pending()) fetcher.answer(a_token("late"));
        EXPECT_EQ(reactor.tasks.size(), 0U);
    }
};

TEST_F(TokenSourceTest, AnyNumberOfCallersCauseOneTokenRequest) {
    start();
    int woken = 0;
    std::list<TokenSource::Waiter> waiters;
    for (int i = 0; i < 10'000; ++i) waiters.emplace_back(source, [&] { ++woken; });
    reactor.settle();
    EXPECT_EQ(fetcher.asked, 1);
    fetcher.answer(a_token("first"));
    EXPECT_EQ(woken, 10'000);
    ASSERT_NE(source.usable(), nullptr);
    EXPECT_EQ(source.usable()->value.reveal(), "first");
    EXPECT_EQ(fetcher.asked, 1);
}

TEST_F(TokenSourceTest, RenewsInTheBackgroundFiveMinutesBeforeTheEndWhileTheOldOneServes) {
    start();
    fetcher.answer(a_token("first"));
    reactor.advance(55min - 1s);
    EXPECT_EQ(fetcher.asked, 1);
    reactor.advance(2s);
    EXPECT_EQ(fetcher.asked, 2);
    EXPECT_EQ(source.usable()->value.reveal(), "first");
    fetcher.answer(a_token("second"));
    EXPECT_EQ(source.usable()->value.reveal(), "second");
}

TEST_F(TokenSourceTest, NothingIsSentWithAnExpiredToken) {
    start();
    fetcher.answer(a_token("first"));
    reactor.advance(59min + 59s);
    EXPECT_NE(source.usable(), nullptr);
    reactor.advance(1s);
    EXPECT_EQ(source.usable(), nullptr);
}

TEST_F(TokenSourceTest, FiftyRefusalsOfOneTokenCostOneNewOne) {
    start();
    fetcher.answer(a_token("first"));
    const auto generation = source.usable()->generation;
    for (int i = 0; i < 50; ++i) source.rejected(generation);
    reactor.settle();
    EXPECT_EQ(fetcher.asked, 2);
    fetcher.answer(a_token("second"));
    for (int i = 0; i < 50; ++i) source.rejected(generation);
    reactor.settle();
    EXPECT_EQ(fetcher.asked, 2);
    EXPECT_EQ(source.usable()->value.reveal(), "second");
}

TEST_F(TokenSourceTest, RefusedCredentialsAreNotHammeredAndTriedAgainByThemselves) {
    start();
    fetcher.answer(a_failure(FetchFailure::Kind::refused));
    EXPECT_EQ(source.state(), token::TokenState::refused);
    {
        const TokenSource::Waiter waiter{source, [] {}};
        reactor.settle();
        EXPECT_EQ(fetcher.asked, 1);
    }
    reactor.advance(2min);
    EXPECT_EQ(fetcher.asked, 2);
    fetcher.answer(a_token("repaired"));
    EXPECT_NE(source.usable(), nullptr);
    EXPECT_EQ(fetched, (std::vector<bool>{false, true}));
}

TEST_F(TokenSourceTest, AnInternalErrorIsAFailureLikeAnyOtherAndTriedAgain) {
    start();
    fetcher.fail_badly();
    ASSERT_NE(source.failure(), nullptr);
    EXPECT_EQ(source.failure()->kind, FetchFailure::Kind::unusable);
    reactor.advance(2s);
    EXPECT_EQ(fetcher.asked, 2);
    fetcher.answer(a_token("repaired"));
    EXPECT_NE(source.usable(), nullptr);
}

TEST_F(TokenSourceTest, AfterStopThereIsNoRenewalButWhoWaitsIsServed) {
    start();
    fetcher.answer(a_token("first"));
    source.stop();
    reactor.advance(2h);
    EXPECT_EQ(fetcher.asked, 1);
    const TokenSource::Waiter waiter{source, [] {}};
    reactor.settle();
    EXPECT_EQ(fetcher.asked, 2);
    fetcher.answer(a_failure(FetchFailure::Kind::unreachable));
    reactor.advance(2s);
    EXPECT_EQ(fetcher.asked, 3);
}

}  // namespace
}  // namespace halogate::upstream

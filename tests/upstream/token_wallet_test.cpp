// SPDX-License-Identifier: MIT
#include "upstream/token_wallet.hpp"

#include <gmock/gmock.h>

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "io/signal.hpp"
#include "support/reactor.hpp"

namespace halogate::upstream {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;
using token::FetchFailure;
using Reply = Expected<token::AccessToken, FetchFailure>;

class MiddleRandom final : public Random {
public:
    [[nodiscard]] std::uint64_t next() override { return std::uint64_t{1} << 63U; }
};

/// A token endpoint that is asked for sets of scopes, and answers each when it is told to.
class KeyedFetcher final : public TokenFetcher {
public:
    explicit KeyedFetcher(test::Reactor& reactor) : reactor_{reactor} {}

    [[nodiscard]] io::Task<Reply> fetch(std::string scope) override {
        asked.push_back(scope);
        io::Signal<int> signal{reactor_.executor()};
        pending_[scope] = &signal;
        co_await signal.wait();
        pending_.erase(scope);
        Reply reply = std::move(replies_.front());
        replies_.pop_front();
        co_return reply;
    }

    void give(const std::string& scope) {
        token::AccessToken token;
        token.value = Secret{scope + " #" + std::to_string(++given_)};
        token.lifetime = 1h;
        token.scope = scope;
        answer(scope, std::move(token));
    }
    void fail(const std::string& scope, FetchFailure::Kind kind, std::optional<Duration> retry_after = {}) {
        answer(scope, Unexpected{FetchFailure{.kind = kind, .message = "no", .retry_after = retry_after}});
    }
    [[nodiscard]] std::vector<std::string> pending() const {
        std::vector<std::string> scopes;
        for (const auto& [scope, signal] : pending_) scopes.push_back(scope);
        return scopes;
    }
    void give_all() {
        while (!pending_.empty()) give(pending().front());
    }

    std::vector<std::string> asked;

private:
    void answer(const std::string& scope, Reply reply) {
        ASSERT_TRUE(pending_.contains(scope)) << scope;
        replies_.push_back(std::move(reply));
        pending_.at(scope)->set(1);
        reactor_.settle();
    }

    test::Reactor& reactor_;
    std::map<std::string, io::Signal<int>*> pending_;
    std::deque<Reply> replies_;
    int given_ = 0;
};

/// What a call does: it holds a lease, waits for the token and then uses it.
struct WaitingCall {
    WaitingCall(TokenWallet& wallet, const std::string& permission)
        : lease{wallet.lease(permission)}, waiter{*lease, [this] { ++woken; }} {}
    TokenWallet::Lease lease;
    int woken = 0;
    TokenSource::Waiter waiter;
};

struct TokenWalletTest : testing::Test {
    test::Reactor reactor;
    MiddleRandom random;
    KeyedFetcher fetcher{reactor};
    std::vector<std::string> fetched;

    explicit TokenWalletTest(token::TokenMode mode = token::TokenMode::least,
                             const std::vector<std::string>& scopes = {"edit:tickets", "edit:assets",
                                                                       "read:customers"})
        : wallet{reactor.tasks,
                 reactor.clock,
                 random,
                 fetcher,
                 {.plan = token::ScopePlan{mode, scopes}},
                 [this](const TokenSource& source, const FetchFailure* failure) {
                     fetched.push_back((failure == nullptr ? "" : "not ") + source.scope());
                 }} {}
    ~TokenWalletTest() override {
        wallet.stop();
        fetcher.give_all();
        EXPECT_EQ(reactor.tasks.size(), 0U) << "a fetch outlives the wallet";
    }

    void start() {
        wallet.start();
        reactor.settle();
    }
    /// The base's token is at hand, and the gate open.
    void start_and_give() {
        start();
        fetcher.give(wallet.base().scope());
        fetcher.asked.clear();
    }
    std::string token_of(const std::string& permission) {
        const auto lease = wallet.lease(permission);
        reactor.settle();
        const auto* const token = lease->usable();
        return token == nullptr ? "" : token->scope;
    }
    /// One call that gets its token, however long it is fetched.
    void use(const std::string& permission) {
        const auto lease = wallet.lease(permission);
        reactor.settle();
        fetcher.give_all();
        lease->note_use();
        ASSERT_NE(lease->usable(), nullptr) << permission;
    }

    TokenWallet wallet;
};

struct SharedWalletTest : TokenWalletTest {
    SharedWalletTest() : TokenWalletTest{token::TokenMode::shared} {}
};

struct WideWalletTest : TokenWalletTest {
    WideWalletTest() : TokenWalletTest{token::TokenMode::least, {"all"}} {}
};

TEST_F(SharedWalletTest, OneTokenServesEveryPermission) {
    start_and_give();
    for (const auto* permission : {"read:tickets", "edit:assets", "", "all"})
        EXPECT_EQ(token_of(permission), "edit:tickets edit:assets read:customers") << permission;
    EXPECT_THAT(fetcher.asked, IsEmpty());
    EXPECT_EQ(wallet.sets(), 1U);
}

TEST_F(TokenWalletTest, AtTheStartTheSmallestSetAloneIsFetched) {
    start();
    EXPECT_THAT(fetcher.asked, ElementsAre("read:tickets"));
    EXPECT_EQ(wallet.base().state(), token::TokenState::empty);
    fetcher.give("read:tickets");
    EXPECT_EQ(wallet.base().state(), token::TokenState::fresh);
    EXPECT_EQ(token_of(""), "read:tickets");
    EXPECT_EQ(token_of("read:tickets"), "read:tickets");
    EXPECT_THAT(fetcher.asked, ElementsAre("read:tickets"));
}

TEST_F(TokenWalletTest, AnyNumberOfCallersOfOneColdSetCauseOneTokenRequest) {
    start_and_give();
    std::list<WaitingCall> calls;
    for (int i = 0; i < 5000; ++i)
        calls.emplace_back(wallet, i % 2 == 0 ? "create:tickets" : "delete:tickets");
    reactor.settle();
    EXPECT_THAT(fetcher.asked, ElementsAre("edit:tickets"));
    fetcher.give("edit:tickets");
    for (const auto& call : calls) {
        EXPECT_EQ(call.woken, 1);
        ASSERT_NE(call.lease->usable(), nullptr);
    }
    EXPECT_EQ(fetcher.asked.size(), 1U);
}

TEST_F(WideWalletTest, TenSetsCauseTenTokenRequestsAndEachGetsItsOwn) {
    start_and_give();
    const std::vector<std::string> domains{"assets", "calendar", "contracts", "crm",   "customers",
                                           "items",  "kb",       "projects",  "sales", "tickets"};
    std::list<WaitingCall> calls;
    for (int i = 0; i < 500; ++i) calls.emplace_back(wallet, "update:" + domains[i % domains.size()]);
    reactor.settle();
    EXPECT_EQ(fetcher.asked.size(), 10U);
    EXPECT_EQ(fetcher.pending().size(), 10U) << "they are asked for at once";
    fetcher.give_all();
    for (const auto& call : calls) EXPECT_EQ(call.lease->usable()->scope, call.lease->scope());
    EXPECT_EQ(fetcher.asked.size(), 10U);
    EXPECT_EQ(wallet.requests(), 11U);
}

TEST_F(TokenWalletTest, BeforeTheFirstSuccessOneAsksAtATime) {
    start();
    std::list<WaitingCall> calls;
    for (const auto* permission : {"edit:tickets", "edit:assets", "read:customers"})
        calls.emplace_back(wallet, permission);
    reactor.settle();
    EXPECT_THAT(fetcher.asked, ElementsAre("read:tickets"));
    fetcher.give("read:tickets");
    EXPECT_THAT(fetcher.pending(), UnorderedElementsAre("edit:tickets", "edit:assets", "read:customers"));
}

TEST_F(TokenWalletTest, ARefusedTokenRenewsItsOwnSetAlone) {
    start_and_give();
    use("read:customers");
    use("edit:tickets");
    fetcher.asked.clear();
    const auto lease = wallet.lease("edit:tickets");
    lease->rejected(lease->usable()->generation);
    reactor.settle();
    EXPECT_THAT(fetcher.asked, ElementsAre("edit:tickets"));
    EXPECT_EQ(lease->usable(), nullptr);
    EXPECT_EQ(token_of("read:customers"), "read:customers");
    EXPECT_EQ(token_of("read:tickets"), "read:tickets");
}

TEST_F(TokenWalletTest, A429IsObeyedByEverySetAndOneProbeGoesFirst) {
    start_and_give();
    std::list<WaitingCall> calls;
    calls.emplace_back(wallet, "edit:tickets");
    reactor.settle();
    fetcher.fail("edit:tickets", FetchFailure::Kind::throttled, 30s);
    fetcher.asked.clear();
    for (const auto* permission : {"edit:assets", "read:customers", "read:assets"})
        calls.emplace_back(wallet, permission);
    reactor.advance(30s - 1ms);
    EXPECT_THAT(fetcher.asked, IsEmpty());
    EXPECT_EQ(calls.back().lease->held_back_for(), 1ms);
    reactor.advance(1ms);
    EXPECT_EQ(fetcher.asked.size(), 1U) << "one probe, no herd";
    fetcher.fail(fetcher.pending().front(), FetchFailure::Kind::throttled, 10s);
    reactor.advance(10s - 1ms);
    EXPECT_EQ(fetcher.asked.size(), 1U);
    reactor.advance(1ms);
    EXPECT_EQ(fetcher.asked.size(), 2U);
    fetcher.give(fetcher.pending().front());
    EXPECT_EQ(fetcher.asked.size(), 5U) << "then all the others";
    EXPECT_EQ(calls.back().lease->held_back_for(), std::nullopt);
}

TEST_F(TokenWalletTest, WrongCredentialsAreNotTriedBySeveralSetsAtOnce) {
    start();
    std::list<WaitingCall> calls;
    for (const auto* permission : {"edit:tickets", "edit:assets", "read:customers"})
        calls.emplace_back(wallet, permission);
    fetcher.fail("read:tickets", FetchFailure::Kind::refused);
    EXPECT_EQ(fetcher.pending().size(), 1U);
    fetcher.fail(fetcher.pending().front(), FetchFailure::Kind::refused);
    EXPECT_EQ(fetcher.pending().size(), 1U);
}

TEST_F(TokenWalletTest, OnlySetsThatWereUsedAreRenewedInTheBackground) {
    start_and_give();
    use("edit:tickets");
    use("edit:assets");
    fetcher.asked.clear();
    reactor.advance(55min);
    EXPECT_THAT(fetcher.pending(), UnorderedElementsAre("read:tickets", "edit:tickets", "edit:assets"));
    fetcher.give_all();
    fetcher.asked.clear();
    reactor.advance(20min);
    EXPECT_EQ(token_of("update:assets"), "edit:assets");
    reactor.advance(40min);
    EXPECT_THAT(fetcher.pending(), UnorderedElementsAre("read:tickets", "edit:assets"))
        << "the base always, edit:tickets no more";
    fetcher.give_all();
    fetcher.asked.clear();
    reactor.advance(55min);
    EXPECT_THAT(fetcher.asked, ElementsAre("read:tickets"));
}

TEST_F(TokenWalletTest, AnAgingTokenThatIsUsedAgainIsRenewedWhileItServes) {
    start_and_give();
    use("edit:tickets");
    reactor.advance(55min);
    fetcher.give_all();
    reactor.advance(57min);
    fetcher.give_all();
    fetcher.asked.clear();
    EXPECT_EQ(token_of("edit:tickets"), "edit:tickets");
    EXPECT_THAT(fetcher.asked, ElementsAre("edit:tickets"));
}

TEST_F(TokenWalletTest, ASetThatWasRefusedIsTriedAgainWhenSomebodyNeedsItAndNotOtherwise) {
    start_and_give();
    { const auto lease = wallet.lease("edit:tickets"); }
    reactor.settle();
    fetcher.fail("edit:tickets", FetchFailure::Kind::refused);
    fetcher.asked.clear();
    {
        const auto lease = wallet.lease("edit:tickets");
        EXPECT_TRUE(lease->is_refused()) << "told at once";
        reactor.settle();
        EXPECT_THAT(fetcher.asked, IsEmpty()) << "not hammered";
    }
    reactor.advance(2s);
    EXPECT_THAT(fetcher.asked, ElementsAre("edit:tickets")) << "one try, because it was needed";
    fetcher.fail("edit:tickets", FetchFailure::Kind::refused);
    fetcher.asked.clear();
    reactor.advance(30min);
    EXPECT_THAT(fetcher.asked, IsEmpty()) << "nobody needed it";
    const auto lease = wallet.lease("edit:tickets");
    EXPECT_FALSE(lease->is_refused()) << "the refusal is old: who comes now waits for a new answer";
    reactor.settle();
    fetcher.give("edit:tickets");
    EXPECT_NE(lease->usable(), nullptr);
}

TEST_F(WideWalletTest, NeverMoreThan64SetsAreKeptAndTheOneLeftAloneLongestGoes) {
    start_and_give();
    const auto permission = [](int i) {
        static const std::vector<std::string> domains{"assets", "calendar", "contracts", "crm",   "customers",
                                                      "items",  "kb",       "projects",  "sales", "invoices"};
        return "update:" + domains[static_cast<std::size_t>(i / 10)] +
               " update:" + domains[static_cast<std::size_t>(i % 10)];
    };
    for (int i = 0; i < 55; ++i) use(permission(i));
    for (int i = 55; i < 100; ++i) use(permission(i));
    EXPECT_EQ(wallet.sets(), TokenWallet::most_sets);
    fetcher.asked.clear();
    use(permission(99));
    EXPECT_THAT(fetcher.asked, IsEmpty());
    use(permission(1));
    EXPECT_EQ(fetcher.asked.size(), 1U);
    EXPECT_EQ(wallet.sets(), TokenWallet::most_sets);
}

TEST_F(WideWalletTest, ASetThatACallHoldsIsNotDropped) {
    start_and_give();
    const auto held = wallet.lease("read:customers");
    reactor.settle();
    fetcher.give_all();
    const std::vector<std::string> domains{"assets", "calendar", "contracts", "crm",     "kb",
                                           "items",  "projects", "sales",     "invoices"};
    for (const auto& one : domains)
        for (const auto& other : domains) use("update:" + one + " read:" + other);
    ASSERT_NE(held->usable(), nullptr);
    EXPECT_EQ(held->usable()->scope, "read:customers");
}

TEST_F(TokenWalletTest, AfterStopNothingIsRenewedButWhoWaitsIsServed) {
    start_and_give();
    use("edit:tickets");
    fetcher.asked.clear();
    wallet.stop();
    reactor.advance(2h);
    EXPECT_THAT(fetcher.asked, IsEmpty());
    const WaitingCall call{wallet, "edit:assets"};
    reactor.settle();
    EXPECT_THAT(fetcher.asked, ElementsAre("edit:assets"));
    fetcher.give("edit:assets");
    EXPECT_EQ(call.woken, 1);
}

/// One token for all, and another wallet that takes its place.
struct SharedWallet : TokenWalletTest {
    SharedWallet() : TokenWalletTest{token::TokenMode::shared, {"read:tickets"}} {}

    std::unique_ptr<TokenWallet> heir_for(const std::vector<std::string>& scopes) {
        auto heir = std::make_unique<TokenWallet>(
            reactor.tasks, reactor.clock, random, fetcher,
            TokenWallet::Settings{.plan = token::ScopePlan{token::TokenMode::shared, scopes}},
            [](const TokenSource&, const FetchFailure*) {});
        heir->inherit(wallet);
        heir->start();
        wallet.stop();
        reactor.settle();
        return heir;
    }
};

TEST_F(SharedWallet, AnHeirOfOtherScopesServesTheOldTokenUntilItsOwnIsThere) {
    start_and_give();
    const auto heir = heir_for({"edit:tickets"});
    EXPECT_THAT(fetcher.asked, ElementsAre("edit:tickets"));
    ASSERT_NE(heir->base().usable(), nullptr);
    EXPECT_EQ(heir->base().usable()->scope, "read:tickets");
    fetcher.give("edit:tickets");
    EXPECT_EQ(heir->base().usable()->scope, "edit:tickets");
    EXPECT_EQ(heir->requests(), 2U) << "the count goes on";
    heir->stop();
}

TEST_F(SharedWallet, AnHeirOfTheSameScopesAsksForNothing) {
    start_and_give();
    const auto heir = heir_for({"read:tickets"});
    EXPECT_THAT(fetcher.asked, IsEmpty());
    EXPECT_NE(heir->base().usable(), nullptr);
    heir->stop();
}

}  // namespace
}  // namespace halogate::upstream

// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <list>
#include <optional>
#include <string>

#include "base/random.hpp"
#include "core/token/token_gate.hpp"
#include "core/token/token_lifecycle.hpp"
#include "io/alarm.hpp"
#include "io/task_group.hpp"
#include "upstream/token_fetcher.hpp"

namespace halogate::upstream {

/// When a token is renewed although nobody waits for it.
enum class Upkeep : std::uint8_t {
    always,
    while_used,  ///< only if it, or the failure to get it, has concerned somebody since it was fetched last
};

/// The token of one set of scopes: one cache, one fetch in flight for any number of callers, renewal in the
/// background. The rules are TokenLifecycle's, and TokenGate's where several sources ask the same endpoint;
/// this class fetches when they say so, in tasks of the given group. Reactor thread only. stop() and an empty
/// group come before destruction, or is_idle().
class TokenSource {
public:
    /// What all sources of one tenant share.
    struct Surroundings {
        io::TaskGroup& tasks;
        io::AlarmClock& clock;
        Random& random;
        TokenFetcher& fetcher;
        token::TokenGate& gate;
        token::TokenLifecycle::Settings lifecycle;
    };
    /// Why a waiting call is woken.
    using OnChange = std::function<void()>;
    /// Told of each fetch that ended: null for success.
    using OnFetched = std::function<void(TokenSource&, const token::FetchFailure*)>;

    /// `on_unwanted` is told when, after stop(), nobody waits any more.
    TokenSource(Surroundings surroundings, std::string scope, Upkeep upkeep, OnFetched on_fetched,
                std::function<void()> on_unwanted = {});
    TokenSource(const TokenSource&) = delete;
    TokenSource& operator=(const TokenSource&) = delete;

    /// Keeps a token at hand from now on, as far as the upkeep says; with Upkeep::always it fetches the
    /// first.
    void start();
    /// Before start(): takes over another source's token.
    void inherit(const TokenSource& from, token::TokenLifecycle::Heritage heritage) {
        lifecycle_.inherit(from.lifecycle_, heritage);
    }
    /// No renewal in the background any more. Who still waits for a token gets one.
    void stop();
    /// Another source's fetch has ended: the gate may be open.
    void look_again() { fetch_if_due(); }

    [[nodiscard]] const std::string& scope() const noexcept { return scope_; }
    /// The token that may be sent now, or null. Valid until the coroutine that asked suspends.
    [[nodiscard]] const token::AccessToken* usable() const { return lifecycle_.usable(here_.clock.now()); }
    /// For how long usable() is good; 0 when there is none.
    [[nodiscard]] Duration usable_for() const {
        const TimePoint now = here_.clock.now();
        return lifecycle_.usable(now) == nullptr ? Duration::zero() : lifecycle_.expires_at() - now;
    }
    [[nodiscard]] token::TokenState state() const { return lifecycle_.state(here_.clock.now()); }
    [[nodiscard]] const token::FetchFailure* failure() const { return lifecycle_.failure(); }
    /// The tenant refuses to give one, as far as was asked lately: waiting is no use.
    [[nodiscard]] bool is_refused() const;
    /// How long the tenant's 429 to any source's request still lasts.
    [[nodiscard]] std::optional<Duration> held_back_for() const;
    [[nodiscard]] std::uint64_t requests() const noexcept { return requests_; }
    /// Nobody waits and no fetch runs.
    [[nodiscard]] bool is_idle() const noexcept { return waiters_.empty() && !lifecycle_.fetching(); }
    [[nodiscard]] bool is_awaited() const noexcept { return !waiters_.empty(); }

    /// A call is to be sent with this token, or would be if it were there.
    void note_use();
    /// The tenant refused, or took, the token of this generation.
    void rejected(std::uint64_t generation);
    void accepted(std::uint64_t generation);
    /// Until when the token of this generation, which was refused, is served all the same because others are
    /// taken with it: a call that it was refused to is better repeated then. The past when it is gone.
    [[nodiscard]] TimePoint served_until(std::uint64_t generation) const;

    /// A place among those who want to know when a token is there or has become unobtainable. Leaves with it.
    class Waiter {
    public:
        Waiter(TokenSource& source, OnChange on_change);
        ~Waiter();
        Waiter(const Waiter&) = delete;
        Waiter& operator=(const Waiter&) = delete;

    private:
        TokenSource& source_;
        std::list<OnChange>::iterator place_;
    };

private:
    [[nodiscard]] bool is_wanted() const noexcept;
    void fetch_if_due();
    using Answer = Expected<token::AccessToken, token::FetchFailure>;
    [[nodiscard]] io::Task<void> fetch();
    [[nodiscard]] io::Task<Answer> ask();
    void tell_gate();
    void tell_if_unwanted();
    void wake_waiters();

    Surroundings here_;
    std::string scope_;
    Upkeep upkeep_;
    token::TokenLifecycle lifecycle_;
    OnFetched on_fetched_;
    std::function<void()> on_unwanted_;
    io::Alarm next_fetch_;
    std::list<OnChange> waiters_;
    std::uint64_t requests_ = 0;
    bool running_ = false;
    bool used_ = false;          ///< since the last fetch ended
    bool is_asked_for_ = false;  ///< the fetch in flight was started by somebody who wants to know
};

}  // namespace halogate::upstream

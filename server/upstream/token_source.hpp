// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <list>

#include "base/random.hpp"
#include "core/token/token_lifecycle.hpp"
#include "io/alarm.hpp"
#include "io/task_group.hpp"
#include "upstream/token_fetcher.hpp"

namespace halogate::upstream {

/// The shared token: one cache, one fetch in flight for any number of callers, renewal in the background. The
/// rules are TokenLifecycle's; this class fetches when they say so, in tasks of the given group. Reactor
/// thread only. stop() and an empty group come before destruction.
class TokenSource {
public:
    /// Why a waiting call is woken.
    using OnChange = std::function<void()>;
    /// Told of each fetch that ended: null for success.
    using OnFetched = std::function<void(const token::FetchFailure*)>;

    TokenSource(io::TaskGroup& tasks, io::AlarmClock& clock, Random& random, TokenFetcher& fetcher,
                token::TokenLifecycle::Settings settings, OnFetched on_fetched);

    /// Fetches the first token and keeps one at hand from now on.
    void start();
    /// No renewal in the background any more. Who still waits for a token gets one.
    void stop();

    /// The token that may be sent now, or null. Valid until the coroutine that asked suspends.
    [[nodiscard]] const token::AccessToken* usable() const { return lifecycle_.usable(clock_.now()); }
    [[nodiscard]] token::TokenState state() const { return lifecycle_.state(clock_.now()); }
    [[nodiscard]] const token::FetchFailure* failure() const { return lifecycle_.failure(); }
    [[nodiscard]] std::uint64_t requests() const noexcept { return requests_; }

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
    void fetch_if_due();
    using Answer = Expected<token::AccessToken, token::FetchFailure>;
    [[nodiscard]] io::Task<void> fetch();
    [[nodiscard]] io::Task<Answer> ask();
    void wake_waiters();

    io::TaskGroup& tasks_;
    io::AlarmClock& clock_;
    Random& random_;
    TokenFetcher& fetcher_;
    token::TokenLifecycle lifecycle_;
    OnFetched on_fetched_;
    io::Alarm next_fetch_;
    std::list<OnChange> waiters_;
    std::uint64_t requests_ = 0;
    bool running_ = false;
};

}  // namespace halogate::upstream

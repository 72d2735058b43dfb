// SPDX-License-Identifier: MIT
#include "upstream/token_source.hpp"

#include <exception>
#include <utility>

namespace halogate::upstream {

TokenSource::TokenSource(io::TaskGroup& tasks, io::AlarmClock& clock, Random& random, TokenFetcher& fetcher,
                         token::TokenLifecycle::Settings settings, OnFetched on_fetched)
    : tasks_{tasks},
      clock_{clock},
      random_{random},
      fetcher_{fetcher},
      lifecycle_{settings},
      on_fetched_{std::move(on_fetched)},
      next_fetch_{clock, [this] { fetch_if_due(); }} {}

void TokenSource::start() {
    running_ = true;
    fetch_if_due();
}

void TokenSource::stop() {
    running_ = false;
    if (waiters_.empty()) next_fetch_.clear();
}

void TokenSource::rejected(std::uint64_t generation) {
    lifecycle_.rejected(generation);
    fetch_if_due();
}

void TokenSource::accepted(std::uint64_t generation) {
    lifecycle_.accepted(generation);
}

TimePoint TokenSource::served_until(std::uint64_t generation) const {
    const token::AccessToken* const token = usable();
    if (token == nullptr || token->generation != generation) return TimePoint::min();
    return lifecycle_.next_fetch_at().value_or(TimePoint::min());
}

void TokenSource::fetch_if_due() {
    if (!running_ && waiters_.empty()) return;
    if (lifecycle_.should_fetch(clock_.now())) {
        lifecycle_.fetch_started();
        next_fetch_.clear();
        tasks_.spawn(fetch());
        return;
    }
    if (const auto at = lifecycle_.next_fetch_at()) next_fetch_.set(*at);
}

io::Task<void> TokenSource::fetch() {
    const TimePoint sent_at = clock_.now();
    ++requests_;
    auto answer = co_await ask();
    if (answer) {
        lifecycle_.fetched(std::move(*answer), sent_at);
    } else {
        lifecycle_.fetch_failed(std::move(answer).error(), random_, clock_.now());
    }
    on_fetched_(lifecycle_.failure());
    wake_waiters();
    fetch_if_due();
}

io::Task<TokenSource::Answer> TokenSource::ask() {
    try {
        co_return co_await fetcher_.fetch();
    } catch (const std::exception&) {
        // A bug, or no memory; but a fetch that never ends would leave everybody without a token for good.
        co_return Unexpected{token::FetchFailure{token::FetchFailure::Kind::unusable,
                                                 "an internal error while asking for a token", std::nullopt}};
    }
}

void TokenSource::wake_waiters() {
    for (const OnChange& on_change : waiters_) on_change();
}

TokenSource::Waiter::Waiter(TokenSource& source, OnChange on_change) : source_{source} {
    place_ = source.waiters_.insert(source.waiters_.end(), std::move(on_change));
    source.fetch_if_due();
}

TokenSource::Waiter::~Waiter() {
    source_.waiters_.erase(place_);
}

}  // namespace halogate::upstream

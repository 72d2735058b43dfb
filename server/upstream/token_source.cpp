// SPDX-License-Identifier: MIT
#include "upstream/token_source.hpp"

#include <algorithm>
#include <exception>
#include <utility>

namespace halogate::upstream {

TokenSource::TokenSource(Surroundings surroundings, std::string scope, Upkeep upkeep, OnFetched on_fetched,
                         std::function<void()> on_unwanted)
    : here_{surroundings},
      scope_{std::move(scope)},
      upkeep_{upkeep},
      lifecycle_{surroundings.lifecycle},
      on_fetched_{std::move(on_fetched)},
      on_unwanted_{std::move(on_unwanted)},
      next_fetch_{surroundings.clock, [this] { fetch_if_due(); }} {}

void TokenSource::start() {
    running_ = true;
    fetch_if_due();
}

void TokenSource::stop() {
    running_ = false;
    tell_if_unwanted();
}

void TokenSource::tell_if_unwanted() {
    if (running_ || !waiters_.empty()) return;
    next_fetch_.clear();
    if (on_unwanted_) on_unwanted_();
}

bool TokenSource::is_refused() const {
    // After a silence the old refusal proves nothing: who comes first waits for the answer to a new request.
    const bool is_news_awaited = lifecycle_.fetching() && is_asked_for_;
    return state() == token::TokenState::refused && !is_news_awaited;
}

std::optional<Duration> TokenSource::held_back_for() const {
    const Duration left = here_.gate.opens_at() - std::min(here_.clock.now(), here_.gate.opens_at());
    if (left <= Duration::zero()) return std::nullopt;
    return left;
}

void TokenSource::note_use() {
    if (used_) return;
    used_ = true;
    if (upkeep_ == Upkeep::always) return;
    const bool was_fetching = lifecycle_.fetching();
    fetch_if_due();
    is_asked_for_ = !was_fetching && lifecycle_.fetching();
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

bool TokenSource::is_wanted() const noexcept {
    if (!waiters_.empty()) return true;
    return running_ && (upkeep_ == Upkeep::always || used_);
}

void TokenSource::fetch_if_due() {
    if (!is_wanted()) return;
    const TimePoint now = here_.clock.now();
    if (!lifecycle_.should_fetch(now)) {
        if (const auto at = lifecycle_.next_fetch_at()) next_fetch_.set(*at);
        return;
    }
    if (!here_.gate.is_open(now)) {
        // A gate that is taken has no time at which it opens; look_again() comes when the other has ended.
        if (here_.gate.opens_at() > now) next_fetch_.set(here_.gate.opens_at());
        return;
    }
    lifecycle_.fetch_started();
    here_.gate.began();
    next_fetch_.clear();
    here_.tasks.spawn(fetch());
}

io::Task<void> TokenSource::fetch() {
    const TimePoint sent_at = here_.clock.now();
    ++requests_;
    auto answer = co_await ask();
    used_ = false;
    is_asked_for_ = false;
    if (answer) {
        lifecycle_.fetched(std::move(*answer), sent_at);
    } else {
        lifecycle_.fetch_failed(std::move(answer).error(), here_.random, here_.clock.now());
    }
    tell_gate();
    on_fetched_(*this, lifecycle_.failure());
    wake_waiters();
    fetch_if_due();
}

io::Task<TokenSource::Answer> TokenSource::ask() {
    try {
        co_return co_await here_.fetcher.fetch(scope_);
    } catch (const std::exception&) {
        // A bug, or no memory; but a fetch that never ends would leave everybody without a token for good.
        co_return Unexpected{token::FetchFailure{.kind = token::FetchFailure::Kind::unusable,
                                                 .message = "an internal error while asking for a token",
                                                 .retry_after = std::nullopt}};
    }
}

void TokenSource::tell_gate() {
    const token::FetchFailure* const failure = lifecycle_.failure();
    if (failure == nullptr) return here_.gate.succeeded();
    if (failure->kind != token::FetchFailure::Kind::throttled) return here_.gate.failed();
    here_.gate.throttled(lifecycle_.next_fetch_at().value_or(here_.clock.now()));
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
    source_.tell_if_unwanted();
}

}  // namespace halogate::upstream

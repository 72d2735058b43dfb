// SPDX-License-Identifier: MIT
#include "core/token/token_lifecycle.hpp"

#include <algorithm>
#include <utility>

#include "core/retry/backoff.hpp"

namespace halogate::token {

namespace {

/// Tokens that may be refused in a row before the credentials count as refused.
constexpr unsigned hiccups = 3;

}  // namespace

void TokenLifecycle::inherit(const TokenLifecycle& from, Heritage heritage) {
    const Settings own = settings_;
    *this = from;
    settings_ = own;
    fetching_ = false;
    if (heritage == Heritage::same) {
        // One that was refused is to be replaced sooner than its age says; that stands.
        if (refusals_ == 0) set_renewal();
        return;
    }
    // What became of the other's requests says nothing about ours.
    failure_.reset();
    failures_ = refusals_ = 0;
    replacing_ = false;
    renew_at_ = retry_at_ = TimePoint{};
}

void TokenLifecycle::set_renewal() noexcept {
    if (token_) renew_at_ = expires_at_ - std::min(settings_.refresh_before, token_->lifetime / 2);
}

TokenState TokenLifecycle::state(TimePoint now) const {
    if (is_served(now)) return now < renew_at_ ? TokenState::fresh : TokenState::aging;
    if (failure_ && failure_->kind == FetchFailure::Kind::refused) return TokenState::refused;
    return token_ ? TokenState::expired : TokenState::empty;
}

const AccessToken* TokenLifecycle::usable(TimePoint now) const {
    return is_served(now) ? &*token_ : nullptr;
}

const FetchFailure* TokenLifecycle::failure() const {
    return failure_ ? &*failure_ : nullptr;
}

bool TokenLifecycle::should_fetch(TimePoint now) const {
    const auto at = next_fetch_at();
    return at && *at <= now;
}

std::optional<TimePoint> TokenLifecycle::next_fetch_at() const {
    if (fetching_) return std::nullopt;
    return token_ ? std::max(renew_at_, retry_at_) : retry_at_;
}

void TokenLifecycle::fetch_started() noexcept {
    fetching_ = true;
}

void TokenLifecycle::fetched(AccessToken token, TimePoint sent_at) {
    fetching_ = false;
    if (!std::exchange(replacing_, false)) refusals_ = 0;
    failure_.reset();
    failures_ = 0;
    accepted_ = false;

    token.generation = ++generation_;
    token.lifetime = std::max(token.lifetime, Duration::zero());
    sent_at_ = sent_at;
    expires_at_ = sent_at + token.lifetime;
    // A tenant that hands out tokens of no length is not asked without end.
    retry_at_ = sent_at + settings_.backoff_base;
    token_ = std::move(token);
    set_renewal();
}

void TokenLifecycle::fetch_failed(FetchFailure failure, Random& random, TimePoint now) {
    fetching_ = false;
    ++failures_;
    // At least half of the base, because zero, which full jitter may draw, would be no pause at all.
    const retry::Backoff backoff{.base = settings_.backoff_base, .cap = settings_.backoff_cap};
    const Duration pause = std::max({backoff.full_jitter(failures_, random), settings_.backoff_base / 2,
                                     failure.retry_after.value_or(Duration::zero())});
    retry_at_ = now + pause;
    failure_ = std::move(failure);
}

void TokenLifecycle::rejected(std::uint64_t generation) {
    // Fifty refusals of one token are one.
    if (!token_ || token_->generation != generation || replacing_) return;
    const bool is_repeated = refusals_ > 0;
    const retry::Backoff backoff{.base = settings_.backoff_base, .cap = settings_.backoff_cap};
    const TimePoint next = is_repeated ? sent_at_ + backoff.ceiling(refusals_) : sent_at_;
    ++refusals_;
    replacing_ = true;

    retry_at_ = failure_ ? std::max(retry_at_, next) : next;
    if (is_repeated && accepted_) {
        expires_at_ = std::min(expires_at_, next);
        renew_at_ = std::min(renew_at_, next);
        return;
    }
    token_.reset();
    if (!is_repeated) return;
    // A tenant that hiccups refuses a token or two, and callers wait the moment out; one that refuses each is
    // told to them at once.
    const bool is_habit = refusals_ > hiccups;
    failure_ = FetchFailure{.kind = is_habit ? FetchFailure::Kind::refused : FetchFailure::Kind::unusable,
                            .message =
                                "the tenant hands out tokens and then refuses them: check that the API "
                                "application's agent is active and may use the API, and the scopes asked for",
                            .retry_after = std::nullopt};
}

void TokenLifecycle::accepted(std::uint64_t generation) noexcept {
    if (token_ && token_->generation == generation) accepted_ = true;
}

}  // namespace halogate::token

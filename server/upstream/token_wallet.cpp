// SPDX-License-Identifier: MIT
#include "upstream/token_wallet.hpp"

#include <algorithm>

namespace halogate::upstream {

TokenWallet::TokenWallet(io::TaskGroup& tasks, io::AlarmClock& clock, Random& random, TokenFetcher& fetcher,
                         Settings settings, TokenSource::OnFetched on_fetched)
    : plan_{std::move(settings.plan)},
      surroundings_{tasks, clock, random, fetcher, gate_, settings.lifecycle},
      on_fetched_{std::move(on_fetched)},
      base_{surroundings_, plan_.base(), Upkeep::always,
            [this](TokenSource& source, const token::FetchFailure* failure) { after_fetch(source, failure); },
            [this] { abandon_if_unwanted(); }} {}

void TokenWallet::inherit(const TokenWallet& before) {
    using Heritage = token::TokenLifecycle::Heritage;
    gate_ = before.gate_.successor();
    const bool both_shared =
        plan_.mode() == token::TokenMode::shared && before.plan_.mode() == token::TokenMode::shared;
    if (const Place* const same = before.find(base_.source.scope())) {
        base_.source.inherit(same->source, Heritage::same);
    } else if (both_shared) {
        base_.source.inherit(before.base_.source, Heritage::stopgap);
    }
    if (plan_.mode() == token::TokenMode::shared) return;
    const auto take_over = [this](const Place& place) {
        const std::string& scope = place.source.scope();
        if (scope == base_.source.scope() || sets() >= most_sets) return;
        auto own = new_place(scope);
        own->source.inherit(place.source, Heritage::same);
        others_.emplace(scope, std::move(own));
    };
    take_over(before.base_);
    for (const auto& [scope, place] : before.others_) take_over(*place);
}

const TokenWallet::Place* TokenWallet::find(const std::string& scope) const noexcept {
    if (scope == base_.source.scope()) return &base_;
    const auto found = others_.find(scope);
    return found == others_.end() ? nullptr : found->second.get();
}

bool TokenWallet::is_idle() const noexcept {
    return base_.source.is_idle() && std::all_of(others_.begin(), others_.end(), [](const auto& entry) {
               return entry.second->source.is_idle();
           });
}

void TokenWallet::abandon_if_unwanted() {
    if (running_ || base_.source.is_awaited()) return;
    for (const auto& [scope, place] : others_)
        if (place->source.is_awaited()) return;
    surroundings_.fetcher.abandon();
}

void TokenWallet::start() {
    running_ = true;
    base_.source.start();
    for (const auto& [scope, place] : others_) place->source.start();
}

void TokenWallet::stop() {
    running_ = false;
    base_.source.stop();
    for (const auto& [scope, place] : others_) place->source.stop();
}

TokenWallet::Lease TokenWallet::lease(std::string_view permission) {
    Place& place = plan_.mode() == token::TokenMode::shared ? base_ : place_for(plan_.scopes_for(permission));
    place.used_at = ++leases_;
    Lease lease{place};
    place.source.note_use();
    return lease;
}

TokenWallet::Place& TokenWallet::place_for(const std::string& scope) {
    if (scope == base_.source.scope()) return base_;
    if (const auto found = others_.find(scope); found != others_.end()) return *found->second;
    make_room();
    auto place = new_place(scope);
    if (running_) place->source.start();
    return *others_.emplace(scope, std::move(place)).first->second;
}

std::unique_ptr<TokenWallet::Place> TokenWallet::new_place(const std::string& scope) {
    return std::make_unique<Place>(
        surroundings_, scope, Upkeep::while_used,
        [this](TokenSource& source, const token::FetchFailure* failure) { after_fetch(source, failure); },
        [this] { abandon_if_unwanted(); });
}

void TokenWallet::make_room() {
    if (sets() < most_sets) return;
    auto oldest = others_.end();
    for (auto it = others_.begin(); it != others_.end(); ++it) {
        const Place& place = *it->second;
        const bool is_free = place.leases == 0 && place.source.is_idle();
        if (is_free && (oldest == others_.end() || place.used_at < oldest->second->used_at)) oldest = it;
    }
    if (oldest != others_.end()) others_.erase(oldest);
}

void TokenWallet::after_fetch(TokenSource& source, const token::FetchFailure* failure) {
    on_fetched_(source, failure);
    if (&source != &base_.source) base_.source.look_again();
    for (const auto& [scope, place] : others_)
        if (&place->source != &source) place->source.look_again();
}

}  // namespace halogate::upstream

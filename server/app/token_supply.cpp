// SPDX-License-Identifier: MIT
#include "app/token_supply.hpp"

#include <utility>

#include "app/program_parts.hpp"

namespace halogate::app {

TokenSupply::TokenSupply(const Surroundings& here, std::shared_ptr<TenantLink> link,
                         const settings::Settings& settings, OnFetched on_fetched)
    : link_{std::move(link)},
      tenant_{settings.tenant},
      scopes_{scopes(settings)},
      on_fetched_{std::move(on_fetched)},
      alarms_{here.context, here.clock},
      dialer_{here.context.get_executor(), alarms_, link_->tls()},
      fetcher_{fetcher_settings(settings), here.clock, dialer_, [this] { alarms_.ring_all(); }},
      wallet_{here.tasks,
              here.alarms,
              here.random,
              fetcher_,
              wallet_settings(settings),
              [this](const upstream::TokenSource& source, const token::FetchFailure* failure) {
                  if (in_force_) on_fetched_(tenant_.tokens, source, failure);
              }} {}

bool TokenSupply::serves(const settings::Settings& settings, const TenantLink& link) const {
    const settings::TenantSettings& wanted = settings.tenant;
    return &link == link_.get() && wanted.name == tenant_.name && wanted.token_url == tenant_.token_url &&
           wanted.client_id == tenant_.client_id &&
           wanted.client_secret.equals(tenant_.client_secret.reveal()) && wanted.tokens == tenant_.tokens &&
           wanted.refresh_before == tenant_.refresh_before && scopes(settings) == scopes_;
}

bool TokenSupply::is_same_client(const TokenSupply& other) const {
    return tenant_.base_url == other.tenant_.base_url && tenant_.name == other.tenant_.name &&
           tenant_.token_url == other.tenant_.token_url && tenant_.client_id == other.tenant_.client_id;
}

void TokenSupply::start(const TokenSupply* before) {
    in_force_ = true;
    // A token is shown to nobody but the tenant that gave it, and a call acts as nobody but its own client.
    if (before != nullptr && is_same_client(*before)) wallet_.inherit(before->wallet_);
    wallet_.start();
}

void TokenSupply::stop() {
    in_force_ = false;
    wallet_.stop();
}

}  // namespace halogate::app

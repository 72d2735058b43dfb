// SPDX-License-Identifier: MIT
#include "app/generation.hpp"

#include <utility>

#include "app/program_parts.hpp"

namespace halogate::app {

namespace {

RoutePlaces route_places(const settings::Settings& settings, const RoutePlaces* before) {
    const auto routes = policy_settings(settings).routes;
    return before == nullptr ? RoutePlaces{routes} : before->after(routes);
}

std::shared_ptr<TenantLink> link_for(const Generation::Surroundings& here, const settings::Settings& settings,
                                     const Generation* before) {
    auto terms = TenantLink::terms(settings, here.extra_ca_pem);
    if (before != nullptr && before->link()->terms() == terms) return before->link();
    return std::make_shared<TenantLink>(here.context.get_executor(), here.alarms, std::move(terms));
}

std::shared_ptr<TokenSupply> tokens_for(const Generation::Surroundings& here,
                                        const settings::Settings& settings,
                                        const std::shared_ptr<TenantLink>& link, const Generation* before) {
    if (before != nullptr && before->tokens()->serves(settings, *link)) return before->tokens();
    const TokenSupply::Surroundings surroundings{here.context, here.tasks, here.alarms, here.clock,
                                                 here.random};
    return std::make_shared<TokenSupply>(surroundings, link, settings, here.on_fetched);
}

std::vector<gateway::ListenerProfile> profiles(const settings::Settings& settings) {
    std::vector<gateway::ListenerProfile> result;
    for (const settings::ListenerSettings& listener : settings.listeners)
        result.push_back(listener_profile(listener, settings));
    return result;
}

}  // namespace

Generation::Generation(const Surroundings& here, settings::Settings settings,
                       std::vector<std::uint32_t> consumers, const Generation* before)
    : settings_{std::move(settings)},
      routes_{route_places(settings_, before == nullptr ? nullptr : &before->routes_)},
      link_{link_for(here, settings_, before)},
      tokens_{tokens_for(here, settings_, link_, before)},
      policy_{policy_settings(settings_)},
      consumers_{app::consumers(settings_), token_mint(settings_, here.process_key)},
      gateway_settings_{gateway_settings(settings_)},
      profiles_{app::profiles(settings_)},
      services_{here.context.get_executor(),
                here.alarms,
                here.clock,
                here.random,
                gateway_settings_,
                policy_,
                consumers_,
                here.admission,
                tokens_->wallet(),
                link_->pool(),
                here.retry_budget,
                here.observer,
                here.caps,
                here.sharing,
                here.buffered_bytes,
                here.spooled_bytes,
                {std::move(consumers), routes_.numbers()},
                &here.configuration,
                here.tracer} {}

}  // namespace halogate::app

// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "app/route_places.hpp"
#include "app/tenant_link.hpp"
#include "app/token_supply.hpp"
#include "core/policy/caps.hpp"
#include "core/policy/policy.hpp"
#include "gateway/services.hpp"
#include "settings/settings.hpp"

namespace halogate::app {

/// One configuration, and what is built of it alone. Calls that began under it hold it to their end. Reactor
/// thread only.
class Generation {
public:
    /// What outlives configurations, and is theirs in common.
    struct Surroundings {
        boost::asio::io_context& context;
        io::AlarmClock& alarms;
        const Clock& clock;
        Random& random;
        io::TaskGroup& tasks;
        gateway::AdmissionDriver& admission;
        retry::RetryBudget& retry_budget;
        policy::Caps& caps;
        gateway::Sharing& sharing;
        observe::Observer& observer;
        std::size_t& buffered_bytes;
        std::size_t& spooled_bytes;
        const gateway::ConfigurationState& configuration;
        trace::Tracer* tracer;     ///< null: spans are not recorded
        std::string extra_ca_pem;  ///< a certificate to trust besides the configured ones
        Secret process_key;        ///< signs local tokens where the configuration names no key
        TokenSupply::OnFetched on_fetched;
    };

    /// `before`: the one in force, whose connections and tokens are used on where they are the same; may be
    /// null. `consumers`: where they stand in what outlives this. Puts nothing in force. Throws
    /// std::runtime_error for what only shows when things are built.
    Generation(const Surroundings& here, settings::Settings settings, std::vector<std::uint32_t> consumers,
               const Generation* before);
    Generation(const Generation&) = delete;
    Generation& operator=(const Generation&) = delete;

    [[nodiscard]] const settings::Settings& settings() const noexcept { return settings_; }
    [[nodiscard]] gateway::Services& services() noexcept { return services_; }
    [[nodiscard]] const std::shared_ptr<TenantLink>& link() const noexcept { return link_; }
    [[nodiscard]] const std::shared_ptr<TokenSupply>& tokens() const noexcept { return tokens_; }
    /// By the order of settings().listeners.
    [[nodiscard]] const std::vector<gateway::ListenerProfile>& profiles() const noexcept { return profiles_; }

private:
    settings::Settings settings_;
    RoutePlaces routes_;
    std::shared_ptr<TenantLink> link_;
    std::shared_ptr<TokenSupply> tokens_;
    // Who may do what.
    policy::Policy policy_;
    // Who is who, and which tokens are ours.
    gateway::ConsumerBook consumers_;
    gateway::GatewaySettings gateway_settings_;
    std::vector<gateway::ListenerProfile> profiles_;
    gateway::Services services_;
};

}  // namespace halogate::app

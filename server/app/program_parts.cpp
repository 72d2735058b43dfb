// SPDX-License-Identifier: MIT
#include "app/program_parts.hpp"

#include <algorithm>
#include <stdexcept>

#include "base/ascii.hpp"
#include "base/digest.hpp"
#include "base/strong_random.hpp"
#include "core/policy/rights.hpp"
#include "settings/scope_warnings.hpp"
#include "upstream/url.hpp"

namespace halogate::app {

policy::Policy::Settings policy_settings(const settings::Settings& settings) {
    policy::Policy::Settings result;
    result.routes = settings.catalogue;
    result.routes.insert(result.routes.end(), settings.extra_routes.begin(), settings.extra_routes.end());
    for (const auto& consumer : settings.consumers) result.consumers.push_back(consumer.policy);
    result.unlisted = settings.unlisted;
    result.wrap_single_objects = settings.wrap_single_objects;
    return result;
}

std::vector<gateway::Consumer> consumers(const settings::Settings& settings) {
    std::vector<gateway::Consumer> result;
    for (const auto& consumer : settings.consumers) {
        const settings::IdentifySettings& identify = consumer.identify;
        gateway::Credentials credentials;
        credentials.keys = identify.api_key_sha256;
        if (!identify.api_key.empty()) credentials.keys.push_back(sha256(identify.api_key.reveal()));
        if (!identify.client_id.empty())
            credentials.client = gateway::client_digest(identify.client_id, identify.client_secret.reveal());
        credentials.uids = identify.uids;
        credentials.certificate = identify.certificate;
        result.push_back({consumer.policy.name, std::move(credentials),
                          consumer.max_wait.value_or(settings.queue.max_wait), consumer.policy.allow,
                          policy::rights_of(consumer.policy)});
    }
    return result;
}

Secret new_process_key() {
    return strong_random_bytes(local_token::Mint::shortest_key);
}

local_token::Mint token_mint(const settings::Settings& settings, const Secret& process_key) {
    const settings::LocalTokenSettings& tokens = settings.local_tokens;
    return {tokens.key.empty() ? process_key : tokens.key,
            std::chrono::ceil<std::chrono::seconds>(tokens.lifetime)};
}

queue::Admission::Settings admission_settings(const settings::Settings& settings,
                                              const std::vector<std::uint32_t>& places, std::size_t count) {
    queue::Admission::Settings result;
    result.limits = settings.limits;
    // One connection carries one exchange: more of them than connections could never start.
    result.limits.concurrency = std::min(settings.limits.concurrency, settings.tenant.max_connections);
    result.max_waiting = settings.queue.max_waiting;
    queue::ConsumerShare gone;
    gone.exists = false;
    result.consumers.resize(count, gone);
    for (std::size_t i = 0; i < settings.consumers.size(); ++i) {
        queue::ConsumerShare share;
        share.weight = settings.consumers[i].weight;
        if (settings.consumers[i].max_waiting) share.max_waiting = *settings.consumers[i].max_waiting;
        result.consumers[places[i]] = share;
    }
    return result;
}

std::vector<policy::CapShapes> cap_shapes(const settings::Settings& settings,
                                          const std::vector<std::uint32_t>& places, std::size_t count) {
    std::vector<policy::CapShapes> shapes(count);
    for (std::size_t i = 0; i < settings.consumers.size(); ++i)
        shapes[places[i]] = settings.consumers[i].caps;
    return shapes;
}

gateway::Sharing::Settings sharing_settings(const settings::Settings& settings) {
    gateway::Sharing::Settings result;
    result.in_flight = settings.sharing.in_flight;
    result.largest_answer = settings.sharing.largest_answer;
    result.most_bytes = settings.sharing.in_flight_size;
    result.cache.most_bytes = settings.sharing.cache_size;
    for (const auto& rule : settings.cache) result.cache.rules.push_back(rule);
    result.keys = settings.idempotency;
    return result;
}

std::vector<std::string> scopes(const settings::Settings& settings) {
    if (!settings.tenant.scopes.empty()) return settings.tenant.scopes;
    auto result = policy_scopes(settings);
    if (result.empty()) result.push_back(settings::scope_without_permissions(settings.mode));
    return result;
}

std::vector<std::string> policy_scopes(const settings::Settings& settings) {
    return settings::needed_permissions(settings).scopes();
}

upstream::HaloTokenFetcher::Settings fetcher_settings(const settings::Settings& settings) {
    upstream::HaloTokenFetcher::Settings result;
    result.base_url = settings.tenant.base_url;
    result.token_url = settings.tenant.token_url;
    result.server_name = settings.tenant.tls_server_name;
    result.tenant = settings.tenant.name;
    result.client_id = settings.tenant.client_id;
    result.client_secret = settings.tenant.client_secret;
    return result;
}

upstream::TokenWallet::Settings wallet_settings(const settings::Settings& settings) {
    return {.plan = token::ScopePlan{settings.tenant.tokens, scopes(settings)},
            .lifecycle = {.refresh_before = settings.tenant.refresh_before}};
}

gateway::GatewaySettings gateway_settings(const settings::Settings& settings) {
    const auto url = upstream::parse_https_url(settings.tenant.base_url);
    if (!url) throw std::runtime_error{"tenant.base_url: " + url.error()};
    gateway::GatewaySettings result;
    result.buffer_bytes = settings.callers.buffer;
    result.max_buffered_bytes = settings.callers.max_buffered;
    result.max_body_bytes = settings.callers.max_body;
    result.max_connections = settings.callers.max_connections;
    result.head_limits = {.head_bytes = settings.callers.max_head,
                          .fields = settings.callers.max_fields,
                          .target_bytes = settings.callers.max_target};
    result.head_timeout = settings.callers.head_timeout;
    result.body_timeout = settings.callers.body_timeout;
    result.idle_timeout = settings.callers.idle_timeout;
    result.longest_wait = settings.queue.longest_wait;
    result.response_timeout = settings.tenant.response_timeout;
    result.retry = settings.retry;
    result.mode = settings.mode;
    result.paging = settings.paging;
    result.tenant_authority = url->authority;
    result.tenant_path = url->path;
    result.tenant_headers = settings.tenant.headers;
    return result;
}

gateway::ListenerProfile listener_profile(const settings::ListenerSettings& listener,
                                          const settings::Settings& settings) {
    gateway::ListenerProfile profile;
    profile.is_unix = !listener.unix_path.empty();
    const std::string host = listener.address.substr(0, listener.address.rfind(':'));
    profile.loopback = profile.is_unix || host == "localhost" || host.starts_with("127.") || host == "[::1]";
    profile.tls = listener.tls.is_on();
    // Whoever shows a certificate that client_ca vouches for has brought a credential.
    profile.trusted = profile.loopback || listener.trust_network || listener.knows_every_caller();
    profile.any_address = host == "0.0.0.0" || host == "[::]";
    for (const std::string& name : listener.hosts) profile.hosts.push_back(ascii::lowered(name));
    profile.origins = listener.origins;
    const bool brackets = host.size() > 2 && host.front() == '[';
    profile.hosts.push_back(brackets ? host.substr(1, host.size() - 2) : host);
    for (std::size_t i = 0; i < settings.consumers.size(); ++i)
        if (!listener.consumer.empty() && settings.consumers[i].policy.name == listener.consumer)
            profile.consumer = i;
    return profile;
}

}  // namespace halogate::app

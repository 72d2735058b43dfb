// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "core/local_token/mint.hpp"
#include "core/policy/caps.hpp"
#include "core/policy/policy.hpp"
#include "gateway/consumer_book.hpp"
#include "gateway/services.hpp"
#include "settings/settings.hpp"
#include "upstream/token_fetcher.hpp"
#include "upstream/token_wallet.hpp"

namespace halogate::app {

/// From checked settings to what the layers below want. Each function is one translation and decides nothing.
[[nodiscard]] policy::Policy::Settings policy_settings(const settings::Settings& settings);
[[nodiscard]] std::vector<gateway::Consumer> consumers(const settings::Settings& settings);
/// With the configured key, or `process_key`, which this process alone knows.
[[nodiscard]] local_token::Mint token_mint(const settings::Settings& settings, const Secret& process_key);
[[nodiscard]] Secret new_process_key();
/// `places`: where each consumer stands, of `count` places; the others are of consumers that are gone.
[[nodiscard]] queue::Admission::Settings admission_settings(const settings::Settings& settings,
                                                            const std::vector<std::uint32_t>& places,
                                                            std::size_t count);
[[nodiscard]] std::vector<policy::CapShapes> cap_shapes(const settings::Settings& settings,
                                                        const std::vector<std::uint32_t>& places,
                                                        std::size_t count);
[[nodiscard]] gateway::Sharing::Settings sharing_settings(const settings::Settings& settings);
[[nodiscard]] upstream::HaloTokenFetcher::Settings fetcher_settings(const settings::Settings& settings);
/// Throws std::runtime_error when tenant.base_url is no https URL.
[[nodiscard]] gateway::GatewaySettings gateway_settings(const settings::Settings& settings);
[[nodiscard]] gateway::ListenerProfile listener_profile(const settings::ListenerSettings& listener,
                                                        const settings::Settings& settings);
[[nodiscard]] upstream::TokenWallet::Settings wallet_settings(const settings::Settings& settings);
/// What is asked of the token endpoint: the configured list, or the least set that all consumers need
/// together.
[[nodiscard]] std::vector<std::string> scopes(const settings::Settings& settings);
/// The least set that all consumers need together, whatever is configured.
[[nodiscard]] std::vector<std::string> policy_scopes(const settings::Settings& settings);

}  // namespace halogate::app

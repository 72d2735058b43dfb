// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/io_context.hpp>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "app/tenant_link.hpp"
#include "base/random.hpp"
#include "io/asio_alarm_clock.hpp"
#include "io/task_group.hpp"
#include "io/tls_dialer.hpp"
#include "settings/settings.hpp"
#include "upstream/token_fetcher.hpp"
#include "upstream/token_wallet.hpp"

namespace halogate::app {

/// The tokens of one client of one tenant: who asks for them, and the wallet that keeps them. Outlives a
/// reload that changes neither credentials nor scopes. Destroyed only once is_idle(). Reactor thread only.
class TokenSupply {
public:
    /// What outlives it.
    struct Surroundings {
        boost::asio::io_context& context;
        io::TaskGroup& tasks;
        io::AlarmClock& alarms;
        const Clock& clock;
        Random& random;
    };
    /// Told of each fetch that ended while this supply was in force: null for success.
    using OnFetched =
        std::function<void(token::TokenMode, const upstream::TokenSource&, const token::FetchFailure*)>;

    TokenSupply(const Surroundings& here, std::shared_ptr<TenantLink> link,
                const settings::Settings& settings, OnFetched on_fetched);
    TokenSupply(const TokenSupply&) = delete;
    TokenSupply& operator=(const TokenSupply&) = delete;

    /// Whether this configuration asks for the same tokens in the same way.
    [[nodiscard]] bool serves(const settings::Settings& settings, const TenantLink& link) const;
    /// Takes over what `before` has, if that was the same client's at the same tenant; then fetches.
    void start(const TokenSupply* before);
    /// No renewal any more; who waits gets a token. Fetches that nobody waits for are abandoned.
    void stop();
    /// After stop(): again, in case a fetch went on.
    void abandon_if_unwanted() { wallet_.abandon_if_unwanted(); }
    [[nodiscard]] bool is_idle() const noexcept { return wallet_.is_idle(); }

    [[nodiscard]] upstream::TokenWallet& wallet() noexcept { return wallet_; }

private:
    [[nodiscard]] bool is_same_client(const TokenSupply& other) const;

    std::shared_ptr<TenantLink> link_;
    settings::TenantSettings tenant_;
    std::vector<std::string> scopes_;
    OnFetched on_fetched_;
    bool in_force_ = false;
    // Waits of their own, so that fetches can be abandoned without ending anybody else's.
    io::AsioAlarmClock alarms_;
    io::TlsDialer dialer_;
    upstream::HaloTokenFetcher fetcher_;
    upstream::TokenWallet wallet_;
};

}  // namespace halogate::app

// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "base/clock.hpp"
#include "base/expected.hpp"
#include "base/secret.hpp"
#include "core/token/token_lifecycle.hpp"
#include "io/dialer.hpp"
#include "upstream/url.hpp"

namespace halogate::upstream {

/// Asks for one access token with these scopes, a list with blanks between. Who asks, and when, is the token
/// source's matter. Requests for different sets may run at once.
class TokenFetcher {
public:
    virtual ~TokenFetcher() = default;
    [[nodiscard]] virtual io::Task<Expected<token::AccessToken, token::FetchFailure>> fetch(
        std::string scope) = 0;
    /// Nobody wants the tokens that are being fetched: the requests end now, as if their time were over.
    virtual void abandon() {}
};

/// HaloPSA's token endpoint, client_credentials (RFC 6749, 4.4): `tenant` in the query, `scope` always sent.
/// Where the endpoint is, is asked once of authinfo unless the configuration says it.
class HaloTokenFetcher final : public TokenFetcher {
public:
    struct Settings {
        std::string base_url;
        std::string token_url;    ///< empty: authinfo, else base_url + /auth/token
        std::string server_name;  ///< for SNI and the certificate check of base_url's host; empty: that host
        std::string tenant;
        std::string client_id;
        Secret client_secret;
        Duration timeout = std::chrono::seconds{15};
    };
    /// `end_waits` ends every wait of the dialer and its connections; without it nothing is abandoned.
    HaloTokenFetcher(Settings settings, const Clock& clock, io::Dialer& dialer,
                     std::function<void()> end_waits = {})
        : settings_{std::move(settings)}, clock_{clock}, dialer_{dialer}, end_waits_{std::move(end_waits)} {}

    [[nodiscard]] io::Task<Expected<token::AccessToken, token::FetchFailure>> fetch(
        std::string scope) override;

    void abandon() override {
        if (end_waits_) end_waits_();
    }

    /// Where tokens come from, found out once and kept.
    [[nodiscard]] io::Task<Expected<Url, token::FetchFailure>> find_token_url();

private:
    [[nodiscard]] io::Task<Expected<std::string, token::FetchFailure>> ask_authinfo();
    /// Takes an address apart. On the host of base_url the certificate is checked for server_name.
    [[nodiscard]] Expected<Url, std::string> parse(const std::string& address) const;
    [[nodiscard]] Expected<Url, token::FetchFailure> keep(const std::string& token_url);

    Settings settings_;
    const Clock& clock_;
    io::Dialer& dialer_;
    std::function<void()> end_waits_;
    std::optional<Url> found_;
};

}  // namespace halogate::upstream

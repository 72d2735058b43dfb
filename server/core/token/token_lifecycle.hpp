// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "base/secret.hpp"

namespace halogate::token {

struct AccessToken {
    Secret value;
    Duration lifetime{};           ///< expires_in
    std::string scope;             ///< as granted; may be empty
    std::string agent;             ///< who the token acts as, from id_token; may be empty
    std::uint64_t generation = 0;  ///< given by TokenLifecycle: a refusal names the token it was about
};

struct FetchFailure {
    enum class Kind : std::uint8_t {
        refused,      ///< the tenant says that id, secret, tenant or scope is wrong
        unreachable,  ///< no answer
        unusable,     ///< an answer without a usable token
        throttled,    ///< 429
    };
    Kind kind = Kind::unreachable;
    std::string message;  ///< what the tenant said and what to do, free of secrets
    std::optional<Duration> retry_after;
    std::string code = {};  ///< the tenant's `error` (RFC 6749, 5.2), e.g. "invalid_scope"; empty: none
    std::string said = {};  ///< the tenant's own words, fit to be shown; empty: none
};

/// EMPTY, FRESH, AGING (renewed in the background, still served), EXPIRED (never sent), REFUSED (the tenant
/// says the credentials are wrong; one try per back-off step, callers are told at once).
enum class TokenState : std::uint8_t { empty, fresh, aging, expired, refused };

/// The life of the one shared token, as a pure state machine. It fetches nothing: it says when to.
class TokenLifecycle {
public:
    struct Settings {
        Duration refresh_before = std::chrono::minutes{5};  ///< never more than half of the token's life
        Duration backoff_base = std::chrono::seconds{1};
        Duration backoff_cap = std::chrono::minutes{1};
    };
    explicit TokenLifecycle(Settings settings) : settings_{settings} {}

    /// How another's token is taken over: it is what this one would ask for, or it is only served until this
    /// one's own has come, which is due at once.
    enum class Heritage : std::uint8_t { same, stopgap };
    /// Before anything else. A fetch of the other's that is in flight stays the other's.
    void inherit(const TokenLifecycle& from, Heritage heritage);

    [[nodiscard]] TokenState state(TimePoint now) const;
    /// The token that may be sent now, or null. Valid until the next call that changes the state.
    [[nodiscard]] const AccessToken* usable(TimePoint now) const;
    /// When the token that is usable now can no longer be sent.
    [[nodiscard]] TimePoint expires_at() const noexcept { return expires_at_; }
    /// The last failure, while there is one that has not been followed by a success.
    [[nodiscard]] const FetchFailure* failure() const;

    /// A fetch should be started now: none is running, the token is missing, aging or expired, and the
    /// back-off after a failure has passed.
    [[nodiscard]] bool should_fetch(TimePoint now) const;
    /// The earliest time at which should_fetch may turn true by itself; nothing while a fetch runs.
    [[nodiscard]] std::optional<TimePoint> next_fetch_at() const;

    void fetch_started() noexcept;
    /// `sent_at`: when the request was sent; the token's life is counted from there, never from the answer.
    void fetched(AccessToken token, TimePoint sent_at);
    void fetch_failed(FetchFailure failure, Random& random, TimePoint now);
    /// The tenant refused the token of this generation. The first time it is forgotten, and a new one may be
    /// fetched at once. When the new one is refused as well, fetches are spaced by a growing back-off,
    /// counted from when the refused token was asked for: a tenant that refuses every token is not hammered
    /// (state refused, with a failure that says so). If others are served with it meanwhile (accepted), it
    /// stays in use until then: one route that answers 401 whatever the token must not cost the others
    /// theirs. Older generations are ignored.
    void rejected(std::uint64_t generation);
    /// The tenant answered an exchange with this generation's token, and not with a refusal of the token.
    /// Cheap: to be called for every such answer.
    void accepted(std::uint64_t generation) noexcept;

    [[nodiscard]] bool fetching() const noexcept { return fetching_; }

private:
    void set_renewal() noexcept;
    [[nodiscard]] bool is_served(TimePoint now) const noexcept { return token_ && now < expires_at_; }

    Settings settings_;
    std::optional<AccessToken> token_;
    TimePoint sent_at_{};  ///< when the token was asked for
    TimePoint renew_at_{};
    TimePoint expires_at_{};
    std::optional<FetchFailure> failure_;
    TimePoint retry_at_{};   ///< no fetch before
    unsigned failures_ = 0;  ///< fetches failed in a row
    unsigned refusals_ = 0;  ///< tokens refused since the last one that lived until its renewal
    std::uint64_t generation_ = 0;
    bool accepted_ = false;   ///< the token has served an exchange
    bool replacing_ = false;  ///< the next token stands in for a refused one
    bool fetching_ = false;
};

}  // namespace halogate::token

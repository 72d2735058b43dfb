// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/clock.hpp"
#include "sandbox/scope_set.hpp"

namespace halogate::sandbox {

/// How a token that is no good is refused: HaloPSA does both.
enum class Refusal { unauthorized_401, token_not_found_400 };
/// Which of the two is said about tokens that are unknown or expired.
enum class RefusalHabit { always_401, always_400, alternating };

/// What the desk knows about a presented token.
struct TokenVerdict {
    /// The scopes of a live token; nullptr when it is refused.
    const ScopeSet* scopes = nullptr;
    Refusal refusal = Refusal::unauthorized_401;
};

/// Issues opaque bearer tokens and knows which of them are alive. Any number may live at once.
class TokenDesk {
public:
    TokenDesk(Duration lifetime, RefusalHabit habit) noexcept : lifetime_{lifetime}, habit_{habit} {}

    [[nodiscard]] std::string issue(ScopeSet scopes, TimePoint now);
    /// A token without scopes is known and yet refused with 401 on every call.
    [[nodiscard]] TokenVerdict judge(std::string_view token, TimePoint now);
    /// What a token was issued for, whether or not it is still good; empty for one that was not issued here.
    [[nodiscard]] std::string scope_of(std::string_view token) const;
    /// Every token issued so far is refused from now on, in that way. Returns how many were alive.
    std::size_t revoke_all(Refusal refusal, TimePoint now);

    [[nodiscard]] Duration lifetime() const noexcept { return lifetime_; }
    /// For tokens issued from now on.
    void set_lifetime(Duration lifetime) noexcept { lifetime_ = lifetime; }

private:
    struct Issued {
        ScopeSet scopes;
        TimePoint expires;
        bool revoked = false;
        Refusal refusal = Refusal::unauthorized_401;
    };

    void forget_expired(TimePoint now);
    Refusal next_refusal() noexcept;

    Duration lifetime_;
    RefusalHabit habit_;
    bool said_401_ = false;
    TimePoint next_sweep_{};
    std::unordered_map<std::string, Issued> tokens_;
};

/// `count` bytes from OpenSSL's generator, base64url: for tokens. Throws when there is no randomness.
[[nodiscard]] std::string random_text(std::size_t count);

}  // namespace halogate::sandbox

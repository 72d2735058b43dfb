// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/digest.hpp"
#include "base/expected.hpp"
#include "base/secret.hpp"
#include "core/policy/permission_set.hpp"

namespace halogate::local_token {

/// What a local token says of its bearer.
struct Grant {
    std::string consumer;
    /// The bearer may do no more than this, whatever the consumer's policy holds; nothing: all that it holds.
    std::optional<policy::PermissionSet> only = std::nullopt;
};

/// Why a token is not taken.
enum class Fault : std::uint8_t {
    malformed,
    forged,
    other_key,  ///< signed before a restart, or by a gateway with another key
    expired,
};
/// One clause for people: what is wrong with the token, and what to do.
[[nodiscard]] std::string_view to_string(Fault fault) noexcept;

/// Makes and verifies local tokens. They carry no state on the server: what they say is in them, signed by
/// HMAC-SHA-256, so that every gateway with the same key takes them. To the bearer they are opaque, and fit
/// for a field (RFC 6750, 2.1). Immutable.
class Mint {
public:
    static constexpr std::size_t shortest_key = 32;  ///< bytes

    /// `lifetime` in whole seconds. Throws std::invalid_argument for a shorter key.
    Mint(const Secret& key, std::chrono::seconds lifetime);

    [[nodiscard]] std::string issue(const Grant& grant, WallTime now) const;
    /// Good up to the second before its expiry; never for less time than lifetime() after it was issued.
    [[nodiscard]] Expected<Grant, Fault> verify(std::string_view token, WallTime now) const;
    /// A JWT (RFC 7519, HS256) that names the consumer, for clients that read an id_token. It opens nothing.
    /// `consumer` is a name of the configuration: letters, digits, '-', '_' and '.'.
    [[nodiscard]] std::string identity_token(std::string_view consumer, WallTime now) const;

    [[nodiscard]] std::chrono::seconds lifetime() const noexcept { return lifetime_; }
    /// Whether somebody's Bearer token is, by its form, one of ours: then it must be good.
    [[nodiscard]] static bool has_form_of_ours(std::string_view token) noexcept;

private:
    [[nodiscard]] std::chrono::sys_seconds expiry(WallTime now) const noexcept;

    // Each use has a key of its own, so that no signature can stand for another.
    Secret access_key_;
    Secret identity_key_;
    std::string key_id_;
    std::chrono::seconds lifetime_;
};

}  // namespace halogate::local_token

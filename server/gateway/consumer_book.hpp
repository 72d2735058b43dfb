// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/digest.hpp"
#include "base/expected.hpp"
#include "core/call/call_record.hpp"
#include "core/local_token/mint.hpp"
#include "core/local_token/token_request.hpp"
#include "core/policy/permission_set.hpp"
#include "http/head.hpp"
#include "io/byte_stream.hpp"

namespace halogate::gateway {

/// What every API key that `halogate key` makes begins with: a Bearer token that does and is no known key is
/// a wrong key, not a token of somebody else's.
inline constexpr std::string_view key_prefix = "hgk_";

/// What a consumer is recognised by; any one is enough. Of secrets the digests alone are kept.
struct Credentials {
    std::vector<Digest> keys = {};         ///< SHA-256 of each of its API keys
    std::optional<Digest> client = {};     ///< client_digest of its client_id and client_secret
    std::vector<std::uint32_t> uids = {};  ///< of processes on a unix socket
    std::string certificate = {};          ///< a SAN in lower case; empty: none
};

struct Consumer {
    std::string name;
    Credentials credentials = {};
    Duration max_wait{};
    policy::PermissionSet allow = {};  ///< what a token may be issued for
    std::string rights = {};           ///< policy::rights_of: consumers with the same may share answers
};

/// What a listener says about who comes in through it.
struct ListenerProfile {
    bool is_unix = false;
    bool tls = false;  ///< callers speak TLS: the address in authinfo is an https one
    bool loopback = true;
    bool trusted = true;                  ///< who brings no credential is `anonymous`; else it is refused
    std::optional<std::size_t> consumer;  ///< whoever comes in here is this consumer
    std::vector<std::string>
        hosts;  ///< names that Host may hold, in lower case, besides IP addresses of this machine
    std::string_view hosts_option = "the listener's `hosts`";  ///< where they are configured, for people
    std::vector<std::string> origins;  ///< of pages that may use it, as browsers write them
    bool any_address = false;          ///< bound to all addresses: Host may hold any IP address
};

/// One digest for a client's id and secret together.
[[nodiscard]] Digest client_digest(std::string_view id, std::string_view secret);

struct KnownDigest {
    Digest digest;
    std::size_t consumer;
};
/// Compares with every one in constant time, so that the time tells neither whether there was one nor which;
/// of several equal ones the last counts.
[[nodiscard]] std::optional<std::size_t> owner_of(std::span<const KnownDigest> known,
                                                  const Digest& digest) noexcept;

/// Who is who. Index 0 is `anonymous`. Immutable.
class ConsumerBook {
public:
    ConsumerBook(std::vector<Consumer> consumers, local_token::Mint mint);

    struct Identified {
        std::size_t consumer = 0;
        call::Identity identity = call::Identity::none;
        /// The caller's token was issued for less than the consumer holds.
        std::optional<policy::PermissionSet> only = std::nullopt;
    };
    /// The first of these that says who it is decides: the listener's own consumer, the client certificate,
    /// the unix socket's peer, X-API-Key, a key or a local token as Bearer. After the first three nothing
    /// that the request presents is asked for, but a good token of the same consumer narrows it still.
    /// A wrong key is refused, never anonymous; so is a token that by its form is ours and is not good. Any
    /// other Bearer token counts as none on a loopback listener: existing clients send their own.
    [[nodiscard]] Expected<Identified, http::Refusal> identify(const ListenerProfile& listener,
                                                               const io::PeerCredentials& peer,
                                                               const http::Fields& fields,
                                                               WallTime now) const;

    /// Whom a token is issued for at the token endpoint. Who is known by its transport needs no pair; where
    /// no consumer has one, any pair is `anonymous` on a trusted listener; else it must be a consumer's.
    [[nodiscard]] Expected<Identified, http::Refusal> identify_client(
        const ListenerProfile& listener, const io::PeerCredentials& peer,
        const std::optional<local_token::ClientPair>& client) const;

    [[nodiscard]] const Consumer& at(std::size_t index) const { return consumers_.at(index); }
    [[nodiscard]] std::size_t size() const noexcept { return consumers_.size(); }
    [[nodiscard]] const local_token::Mint& mint() const noexcept { return mint_; }

private:
    using Found = Expected<std::optional<Identified>, http::Refusal>;

    /// Nothing when the transport says nothing.
    [[nodiscard]] Found by_transport(const ListenerProfile& listener, const io::PeerCredentials& peer) const;
    [[nodiscard]] Found by_certificate(const io::PeerCredentials& peer) const;
    [[nodiscard]] Found by_request(const ListenerProfile& listener, const http::Fields& fields,
                                   WallTime now) const;
    [[nodiscard]] Found by_bearer(const ListenerProfile& listener, std::string_view token,
                                  WallTime now) const;
    [[nodiscard]] Found by_local_token(const ListenerProfile& listener, std::string_view token,
                                       WallTime now) const;
    [[nodiscard]] std::optional<std::size_t> owner_of_key(std::string_view key) const;

    std::vector<Consumer> consumers_;
    std::vector<KnownDigest> keys_;
    std::vector<KnownDigest> clients_;
    local_token::Mint mint_;
};

}  // namespace halogate::gateway

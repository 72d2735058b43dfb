// SPDX-License-Identifier: MIT
#include "gateway/consumer_book.hpp"

#include <algorithm>
#include <utility>

#include "base/ascii.hpp"

namespace halogate::gateway {

namespace {

using call::Identity;

Unexpected<http::Refusal> unknown(std::string detail) {
    return Unexpected{http::Refusal{ErrorCode::unknown_consumer, std::move(detail)}};
}

std::optional<std::string_view> bearer_token(std::string_view authorization) {
    constexpr std::string_view scheme = "Bearer ";
    if (!ascii::starts_with_ignoring_case(authorization, scheme)) return std::nullopt;
    return ascii::trimmed(authorization.substr(scheme.size()));
}

std::optional<std::string_view> bearer_token(const http::Fields& fields) {
    const auto authorization = fields.find("Authorization");
    return authorization ? bearer_token(*authorization) : std::nullopt;
}

}  // namespace

// Digests of both parts: where one ends and the other begins is part of what is compared.
Digest client_digest(std::string_view id, std::string_view secret) {
    std::string both{as_bytes(sha256(id))};
    both += as_bytes(sha256(secret));
    return sha256(both);
}

std::optional<std::size_t> owner_of(std::span<const KnownDigest> known, const Digest& digest) noexcept {
    std::optional<std::size_t> found;
    for (const KnownDigest& each : known)
        if (equal_in_constant_time(each.digest, digest)) found = each.consumer;
    return found;
}

ConsumerBook::ConsumerBook(std::vector<Consumer> consumers, local_token::Mint mint)
    : consumers_{std::move(consumers)}, mint_{std::move(mint)} {
    for (std::size_t i = 0; i < consumers_.size(); ++i) {
        for (const Digest& key : consumers_[i].credentials.keys) keys_.push_back({key, i});
        if (const auto& client = consumers_[i].credentials.client) clients_.push_back({*client, i});
    }
}

std::optional<std::size_t> ConsumerBook::owner_of_key(std::string_view key) const {
    if (key.empty()) return std::nullopt;
    return owner_of(keys_, sha256(key));
}

ConsumerBook::Found ConsumerBook::by_certificate(const io::PeerCredentials& peer) const {
    std::optional<Identified> found;
    for (std::size_t i = 0; i < consumers_.size(); ++i) {
        const auto& name = consumers_[i].credentials.certificate;
        const auto& names = peer.certificate_names;
        if (name.empty() || std::find(names.begin(), names.end(), name) == names.end()) continue;
        if (found)
            return unknown("the client certificate names two consumers, \"" +
                           consumers_[found->consumer].name + "\" and \"" + consumers_[i].name +
                           "\": use one that names one of them");
        found = Identified{i, Identity::certificate};
    }
    return found;
}

ConsumerBook::Found ConsumerBook::by_transport(const ListenerProfile& listener,
                                               const io::PeerCredentials& peer) const {
    if (listener.consumer) return std::optional{Identified{*listener.consumer, Identity::listener}};
    auto found = by_certificate(peer);
    if (!found || *found || !peer.uid) return found;
    for (std::size_t i = 0; i < consumers_.size(); ++i) {
        const auto& uids = consumers_[i].credentials.uids;
        if (std::find(uids.begin(), uids.end(), *peer.uid) != uids.end())
            return std::optional{Identified{i, Identity::uid}};
    }
    return found;
}

ConsumerBook::Found ConsumerBook::by_local_token(const ListenerProfile& listener, std::string_view token,
                                                 WallTime now) const {
    auto grant = mint_.verify(token, now);
    if (!grant)
        return unknown("the token " + std::string{to_string(grant.error())} +
                       ": ask the token endpoint (POST /auth/token) for a new one");
    const auto consumer = std::find_if(consumers_.begin(), consumers_.end(),
                                       [&](const Consumer& each) { return each.name == grant->consumer; });
    if (consumer == consumers_.end())
        return unknown(
            "the token is of a consumer that no longer exists: ask for a new one with the "
            "credentials of a consumer");
    const auto index = static_cast<std::size_t>(consumer - consumers_.begin());
    if (index == 0 && !listener.trusted)
        return unknown("the token names no consumer, and this listener is open to consumers only");
    return std::optional{Identified{index, Identity::local_token, std::move(grant->only)}};
}

ConsumerBook::Found ConsumerBook::by_bearer(const ListenerProfile& listener, std::string_view token,
                                            WallTime now) const {
    if (const auto owner = owner_of_key(token)) return std::optional{Identified{*owner, Identity::api_key}};
    if (local_token::Mint::has_form_of_ours(token)) return by_local_token(listener, token, now);
    if (token.starts_with(key_prefix))
        return unknown(
            "the Bearer token is the key of no consumer: `halogate key NAME` makes one for "
            "policy.consumers.NAME.identify");
    return std::optional<Identified>{};
}

ConsumerBook::Found ConsumerBook::by_request(const ListenerProfile& listener, const http::Fields& fields,
                                             WallTime now) const {
    if (fields.count("Authorization") > 1)
        return unknown("Authorization is given more than once: send it once");
    if (const auto key = fields.find("X-API-Key")) {
        if (fields.count("X-API-Key") > 1) return unknown("X-API-Key is given more than once: send it once");
        if (const auto owner = owner_of_key(*key))
            return std::optional{Identified{*owner, Identity::api_key}};
        return unknown("X-API-Key is the key of no consumer: check policy.consumers.NAME.identify");
    }
    const auto token = bearer_token(fields);
    return token ? by_bearer(listener, *token, now) : Found{std::optional<Identified>{}};
}

Expected<ConsumerBook::Identified, http::Refusal> ConsumerBook::identify(const ListenerProfile& listener,
                                                                         const io::PeerCredentials& peer,
                                                                         const http::Fields& fields,
                                                                         WallTime now) const {
    auto known = by_transport(listener, peer);
    if (!known) return Unexpected{std::move(known).error()};
    if (*known) {
        auto presented = by_request(listener, fields, now);
        const bool same = presented && *presented && (*presented)->consumer == (*known)->consumer;
        if (same) (*known)->only = std::move((*presented)->only);
        return *std::move(*known);
    }
    auto presented = by_request(listener, fields, now);
    if (!presented) return Unexpected{std::move(presented).error()};
    if (*presented) return *std::move(*presented);
    // On a port that others may reach a credential that is none of ours is refused, never anonymous.
    if (listener.trusted && (!fields.find("Authorization") || listener.loopback)) return Identified{};
    return unknown(
        "this listener wants to know who calls: send `Authorization: Bearer KEY` or `X-API-Key: KEY` with a "
        "key of policy.consumers, or a token of POST /auth/token");
}

Expected<ConsumerBook::Identified, http::Refusal> ConsumerBook::identify_client(
    const ListenerProfile& listener, const io::PeerCredentials& peer,
    const std::optional<local_token::ClientPair>& client) const {
    const auto invalid = [](std::string detail) {
        return Unexpected{http::Refusal{ErrorCode::invalid_client, std::move(detail)}};
    };
    auto known = by_transport(listener, peer);
    if (!known) return Unexpected{std::move(known).error()};
    if (*known) return *std::move(*known);
    if (clients_.empty() && listener.trusted) return Identified{0, Identity::none};
    if (!client)
        return invalid(
            "client_id and client_secret are missing: send those of "
            "policy.consumers.NAME.identify, in the form or by HTTP Basic");
    if (const auto owner = owner_of(clients_, client_digest(client->id, client->secret.reveal())))
        return Identified{*owner, Identity::local_token};
    return invalid(
        "no consumer has this client_id and client_secret: send those of "
        "policy.consumers.NAME.identify, never the tenant's own");
}

}  // namespace halogate::gateway

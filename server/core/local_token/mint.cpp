// SPDX-License-Identifier: MIT
#include "core/local_token/mint.hpp"

#include <array>
#include <stdexcept>
#include <utility>

#include "base/ascii.hpp"
#include "base/base64.hpp"

namespace halogate::local_token {

namespace {

constexpr std::string_view family = "hgt";
constexpr std::string_view version = "hgt1.";
constexpr std::size_t longest_token = 4096;
constexpr std::size_t key_id_digits = 8;
constexpr char between_fields = '\n';
constexpr std::string_view whole_policy = "*";

Secret derived(const Secret& key, std::string_view use) {
    return Secret{as_bytes(hmac_sha256(key.reveal(), use))};
}

std::string signature(const Secret& key, std::string_view text) {
    return base64url(as_bytes(hmac_sha256(key.reveal(), text)));
}

std::string text_of(const std::optional<policy::PermissionSet>& only) {
    if (!only) return std::string{whole_policy};
    std::string text;
    for (const std::string& name : only->names()) text.append(text.empty() ? "" : " ").append(name);
    return text;
}

/// The fields of a payload, in the order that issue() writes them.
using Fields = std::array<std::string_view, 4>;

std::optional<Fields> fields_of(std::string_view payload) {
    Fields fields;
    for (std::size_t i = 0; i + 1 < fields.size(); ++i) {
        const auto end = payload.find(between_fields);
        if (end == std::string_view::npos) return std::nullopt;
        fields[i] = payload.substr(0, end);
        payload.remove_prefix(end + 1);
    }
    fields.back() = payload;
    return fields;
}

/// Nothing when a word is no permission: the token is of another version of this program, then.
std::optional<policy::PermissionSet> permissions_in(std::string_view text) {
    policy::PermissionSet set;
    while (!text.empty()) {
        const auto word = text.substr(0, text.find(' '));
        if (!set.add(word)) return std::nullopt;
        text.remove_prefix(std::min(text.size(), word.size() + 1));
    }
    return set;
}

}  // namespace

std::string_view to_string(Fault fault) noexcept {
    switch (fault) {
        case Fault::malformed: return "is not whole";
        case Fault::forged: return "was not made here";
        case Fault::other_key: return "was signed with another key (before a restart, or by another gateway)";
        case Fault::expired: return "has expired";
    }
    return "is not good";
}

Mint::Mint(const Secret& key, std::chrono::seconds lifetime)
    : access_key_{derived(key, "halogate access token")},
      identity_key_{derived(key, "halogate identity token")},
      key_id_{to_hex(hmac_sha256(key.reveal(), "halogate key id")).substr(0, key_id_digits)},
      lifetime_{lifetime} {
    if (key.reveal().size() < shortest_key)
        throw std::invalid_argument{"a key for local tokens needs at least 32 bytes"};
}

// Rounded up: a client counts from its own clock's reading, and must not find the token dead too early.
std::chrono::sys_seconds Mint::expiry(WallTime now) const noexcept {
    return std::chrono::ceil<std::chrono::seconds>(now) + lifetime_;
}

std::string Mint::issue(const Grant& grant, WallTime now) const {
    std::string payload = key_id_;
    payload.append(1, between_fields).append(grant.consumer).append(1, between_fields);
    payload.append(std::to_string(expiry(now).time_since_epoch().count())).append(1, between_fields);
    payload.append(text_of(grant.only));
    std::string token = std::string{version} + base64url(payload);
    return token + '.' + signature(access_key_, token);
}

Expected<Grant, Fault> Mint::verify(std::string_view token, WallTime now) const {
    const auto dot = token.rfind('.');
    if (token.size() > longest_token || !token.starts_with(version) || dot < version.size())
        return Unexpected{Fault::malformed};
    const auto signed_part = token.substr(0, dot);
    const auto given = base64url_decoded(token.substr(dot + 1));
    const auto payload = base64url_decoded(signed_part.substr(version.size()));
    const auto fields = payload ? fields_of(*payload) : std::nullopt;
    Digest signature{};
    if (!fields || !given || given->size() != signature.size()) return Unexpected{Fault::malformed};
    std::copy(given->begin(), given->end(), signature.begin());
    const auto& [key_id, consumer, expires, scope] = *fields;
    if (!equal_in_constant_time(signature, hmac_sha256(access_key_.reveal(), signed_part)))
        return Unexpected{key_id == key_id_ ? Fault::forged : Fault::other_key};

    const auto expires_at = ascii::to_unsigned(expires);
    if (!expires_at) return Unexpected{Fault::malformed};
    const std::chrono::sys_seconds end{std::chrono::seconds{*expires_at}};
    if (now >= end) return Unexpected{Fault::expired};
    Grant grant{std::string{consumer}};
    if (scope == whole_policy) return grant;
    grant.only = permissions_in(scope);
    if (!grant.only) return Unexpected{Fault::malformed};
    return grant;
}

std::string Mint::identity_token(std::string_view consumer, WallTime now) const {
    const std::string name{consumer};
    const auto issued = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
    std::string claims = R"({"iss":"halogate","sub":")" + name;
    claims.append(R"(","aud":")").append(name).append(R"(","name":")").append(name);
    // RFC 2606, 2: a domain that never is one.
    claims.append(R"(","email":")").append(name).append(R"(@halogate.invalid","iat":)");
    claims.append(std::to_string(issued)).append(R"(,"exp":)");
    claims.append(std::to_string(expiry(now).time_since_epoch().count())).append("}");
    std::string token = base64url(R"({"alg":"HS256","typ":"JWT"})") + '.' + base64url(claims);
    return token + '.' + signature(identity_key_, token);
}

bool Mint::has_form_of_ours(std::string_view token) noexcept {
    return token.size() > version.size() && token.starts_with(family) &&
           ascii::is_digit(token[family.size()]) && token[family.size() + 1] == '.';
}

}  // namespace halogate::local_token

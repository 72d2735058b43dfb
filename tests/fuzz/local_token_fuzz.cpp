// SPDX-License-Identifier: MIT
// A caller at our own token endpoint: the first line is its Authorization, the second its Content-Type
// (empty: a form), the rest the body. The body is tried as a scope and as a local token, too.
#include <algorithm>
#include <string>

#include "base/base64.hpp"
#include "core/local_token/mint.hpp"
#include "core/local_token/scope_request.hpp"
#include "core/local_token/token_request.hpp"
#include "fuzz/fuzz_target.hpp"

namespace halogate::fuzz {

namespace {

using namespace std::chrono_literals;
namespace lt = local_token;

constexpr WallTime now{std::chrono::sys_days{std::chrono::year{2026} / 3 / 1}};
constexpr std::string_view form_type = "application/x-www-form-urlencoded";

/// The fields of a form by the plainest reading: raw names and values. It holds where nothing is escaped.
std::string plain_value(std::string_view body, std::string_view name) {
    while (!body.empty()) {
        const auto part = body.substr(0, body.find('&'));
        body.remove_prefix(std::min(body.size(), part.size() + 1));
        if (part.substr(0, part.find('=')) == name && part.size() > name.size())
            return std::string{part.substr(name.size() + 1)};
    }
    return {};
}

void require_request(std::string_view authorization, std::string_view type, std::string_view body) {
    const auto request =
        lt::read_token_request({.content_type = type, .authorization = authorization, .body = body});
    if (!request) {
        require(!request.error().detail.empty(), "a refusal says why");
        const auto code = request.error().code;
        require(code == ErrorCode::invalid_request || code == ErrorCode::unsupported_grant_type,
                "a refusal is one of the two that RFC 6749 has for it");
        return;
    }
    const bool is_plain = body.find_first_of("%+") == std::string_view::npos;
    if (is_plain) {
        require(plain_value(body, "grant_type") == "client_credentials",
                "the only grant is client_credentials");
        require(plain_value(body, "scope") == request->scope, "the scope is the form's");
    }
    if (authorization.empty() && is_plain) {
        const auto id = plain_value(body, "client_id");
        const auto secret = plain_value(body, "client_secret");
        require(request->client.has_value() == (!id.empty() || !secret.empty()), "a pair or none");
        if (request->client)
            require(request->client->id == id && request->client->secret.equals(secret),
                    "the pair is the form's");
    }
}

/// The pair arrives whole, however it is sent.
void require_pair(std::string_view bytes) {
    const auto half = bytes.size() / 2;
    std::string pair;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        constexpr std::string_view digits = "0123456789ABCDEF";
        const auto byte = static_cast<unsigned char>(bytes[i]);
        if (i == half) pair += ':';
        (pair += '%') += digits[byte >> 4U];
        pair += digits[byte & 0xFU];
    }
    if (bytes.empty()) return;
    const auto form = "grant_type=client_credentials&client_id=" + pair.substr(0, pair.find(':')) +
                      "&client_secret=" + pair.substr(pair.find(':') + 1);
    const auto sent =
        lt::read_token_request({.content_type = form_type, .authorization = std::nullopt, .body = form});
    require(sent && sent->client, "an escaped pair is taken");
    require(sent->client->id == bytes.substr(0, half) && sent->client->secret.equals(bytes.substr(half)),
            "an escaped pair arrives as it was");
}

policy::PermissionSet held() {
    policy::PermissionSet set;
    for (const auto* permission : {"edit:tickets", "read:customers"})
        require(set.add(permission).has_value(), "known");
    return set;
}

void require_scope(std::string_view requested) {
    const auto granted = lt::grant_scope(requested, held());
    if (!granted) return require(!granted.error().empty(), "a refusal says why");
    require(!granted->text.empty(), "the scope of an answer is never empty");
    if (!granted->only) return;
    require(!granted->only->holds_all(), "nobody is granted all who does not hold it");
    for (const auto& name : granted->only->names())
        require(name == "read:customers" || name.ends_with(":tickets"),
                "nothing is granted that is not held");
}

void require_no_forgery(std::string_view bytes) {
    const lt::Mint mint{Secret{std::string(32, 'k')}, 1h};
    const auto token = mint.issue({.consumer = "alert-bridge", .only = held()}, now);
    const auto good = mint.verify(token, now);
    require(good && good->consumer == "alert-bridge", "a token of ours is taken");
    const auto at = bytes.empty() ? 0U : static_cast<unsigned char>(bytes.front()) % token.size();
    for (const auto& forged : {std::string{bytes}, token.substr(0, at) + std::string{bytes},
                               token.substr(0, at) + std::string{bytes} + token.substr(at),
                               std::string{bytes} + token, token + std::string{bytes}}) {
        if (forged != token) require(!mint.verify(forged, now), "no other bytes are a token of ours");
    }
    require(!mint.verify(token, now + 1h + 1s), "a token ends");
}

void require_one_spelling(std::string_view text) {
    if (const auto bytes = base64url_decoded(text))
        require(base64url(*bytes) == text, "there is one spelling");
    const auto padded = base64_decoded(text);
    if (!padded) return;
    require(text.size() % 4 == 0 &&
                padded->size() ==
                    text.size() / 4 * 3 - static_cast<std::size_t>(std::count(text.begin(), text.end(), '=')),
            "four characters are three bytes");
}

}  // namespace

void try_input(std::string_view input) noexcept {
    const auto authorization = next_line(input);
    const auto type = next_line(input);
    require_request(authorization, type.empty() ? form_type : type, input);
    require_pair(input.substr(0, 100));
    require_scope(input);
    require_no_forgery(input);
    require_one_spelling(input);
    require_one_spelling(authorization.substr(std::min<std::size_t>(authorization.size(), 6)));
}

}  // namespace halogate::fuzz

// SPDX-License-Identifier: MIT
#include "core/local_token/token_request.hpp"

#include <algorithm>
#include <vector>

#include "base/ascii.hpp"
#include "base/base64.hpp"
#include "core/local_token/form.hpp"

namespace halogate::local_token {

namespace {

using Fields = std::vector<FormField>;
using Client = std::optional<ClientPair>;

Unexpected<TokenRefusal> refused(std::string detail) {
    return Unexpected{TokenRefusal{ErrorCode::invalid_request, std::move(detail)}};
}

std::string_view value_of(const Fields& fields, std::string_view name) {
    const auto found =
        std::find_if(fields.begin(), fields.end(), [&](const FormField& f) { return f.name == name; });
    return found == fields.end() ? std::string_view{} : found->value.reveal();
}

bool is_form(std::string_view content_type) {
    const auto type = ascii::trimmed(content_type.substr(0, content_type.find(';')));
    return ascii::equal_ignoring_case(type, "application/x-www-form-urlencoded");
}

/// What stands behind "Basic"; nothing for another scheme: clients send tokens of their own here as well.
std::optional<std::string_view> basic_part(const std::optional<std::string_view>& authorization) {
    constexpr std::string_view scheme = "Basic ";
    if (!authorization || !ascii::starts_with_ignoring_case(*authorization, scheme)) return std::nullopt;
    return ascii::trimmed(authorization->substr(scheme.size()));
}

Expected<Client, TokenRefusal> read_basic(std::string_view encoded) {
    auto pair = base64_decoded(encoded);
    if (!pair) return refused("the Authorization field is no Base64 after `Basic`");
    const auto colon = std::min(pair->find(':'), pair->size());
    auto id = form_decoded(std::string_view{*pair}.substr(0, colon));
    auto secret = form_decoded(std::string_view{*pair}.substr(std::min(pair->size(), colon + 1)));
    const bool has_colon = colon < pair->size();
    wipe(*pair);
    if (!has_colon || !id || !secret)
        return refused(
            "the Authorization field must hold client_id:client_secret, each form-encoded (RFC 6749, 2.3.1)");
    Client client = ClientPair{std::move(*id), Secret{*secret}};
    wipe(*secret);
    return client;
}

Expected<Client, TokenRefusal> read_client(const TokenRequestParts& parts, const Fields& form) {
    const auto id = value_of(form, "client_id");
    const auto secret = value_of(form, "client_secret");
    const auto basic = basic_part(parts.authorization);
    if (!basic) {
        if (id.empty() && secret.empty()) return Client{};
        return Client{ClientPair{std::string{id}, Secret{secret}}};
    }
    if (!secret.empty())
        return refused("client_secret stands in the form and in the Authorization field: send one of them");
    auto client = read_basic(*basic);
    if (client && !id.empty() && (*client)->id != id)
        return refused("client_id in the form is not the one in the Authorization field");
    return client;
}

}  // namespace

Expected<TokenRequest, TokenRefusal> read_token_request(const TokenRequestParts& parts) {
    if (!is_form(parts.content_type))
        return refused("the token endpoint takes a form: send application/x-www-form-urlencoded");
    const auto form = read_form(parts.body);
    if (!form) return refused(form.error() + ": send each field once, form-encoded");
    const std::string grant{value_of(*form, "grant_type")};
    if (grant.empty()) return refused("grant_type is missing: send grant_type=client_credentials");
    if (grant != "client_credentials") {
        const bool refresh = grant == "refresh_token";
        return Unexpected{TokenRefusal{
            ErrorCode::unsupported_grant_type,
            refresh ? "there are no refresh tokens here: ask for a new token with client_credentials"
                    : "the only grant_type is client_credentials"}};
    }
    auto client = read_client(parts, *form);
    if (!client) return Unexpected{std::move(client).error()};
    return TokenRequest{std::move(*client), std::string{value_of(*form, "scope")}};
}

}  // namespace halogate::local_token

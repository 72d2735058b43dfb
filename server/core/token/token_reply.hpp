// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/expected.hpp"
#include "core/token/token_lifecycle.hpp"

namespace halogate::token {

/// What the token endpoint is asked (RFC 6749, 4.4.2), form-encoded. `scope` is always sent: without one HaloPSA
/// hands out a token that is refused everywhere.
[[nodiscard]] std::string token_request_body(std::string_view client_id, const Secret& client_secret,
                                             std::string_view scope);
/// application/x-www-form-urlencoded, for one value.
[[nodiscard]] std::string form_encoded(std::string_view value);

/// The token endpoint's answer. A 200 without a usable token is a failure like any other. A failure's message says
/// what the tenant said (error, error_description; cut, control characters removed, never the secret or a token)
/// and what to do. An HTML page is told apart (the base URL is not a HaloPSA API).
[[nodiscard]] Expected<AccessToken, FetchFailure> parse_token_reply(unsigned status, std::string_view content_type,
                                                                    std::string_view body,
                                                                    std::string_view client_secret);

/// The answer of GET /api/authinfo.
struct AuthInfo {
    std::string auth_url;   ///< as it was given, e.g. https://x.halopsa.com/auth
    std::string tenant_id;  ///< may be empty
};
/// The error is one sentence for people.
[[nodiscard]] Expected<AuthInfo, std::string> parse_authinfo(unsigned status, std::string_view content_type,
                                                             std::string_view body);

/// Where the secret may be sent: https, and the tenant's own host or its domain (x.halopsa.com and
/// uk-trial.halopsa.com share one). Returns the token URL (auth_url + "/token") or a sentence that says why not and
/// names the setting `token_url`.
[[nodiscard]] Expected<std::string, std::string> token_url_from(const AuthInfo& info, std::string_view base_url);

}  // namespace halogate::token

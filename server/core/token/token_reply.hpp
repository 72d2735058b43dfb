// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/expected.hpp"
#include "core/token/authinfo.hpp"
#include "core/token/token_lifecycle.hpp"

namespace halogate::token {

/// What the token endpoint is asked (RFC 6749, 4.4.2), form-encoded. `scope` is always sent: without one
/// HaloPSA hands out a token that is refused everywhere.
[[nodiscard]] std::string token_request_body(std::string_view client_id, const Secret& client_secret,
                                             std::string_view scope);
/// application/x-www-form-urlencoded, for one value.
[[nodiscard]] std::string form_encoded(std::string_view value);

/// When the answer does not say how long its token lives (RFC 6749, 5.1 only recommends it); HaloPSA's usual
/// hour.
inline constexpr Duration usual_lifetime = std::chrono::hours{1};

/// The token endpoint's answer. A 200 without a usable token is a failure like any other: the token must be
/// of type Bearer, visible ASCII without blanks (it becomes part of a header), at most 16 KiB, and live for
/// at least a second; lives beyond a year are taken as a year. A failure's message says what the tenant said
/// (error, error_description; cut, control characters removed, never the secret or a token, at most 300 bytes
/// in all) and what to do. An HTML page is told apart (the base URL is not a HaloPSA API). `requested_scope`
/// is what was asked for: an invalid_scope then names the scopes that HaloPSA does not have. `retry_after` of
/// a 429 comes from the body alone; whoever has the head knows better.
[[nodiscard]] Expected<AccessToken, FetchFailure> parse_token_reply(unsigned status,
                                                                    std::string_view content_type,
                                                                    std::string_view body,
                                                                    std::string_view client_secret,
                                                                    std::string_view requested_scope = {});

}  // namespace halogate::token

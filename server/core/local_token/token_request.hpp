// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/error_code.hpp"
#include "base/expected.hpp"
#include "base/secret.hpp"

namespace halogate::local_token {

/// A Halo client's id and secret, as it presented them.
struct ClientPair {
    std::string id;
    Secret secret;
};

/// A request to the token endpoint, RFC 6749, 4.4.2.
struct TokenRequest {
    std::optional<ClientPair> client;  ///< nothing: it presented none
    std::string scope;                 ///< as asked; empty: none named
};

/// The code is one of invalid_request and unsupported_grant_type.
struct TokenRefusal {
    ErrorCode code = ErrorCode::invalid_request;
    std::string detail;  ///< one sentence: what is wrong and what to send; never holds a secret
};

/// What the HTTP request holds. Views.
struct TokenRequestParts {
    std::string_view content_type;
    std::optional<std::string_view> authorization;  ///< any scheme but Basic counts as none
    std::string_view body;
};

/// Reads the pair from the form or from HTTP Basic (2.3.1; both parts form-decoded), never from both; the
/// only grant is client_credentials. Unknown fields, `tenant` among them, mean nothing here.
[[nodiscard]] Expected<TokenRequest, TokenRefusal> read_token_request(const TokenRequestParts& parts);

}  // namespace halogate::local_token

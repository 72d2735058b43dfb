// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "sandbox/message.hpp"
#include "sandbox/options.hpp"
#include "sandbox/target.hpp"
#include "sandbox/token_desk.hpp"

namespace halogate::sandbox {

/// POST /auth/token and POST /token: the client credentials grant (RFC 6749, 4.4), credentials in the form or
/// as Basic. Errors follow RFC 6749, 5.2, as HaloPSA's (OpenIddict) do: invalid_client is a 401, the rest
/// 400.
class TokenEndpoint {
public:
    explicit TokenEndpoint(const Options& options);

    [[nodiscard]] Answer answer(const Request& request, const Target& target, TokenDesk& desk,
                                Moment moment) const;

private:
    [[nodiscard]] bool tenant_fits(const Query& query, const Query& form) const noexcept;
    [[nodiscard]] std::string id_token(Duration lifetime, WallTime wall) const;
    [[nodiscard]] Answer grant(const std::string& asked, TokenDesk& desk, Moment moment) const;

    std::string tenant_;
    std::string client_id_;
    std::string client_secret_;
    ScopeSet granted_;
    std::string signing_key_;
};

}  // namespace halogate::sandbox

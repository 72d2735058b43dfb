// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace halogate::token {

/// Who a token acts as, from the id_token beside it (a JWT, RFC 7519, by OpenID Connect Core 2): the name,
/// else the e-mail address, else the agent's number. To be shown, never to be trusted: the signature is not
/// checked, the token came with an answer of the tenant itself. Empty when nothing can be read; at most 100
/// bytes.
[[nodiscard]] std::string agent_in(std::string_view id_token);

}  // namespace halogate::token

// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string_view>

#include "gateway/call.hpp"

namespace halogate::gateway {

/// How the token endpoint is called in the access log, whichever of its two paths was used.
inline constexpr std::string_view token_route = "/auth/token";
inline constexpr std::size_t most_token_request_bytes = std::size_t{16} * 1024;

/// Answers a token request as HaloPSA would, with a local token (RFC 6749, 4.4 and 5). The tenant is not
/// asked, and its own credentials are not taken.
[[nodiscard]] io::Task<void> serve_token_endpoint(Call& call);

}  // namespace halogate::gateway

// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string_view>

#include "gateway/call.hpp"

namespace halogate::gateway {

/// What callers' listeners answer themselves, so that an existing Halo client needs no other base URL than
/// ours: no exchange, no budget, and no consumer is asked for, because here one gets its credential.
enum class OwnEndpoint : std::uint8_t {
    none,
    token,     ///< POST /auth/token and /token
    authinfo,  ///< GET /api/authinfo
};

/// `folded_path` is CanonicalTarget::folded_path.
[[nodiscard]] OwnEndpoint own_endpoint(std::string_view folded_path) noexcept;

/// Answers the call. After the origin rule has let it pass: the address in authinfo is the one in Host.
[[nodiscard]] io::Task<void> serve_own_endpoint(Call& call, OwnEndpoint endpoint);

}  // namespace halogate::gateway

// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

#include "core/token/token_lifecycle.hpp"
#include "gateway/call.hpp"
#include "http/hop_by_hop.hpp"

namespace halogate::gateway {

/// Whether a caller's field is sent to the tenant: credentials, what picks another path, method or caller,
/// what ends at this hop and what is meant for the gateway never are.
[[nodiscard]] bool crosses_to_tenant(const http::HopByHop& hop_by_hop, std::string_view name) noexcept;
/// Whether a tenant's field is sent to the caller.
[[nodiscard]] bool crosses_to_caller(const http::HopByHop& hop_by_hop, std::string_view name) noexcept;

/// How the request's body goes to the tenant.
struct ExchangeBody {
    enum class Kind : std::uint8_t { none, length, chunked };
    Kind kind = Kind::none;
    std::uint64_t length = 0;
};

/// Writes the head of an exchange from scratch: the judged path, the caller's harmless fields, our
/// credential. False when the tenant's token may not stand in a field.
[[nodiscard]] bool write_exchange_head(std::string& out, const Call& call, const token::AccessToken& token,
                                       const ExchangeBody& body);

}  // namespace halogate::gateway

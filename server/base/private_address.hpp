// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace halogate {

/// Whether an address is this machine's own, or of a network that the internet does not route to: loopback,
/// RFC 1918, shared address space (RFC 6598), unique local (RFC 4193). Link-local ones are none of these: the
/// metadata services of clouds live there. `bytes`: 4 or 16 of them, in network order; IPv4 within IPv6 is
/// judged as IPv4.
[[nodiscard]] bool is_private_address(std::span<const std::uint8_t> bytes) noexcept;

/// What an address in text is; a name is none.
enum class AddressKind : std::uint8_t { none, internal, elsewhere };
/// An IP address without brackets.
[[nodiscard]] AddressKind address_kind(std::string_view text);

}  // namespace halogate

// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include "http/head.hpp"

namespace halogate::http {

/// Whether a field belongs to this connection alone and must not be relayed (RFC 9110, 7.6.1): Connection and
/// what it names, Keep-Alive, Proxy-*, TE, Trailer, Transfer-Encoding, Upgrade; and Content-Length, which
/// whoever frames the message anew writes.
[[nodiscard]] bool is_hop_by_hop(const Fields& fields, std::string_view name) noexcept;

}  // namespace halogate::http

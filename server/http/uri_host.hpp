// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace halogate::http {

/// What a Host field names.
struct HostPort {
    /// A name or an IPv4 address in lower case; or an IPv6 address without its brackets and in its one
    /// canonical spelling (RFC 5952), so that it compares equal to the text of a listener's address. A name
    /// holds no ':'.
    std::string host;
    std::optional<std::uint16_t> port;

    [[nodiscard]] bool operator==(const HostPort&) const = default;
};

/// Reads the value of a Host field (RFC 9110, 7.2), more strictly than the grammar: letters, digits, '-', '_'
/// and
/// '.' between labels of 1 to 63 bytes, or an IPv6 address in brackets; then nothing, or ':' and a port of 1
/// to 65535 without leading zeros. Nothing for anything else, an empty value, user information,
/// percent-encoding, a trailing dot and a zone among it: a name that could be read in two ways is no name
/// that is served.
[[nodiscard]] std::optional<HostPort> parse_host_field(std::string_view value);

}  // namespace halogate::http

// SPDX-License-Identifier: MIT
#include "http/uri_host.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

#include "base/ascii.hpp"

namespace halogate::http {

namespace {

constexpr std::size_t longest_name = 253;  // RFC 1035, 2.3.4, without the root's dot
constexpr std::size_t longest_label = 63;

bool is_label_char(char c) noexcept {
    return ascii::is_alpha(c) || ascii::is_digit(c) || c == '-' || c == '_';
}

bool is_label(std::string_view label) noexcept {
    return !label.empty() && label.size() <= longest_label &&
           std::all_of(label.begin(), label.end(), is_label_char);
}

bool is_name(std::string_view name) noexcept {
    if (name.size() > longest_name) return false;
    for (;;) {
        const auto dot = name.find('.');
        if (!is_label(name.substr(0, dot))) return false;
        if (dot == name.npos) return true;
        name.remove_prefix(dot + 1);
    }
}

/// The canonical text of an IPv6 address. inet_pton takes no zone, no port and no blank.
std::optional<std::string> canonical_ipv6(std::string_view text) {
    in6_addr address{};
    const std::string terminated{text};
    // An embedded NUL would end the text early.
    if (text.find('\0') != text.npos || inet_pton(AF_INET6, terminated.c_str(), &address) != 1)
        return std::nullopt;
    std::array<char, INET6_ADDRSTRLEN> canonical{};
    if (inet_ntop(AF_INET6, &address, canonical.data(), static_cast<socklen_t>(canonical.size())) == nullptr)
        return std::nullopt;
    return std::string{canonical.data()};
}

std::optional<std::uint16_t> to_port(std::string_view digits) noexcept {
    const auto number = ascii::to_unsigned(digits);
    if (!number || *number == 0 || *number > 65535 || digits.front() == '0') return std::nullopt;
    return static_cast<std::uint16_t>(*number);
}

}  // namespace

std::optional<HostPort> parse_host_field(std::string_view value) {
    HostPort result;
    std::string_view rest;
    if (value.starts_with('[')) {
        const auto bracket = value.find(']');
        if (bracket == value.npos) return std::nullopt;
        auto address = canonical_ipv6(value.substr(1, bracket - 1));
        if (!address) return std::nullopt;
        result.host = std::move(*address);
        rest = value.substr(bracket + 1);
    } else {
        const auto name = value.substr(0, value.find(':'));
        if (!is_name(name)) return std::nullopt;
        result.host = ascii::lowered(name);
        rest = value.substr(name.size());
    }
    if (rest.empty()) return result;
    if (rest.front() != ':') return std::nullopt;
    result.port = to_port(rest.substr(1));
    if (!result.port) return std::nullopt;
    return result;
}

}  // namespace halogate::http

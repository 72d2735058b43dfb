// SPDX-License-Identifier: MIT
#include "settings/origin_text.hpp"

#include <algorithm>

#include "base/ascii.hpp"

namespace halogate::settings {
namespace {

bool is_host_byte(char c) noexcept {
    return ascii::is_alpha(c) || ascii::is_digit(c) || c == '-' || c == '.' || c == '_';
}

bool is_host(std::string_view host) noexcept {
    if (host.size() > 2 && host.front() == '[' && host.back() == ']')
        return host.find_first_not_of("0123456789abcdef:.", 1) == host.size() - 1;
    return !host.empty() && host.front() != '.' && std::all_of(host.begin(), host.end(), is_host_byte);
}

bool is_port(std::string_view port) noexcept {
    return !port.empty() && port.size() <= 5 && port.front() != '0' &&
           std::all_of(port.begin(), port.end(), ascii::is_digit) &&
           (port.size() < 5 || port <= std::string_view{"65535"});
}

/// Where the host ends: an IPv6 address holds ':' within its brackets.
std::size_t host_end(std::string_view authority) noexcept {
    const std::size_t bracket = authority.find(']');
    return authority.find(':', bracket == std::string_view::npos ? 0 : bracket);
}

}  // namespace

std::optional<std::string> origin_fault(std::string_view text) {
    if (text == "*" || text == "null") return "names no page: every origin that may come in is written out";
    const bool is_secure = text.starts_with("https://");
    if (!is_secure && !text.starts_with("http://"))
        return "is no origin: write https://HOST, or https://HOST:PORT";
    const std::string_view authority = text.substr(is_secure ? 8 : 7);
    if (authority.find_first_of("/?#") != std::string_view::npos)
        return "is more than an origin: leave out what comes after host and port, a closing '/' too";
    const std::size_t end = host_end(authority);
    const std::string_view host = authority.substr(0, end);
    if (std::any_of(host.begin(), host.end(), [](char c) { return c >= 'A' && c <= 'Z'; }))
        return "holds capitals: browsers write the host of an origin in lower case";
    if (!is_host(host)) return "holds no host name";
    if (end == std::string_view::npos) return std::nullopt;
    const std::string_view port = authority.substr(end + 1);
    if (!is_port(port)) return "holds no port from 1 to 65535 after ':'";
    if (port == (is_secure ? "443" : "80"))
        return "holds the port that browsers leave out: write it without ':" + std::string{port} + "'";
    return std::nullopt;
}

}  // namespace halogate::settings

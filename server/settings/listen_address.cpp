// SPDX-License-Identifier: MIT
#include "settings/listen_address.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <utility>

#include "base/ascii.hpp"

namespace halogate::settings {
namespace {

constexpr auto expected_form = "must be an IP address and a port, such as `127.0.0.1:4256` or `[::1]:4256`";

bool is_loopback_v6(const in6_addr& address) {
    if (IN6_IS_ADDR_LOOPBACK(&address) != 0) return true;
    return IN6_IS_ADDR_V4MAPPED(&address) != 0 && address.s6_addr[12] == 127;
}

}  // namespace

Expected<ListenAddress, std::string> parse_listen_address(std::string_view text) {
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos) return Unexpected{std::string{expected_form}};
    const auto port = ascii::to_unsigned(text.substr(colon + 1));
    if (!port || *port > 65'535)
        return Unexpected{std::string{"needs a port from 0 to 65535 after the last `:`"}};

    auto host = text.substr(0, colon);
    ListenAddress address;
    address.port = static_cast<std::uint16_t>(*port);
    const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
    if (bracketed) host = host.substr(1, host.size() - 2);
    address.host = host;
    in_addr v4{};
    in6_addr v6{};
    if (bracketed && ::inet_pton(AF_INET6, address.host.c_str(), &v6) == 1) {
        address.loopback = is_loopback_v6(v6);
    } else if (!bracketed && ::inet_pton(AF_INET, address.host.c_str(), &v4) == 1) {
        address.loopback = (ntohl(v4.s_addr) >> 24U) == 127U;
    } else if (!bracketed && ascii::equal_ignoring_case(host, "localhost")) {
        address.loopback = true;
    } else {
        return Unexpected{std::string{expected_form}};
    }
    return address;
}

}  // namespace halogate::settings

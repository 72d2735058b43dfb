// SPDX-License-Identifier: MIT
#include "base/private_address.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <cstddef>
#include <string>

namespace halogate {

namespace {

constexpr std::size_t v4_bytes = 4;
constexpr std::size_t v6_bytes = 16;

bool is_private_v4(std::span<const std::uint8_t> a) {
    if (a[0] == 127 || a[0] == 10) return true;
    if (a[0] == 172) return (a[1] & 0xf0U) == 16;
    if (a[0] == 192) return a[1] == 168;
    return a[0] == 100 && (a[1] & 0xc0U) == 64;
}

bool is_private_v6(std::span<const std::uint8_t> a) {
    constexpr std::array<std::uint8_t, 12> mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    if (std::equal(mapped.begin(), mapped.end(), a.begin())) return is_private_v4(a.last(v4_bytes));
    const bool is_loopback =
        a.back() == 1 && std::all_of(a.begin(), a.end() - 1, [](auto b) { return b == 0; });
    return is_loopback || (a[0] & 0xfeU) == 0xfc;
}

}  // namespace

bool is_private_address(std::span<const std::uint8_t> bytes) noexcept {
    if (bytes.size() == v4_bytes) return is_private_v4(bytes);
    return bytes.size() == v6_bytes && is_private_v6(bytes);
}

AddressKind address_kind(std::string_view text) {
    const std::string terminated{text};
    std::array<std::uint8_t, v6_bytes> bytes{};
    std::span<const std::uint8_t> address;
    if (::inet_pton(AF_INET, terminated.c_str(), bytes.data()) == 1)
        address = std::span{bytes}.first(v4_bytes);
    if (::inet_pton(AF_INET6, terminated.c_str(), bytes.data()) == 1) address = bytes;
    if (address.empty()) return AddressKind::none;
    return is_private_address(address) ? AddressKind::internal : AddressKind::elsewhere;
}

}  // namespace halogate

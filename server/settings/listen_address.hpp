// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/expected.hpp"

namespace halogate::settings {

/// An IP address and port to listen on: "127.0.0.1:4256", "[::1]:4256", "localhost:0".
struct ListenAddress {
    std::string host;  ///< without brackets
    std::uint16_t port = 0;
    bool loopback = false;  ///< 127.0.0.0/8, ::1 and localhost: no other machine gets there
};

/// The error is the end of a sentence.
[[nodiscard]] Expected<ListenAddress, std::string> parse_listen_address(std::string_view text);

}  // namespace halogate::settings

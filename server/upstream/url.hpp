// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "base/expected.hpp"
#include "io/dialer.hpp"

namespace halogate::upstream {

/// An https or http URL, taken apart.
struct Url {
    io::Origin origin;
    std::string authority;  ///< as it stands in Host: "x.halopsa.com", "127.0.0.1:4443"
    std::string path;       ///< without a trailing '/', e.g. "" or "/auth/token"
    std::string query;      ///< without '?'
};

/// The error is one sentence for people.
[[nodiscard]] Expected<Url, std::string> parse_https_url(std::string_view text);
/// For what holds no credential; the port is 80 where none is said.
[[nodiscard]] Expected<Url, std::string> parse_http_url(std::string_view text);

}  // namespace halogate::upstream

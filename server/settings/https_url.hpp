// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/expected.hpp"

namespace halogate::settings {

enum class UrlQuery : std::uint8_t { refused, allowed };

/// Takes `https://host[:port][/path]` (RFC 3986) and nothing that another parser might read differently: no
/// other scheme, because the client secret and the token travel on it; no user, no fragment, no escapes in
/// the host. The result is without the slashes at its end. The error is the end of a sentence and does not
/// repeat the URL, which may hold a password.
[[nodiscard]] Expected<std::string, std::string> read_https_url(std::string_view text, UrlQuery query);

/// The same for the address of a collector, which gets no credential: without a query, and `http://` too
/// unless the host is an IP address of the internet. What a name stands for is judged when it is called.
[[nodiscard]] Expected<std::string, std::string> read_collector_url(std::string_view text);

}  // namespace halogate::settings

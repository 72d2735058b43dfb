// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace halogate::settings {

/// What is wrong with the origin of a web page (RFC 6454, 6.2), for a sentence that begins with it; nothing
/// when it is written as a browser writes it, for that is what it is compared with: scheme, "://", host in
/// lower case, and the port unless it is the scheme's own.
[[nodiscard]] std::optional<std::string> origin_fault(std::string_view text);

}  // namespace halogate::settings

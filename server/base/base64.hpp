// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

/// RFC 4648. Decoding takes the one spelling that encoding makes: what two readers could decode differently
/// (bits left over that are not zero, blanks, padding in the wrong place) is nothing.
namespace halogate {

/// Section 4, with padding, as in HTTP Basic.
[[nodiscard]] std::optional<std::string> base64_decoded(std::string_view text);

/// Section 5, without padding, as in a JWT.
[[nodiscard]] std::string base64url(std::string_view bytes);
[[nodiscard]] std::optional<std::string> base64url_decoded(std::string_view text);

}  // namespace halogate

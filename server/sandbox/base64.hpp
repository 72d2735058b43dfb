// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace halogate::sandbox {

/// RFC 4648, 4, with padding.
[[nodiscard]] std::string base64_encoded(std::string_view bytes);
/// RFC 4648, 5, without padding: what JWTs and our opaque tokens are written in.
[[nodiscard]] std::string base64url_encoded(std::string_view bytes);
/// RFC 4648, 4; padding may be missing, white space is skipped, anything else outside the alphabet is an
/// error.
[[nodiscard]] std::optional<std::string> base64_decoded(std::string_view text);

}  // namespace halogate::sandbox

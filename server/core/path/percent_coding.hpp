// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace halogate::path {

/// Every escape decoded once (RFC 3986, 2.1); nothing when a '%' is not followed by two hexadecimal digits.
[[nodiscard]] std::optional<std::string> percent_decoded(std::string_view text);

/// Decoded the way lenient readers do, and as often as it changes anything: broken escapes stay, '+' is a
/// blank. For recognising what must not cross, never for building what is sent.
[[nodiscard]] std::string decoded_to_the_end(std::string_view text);

/// A character that may stand for itself in a path segment: pchar of RFC 3986, 3.3, but for ';'.
[[nodiscard]] bool is_plain_in_segment(char c) noexcept;

/// `segment` with every other byte as an escape in upper-case digits: one spelling for each text.
[[nodiscard]] std::string segment_encoded(std::string_view segment);

}  // namespace halogate::path

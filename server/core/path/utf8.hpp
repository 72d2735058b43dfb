// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace halogate::path {

/// Cuts the next code point from `text`, which must not be empty. Nothing (and `text` unchanged) when the
/// bytes are not well-formed UTF-8 (RFC 3629, 4): overlong forms, surrogates, values above U+10FFFF and
/// cut-off sequences.
[[nodiscard]] std::optional<char32_t> next_code_point(std::string_view& text) noexcept;

/// Characters outside ASCII that some readers turn into an ASCII one, or see nothing or a blank in: letters
/// that fold to i, k or s, full-width forms, dot leaders, odd blanks, marks without width, C1 controls.
[[nodiscard]] bool may_read_as_ascii(char32_t code_point) noexcept;

/// Lower case for A–Z, and for the four letters beyond ASCII that some readers fold into it (İ, ı, ſ and the
/// Kelvin sign); any other code point unchanged.
[[nodiscard]] char32_t folded(char32_t code_point) noexcept;

}  // namespace halogate::path

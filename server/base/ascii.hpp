// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace halogate::ascii {

/// Lower case for A–Z only; the locale has no say in protocols.
[[nodiscard]] constexpr char lower(char c) noexcept {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
[[nodiscard]] constexpr bool is_digit(char c) noexcept {
    return c >= '0' && c <= '9';
}
[[nodiscard]] constexpr bool is_alpha(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// RFC 9110, 5.6.2: a character of a token (method, field name, coding).
[[nodiscard]] constexpr bool is_token_char(char c) noexcept {
    if (is_digit(c) || is_alpha(c)) return true;
    return std::string_view{"!#$%&'*+-.^_`|~"}.find(c) != std::string_view::npos;
}

[[nodiscard]] bool equal_ignoring_case(std::string_view a, std::string_view b) noexcept;
[[nodiscard]] bool starts_with_ignoring_case(std::string_view text, std::string_view prefix) noexcept;
[[nodiscard]] std::string lowered(std::string_view text);
/// Without SP and HTAB at either end (RFC 9110, 5.6.3: OWS).
[[nodiscard]] std::string_view trimmed(std::string_view text) noexcept;
/// At least one token character and nothing else.
[[nodiscard]] bool is_token(std::string_view text) noexcept;
/// Decimal digits only: no sign, no blank, no overflow.
[[nodiscard]] std::optional<std::uint64_t> to_unsigned(std::string_view digits) noexcept;
/// Cuts the next element from a comma-separated list (RFC 9110, 5.6.1), trimmed; empty elements are skipped.
/// Nothing when the list is used up.
[[nodiscard]] std::optional<std::string_view> next_element(std::string_view& list) noexcept;

}  // namespace halogate::ascii

// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
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

/// Two texts of one size.
[[nodiscard]] bool same_letters(std::string_view a, std::string_view b) noexcept;
/// The sizes differ nearly always, and the last letters nearly always of those that do not; asked here, where
/// it costs no call.
[[nodiscard]] inline bool equal_ignoring_case(std::string_view a, std::string_view b) noexcept {
    if (a.size() != b.size()) return false;
    return a.empty() || (lower(a.back()) == lower(b.back()) && same_letters(a, b));
}
[[nodiscard]] bool starts_with_ignoring_case(std::string_view text, std::string_view prefix) noexcept;
[[nodiscard]] std::string lowered(std::string_view text);
/// How many bytes at the start of `text` are 0x20 to 0x7e and none of those excepted, looked at eight at a
/// time: at least as many as it says. Texts that come from elsewhere are nearly always of such bytes alone,
/// and looking at each of them cost a relayed request some 8,000 instructions.
template <char... excepted>
[[nodiscard]] std::size_t plain_run(std::string_view text) noexcept {
    constexpr std::uint64_t ones = 0x0101010101010101;
    constexpr std::uint64_t high_bits = 0x80 * ones;
    std::size_t run = 0;
    for (; run + sizeof(std::uint64_t) <= text.size(); run += sizeof(std::uint64_t)) {
        std::uint64_t eight = 0;
        std::memcpy(&eight, text.data() + run, sizeof eight);
        // The high bit of a byte is set by a byte below 0x20, by one above 0x7e, or by 0x80 and more itself.
        // What is carried from one byte to the next can only come from such a byte.
        std::uint64_t odd = (eight - 0x20 * ones) | (eight + ones) | eight;
        // A byte that is asked about becomes 0, and taking 1 from it borrows from its high bit.
        ((odd |= (eight ^ (ones * static_cast<unsigned char>(excepted))) - ones), ...);
        if ((odd & high_bits) != 0) break;
    }
    return run;
}
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

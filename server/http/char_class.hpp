// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>

#include "base/ascii.hpp"

namespace halogate::http {

/// What a byte may stand in; a set of flags, so that one table answers every question with one look.
using CharClass = std::uint8_t;
inline constexpr CharClass token_class = 1;   ///< method, field name (RFC 9110, 5.6.2)
inline constexpr CharClass text_class = 2;    ///< visible ASCII, SP and HTAB: a field value
inline constexpr CharClass high_class = 4;    ///< 0x80 to 0xff: obs-text (RFC 9110, 5.5)
inline constexpr CharClass target_class = 8;  ///< visible ASCII but '#': a request target

namespace char_table {

[[nodiscard]] constexpr CharClass classes_of(unsigned char byte) noexcept {
    const char c = static_cast<char>(byte);
    if (byte >= 0x80) return high_class;
    CharClass classes = 0;
    if (ascii::is_token_char(c)) classes |= token_class;
    if (byte == '\t' || (byte >= 0x20 && byte < 0x7f)) classes |= text_class;
    if (byte > 0x20 && byte < 0x7f && c != '#') classes |= target_class;
    return classes;
}

[[nodiscard]] constexpr std::array<CharClass, 256> build() noexcept {
    std::array<CharClass, 256> table{};
    for (std::size_t i = 0; i < table.size(); ++i) table[i] = classes_of(static_cast<unsigned char>(i));
    return table;
}

inline constexpr std::array<CharClass, 256> table = build();

}  // namespace char_table

/// Whether the byte is of any of these classes.
[[nodiscard]] constexpr bool is(char c, CharClass classes) noexcept {
    return (char_table::table[static_cast<unsigned char>(c)] & classes) != 0;
}

/// Where the first byte stands, from `from` on, that is of none of these classes; the size when there is
/// none.
[[nodiscard]] constexpr std::size_t first_not(std::string_view text, CharClass classes,
                                              std::size_t from = 0) noexcept {
    // Most of what is looked at are values of visible ASCII.
    if (!std::is_constant_evaluated() && (classes & text_class) != 0 && from < text.size())
        from += ascii::plain_run<>(text.substr(from));
    while (from < text.size() && is(text[from], classes)) ++from;
    return from;
}

[[nodiscard]] constexpr bool all(std::string_view text, CharClass classes) noexcept {
    return first_not(text, classes) == text.size();
}

}  // namespace halogate::http

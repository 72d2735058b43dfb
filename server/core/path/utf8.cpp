// SPDX-License-Identifier: MIT
#include "core/path/utf8.hpp"

#include <algorithm>
#include <array>

namespace halogate::path {

namespace {

/// What the first byte of a sequence says about it; `lowest` is the least value that needs that many bytes.
struct Sequence {
    std::size_t length;
    char32_t bits;
    char32_t lowest;
};

constexpr std::optional<Sequence> sequence_of(unsigned char first) noexcept {
    if (first < 0x80) return Sequence{1, first, 0};
    if ((first & 0xE0U) == 0xC0) return Sequence{2, first & 0x1FU, 0x80};
    if ((first & 0xF0U) == 0xE0) return Sequence{3, first & 0x0FU, 0x800};
    if ((first & 0xF8U) == 0xF0) return Sequence{4, first & 0x07U, 0x10000};
    return std::nullopt;
}

struct Range {
    char32_t first;
    char32_t last;
};

constexpr std::array<Range, 13> confusing{{
    {0x0080, 0x00A0},  // C1 controls, no-break space
    {0x00AD, 0x00AD},  // soft hyphen
    {0x0130, 0x0131},  // İ, ı
    {0x017F, 0x017F},  // ſ
    {0x1680, 0x1680},  // Ogham space
    {0x180E, 0x180E},  // Mongolian vowel separator
    {0x2000, 0x200F},  // blanks, zero width, direction marks
    {0x2024, 0x2026},  // dot leaders
    {0x2028, 0x206F},  // separators, direction, invisible operators
    {0x212A, 0x212A},  // Kelvin sign
    {0x3000, 0x3000},  // ideographic space
    {0xFE00, 0xFEFF},  // variation selectors, small forms, byte order mark
    {0xFF01, 0xFF5E},  // full-width ASCII
}};

}  // namespace

std::optional<char32_t> next_code_point(std::string_view& text) noexcept {
    const auto sequence = sequence_of(static_cast<unsigned char>(text.front()));
    if (!sequence || text.size() < sequence->length) return std::nullopt;
    char32_t value = sequence->bits;
    for (std::size_t i = 1; i < sequence->length; ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if ((byte & 0xC0U) != 0x80) return std::nullopt;
        value = (value << 6U) | (byte & 0x3FU);
    }
    const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
    if (value < sequence->lowest || value > 0x10FFFF || surrogate) return std::nullopt;
    text.remove_prefix(sequence->length);
    return value;
}

bool may_read_as_ascii(char32_t code_point) noexcept {
    return std::any_of(confusing.begin(), confusing.end(), [code_point](const Range& range) {
        return code_point >= range.first && code_point <= range.last;
    });
}

char32_t folded(char32_t code_point) noexcept {
    if (code_point >= U'A' && code_point <= U'Z') return code_point - U'A' + U'a';
    switch (code_point) {
        case 0x0130:
        case 0x0131: return U'i';
        case 0x017F: return U's';
        case 0x212A: return U'k';
        default: return code_point;
    }
}

}  // namespace halogate::path

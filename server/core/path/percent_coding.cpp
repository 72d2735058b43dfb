// SPDX-License-Identifier: MIT
#include "core/path/percent_coding.hpp"

#include <array>
#include <utility>

#include "base/ascii.hpp"

namespace halogate::path {

namespace {

constexpr std::optional<unsigned> hex_value(char c) noexcept {
    if (ascii::is_digit(c)) return static_cast<unsigned>(c - '0');
    const char low = ascii::lower(c);
    if (low >= 'a' && low <= 'f') return static_cast<unsigned>(low - 'a') + 10U;
    return std::nullopt;
}

constexpr std::array<bool, 256> plain = [] {
    std::array<bool, 256> table{};
    for (const char c : std::string_view{"-._~!$&'()*+,=:@"}) table[static_cast<unsigned char>(c)] = true;
    for (char c = '0'; c <= '9'; ++c) table[static_cast<unsigned char>(c)] = true;
    for (char c = 'a'; c <= 'z'; ++c) table[static_cast<unsigned char>(c)] = true;
    for (char c = 'A'; c <= 'Z'; ++c) table[static_cast<unsigned char>(c)] = true;
    return table;
}();

/// The byte that the escape at the start of `text` stands for.
std::optional<char> escaped_byte(std::string_view text) noexcept {
    if (text.size() < 3 || text.front() != '%') return std::nullopt;
    const auto high = hex_value(text[1]);
    const auto low = hex_value(text[2]);
    if (!high || !low) return std::nullopt;
    return static_cast<char>(static_cast<unsigned char>(*high * 16U + *low));
}

std::string leniently_decoded(std::string_view text) {
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (const auto byte = escaped_byte(text.substr(i))) {
            result += *byte;
            i += 2;
        } else {
            result += text[i] == '+' ? ' ' : text[i];
        }
    }
    return result;
}

}  // namespace

std::optional<std::string> percent_decoded(std::string_view text) {
    std::string result;
    result.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            result += text[i];
            continue;
        }
        const auto byte = escaped_byte(text.substr(i));
        if (!byte) return std::nullopt;
        result += *byte;
        i += 2;
    }
    return result;
}

// Ends because each round that changes an escape makes the text shorter.
std::string decoded_to_the_end(std::string_view text) {
    std::string current{text};
    while (true) {
        std::string next = leniently_decoded(current);
        if (next == current) return current;
        current = std::move(next);
    }
}

bool is_plain_in_segment(char c) noexcept {
    return plain[static_cast<unsigned char>(c)];
}

std::string segment_encoded(std::string_view segment) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string result;
    result.reserve(segment.size());
    for (const char c : segment) {
        if (is_plain_in_segment(c)) {
            result += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        result += '%';
        result += digits[byte >> 4U];
        result += digits[byte & 0x0FU];
    }
    return result;
}

}  // namespace halogate::path

// SPDX-License-Identifier: MIT
#include "base/base64.hpp"

#include <cstdint>

#include "base/ascii.hpp"

namespace halogate {

namespace {

/// The two alphabets differ in the characters for 62 and 63.
struct Alphabet {
    char value_62;
    char value_63;
};
constexpr Alphabet plain{'+', '/'};
constexpr Alphabet url_safe{'-', '_'};

std::optional<std::uint32_t> sextet(char c, Alphabet alphabet) noexcept {
    if (c >= 'A' && c <= 'Z') return static_cast<std::uint32_t>(c - 'A');
    if (c >= 'a' && c <= 'z') return static_cast<std::uint32_t>(c - 'a') + 26U;
    if (ascii::is_digit(c)) return static_cast<std::uint32_t>(c - '0') + 52U;
    if (c == alphabet.value_62) return 62U;
    if (c == alphabet.value_63) return 63U;
    return std::nullopt;
}

std::optional<std::string> decoded(std::string_view text, Alphabet alphabet) {
    if (text.size() % 4 == 1) return std::nullopt;
    std::string bytes;
    bytes.reserve(text.size() * 3 / 4);
    std::uint32_t pending = 0;
    unsigned bits = 0;
    for (const char c : text) {
        const auto value = sextet(c, alphabet);
        if (!value) return std::nullopt;
        pending = (pending << 6U) | *value;
        bits += 6;
        if (bits < 8) continue;
        bits -= 8;
        bytes += static_cast<char>((pending >> bits) & 0xFFU);
        pending &= (1U << bits) - 1U;
    }
    if (pending != 0) return std::nullopt;
    return bytes;
}

}  // namespace

std::optional<std::string> base64_decoded(std::string_view text) {
    if (text.size() % 4 != 0) return std::nullopt;
    for (int padding = 0; padding < 2 && !text.empty() && text.back() == '='; ++padding)
        text.remove_suffix(1);
    return decoded(text, plain);
}

std::string base64url(std::string_view bytes) {
    constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    std::string text;
    text.reserve((bytes.size() * 4 + 2) / 3);
    std::uint32_t pending = 0;
    unsigned bits = 0;
    for (const char c : bytes) {
        pending = (pending << 8U) | static_cast<unsigned char>(c);
        bits += 8;
        while (bits >= 6) {
            bits -= 6;
            text += alphabet[(pending >> bits) & 63U];
        }
        pending &= (1U << bits) - 1U;
    }
    if (bits > 0) text += alphabet[(pending << (6U - bits)) & 63U];
    return text;
}

std::optional<std::string> base64url_decoded(std::string_view text) {
    return decoded(text, url_safe);
}

}  // namespace halogate

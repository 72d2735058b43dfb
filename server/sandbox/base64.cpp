// SPDX-License-Identifier: MIT
#include "sandbox/base64.hpp"

#include <cstddef>
#include <cstdint>

namespace halogate::sandbox {

namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view url_alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

std::string encoded(std::string_view bytes, std::string_view letters) {
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    std::uint32_t bits = 0;
    unsigned held = 0;
    for (const char c : bytes) {
        bits = (bits << 8U) | static_cast<unsigned char>(c);
        for (held += 8; held >= 6; held -= 6) text += letters[(bits >> (held - 6)) & 63U];
    }
    if (held > 0) text += letters[(bits << (6 - held)) & 63U];
    return text;
}

}  // namespace

std::string base64_encoded(std::string_view bytes) {
    std::string text = encoded(bytes, alphabet);
    while (text.size() % 4 != 0) text += '=';
    return text;
}

std::string base64url_encoded(std::string_view bytes) {
    return encoded(bytes, url_alphabet);
}

std::optional<std::string> base64_decoded(std::string_view text) {
    while (!text.empty() && text.back() == '=') text.remove_suffix(1);
    std::string bytes;
    bytes.reserve(text.size() / 4 * 3 + 2);
    std::uint32_t bits = 0;
    unsigned held = 0;
    for (const char c : text) {
        if (c == ' ' || c == '\r' || c == '\n' || c == '\t') continue;
        const auto letter = alphabet.find(c);
        if (letter == std::string_view::npos) return std::nullopt;
        bits = (bits << 6U) | static_cast<std::uint32_t>(letter);
        held += 6;
        if (held < 8) continue;
        held -= 8;
        bytes += static_cast<char>((bits >> held) & 255U);
    }
    if (held >= 6) return std::nullopt;
    return bytes;
}

}  // namespace halogate::sandbox

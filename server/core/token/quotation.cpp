// SPDX-License-Identifier: MIT
#include "core/token/quotation.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/ascii.hpp"

namespace halogate::token {

namespace {

/// As many characters of a secret may be seen before it counts as given away.
constexpr std::size_t telling_piece = 12;

bool is_blank(char c) noexcept {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/// The next character of a text that should be UTF-8 (RFC 3629).
struct Character {
    char32_t code = 0;
    std::size_t bytes = 1;
    bool valid = false;
};

Character first_character(std::string_view text) noexcept {
    const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
    const unsigned lead = byte(0);
    if (lead < 0x80) return {.code = lead, .bytes = 1, .valid = true};
    const std::size_t bytes = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || text.size() < bytes) return {};
    char32_t code = lead & (0xFFU >> (bytes + 1));
    for (std::size_t i = 1; i < bytes; ++i) {
        if ((byte(i) & 0xC0U) != 0x80U) return {};
        code = (code << 6U) | (byte(i) & 0x3FU);
    }
    constexpr std::array<char32_t, 5> least{0, 0, 0x80, 0x800, 0x10000};
    if (code < least[bytes] || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) return {};
    return {.code = code, .bytes = bytes, .valid = true};
}

bool is_invisible(char32_t code) noexcept {
    const auto within = [code](char32_t low, char32_t high) { return code >= low && code <= high; };
    return code < 0x20 || within(0x7F, 0x9F) || within(0x200B, 0x200F) || within(0x2028, 0x202E) ||
           within(0x2060, 0x2069) || code == 0xFEFF;
}

void append_utf8(std::string& text, char32_t code) {
    const auto tail = [&](unsigned shift) { text += static_cast<char>(0x80U | ((code >> shift) & 0x3FU)); };
    if (code < 0x80) {
        text += static_cast<char>(code);
    } else if (code < 0x800) {
        text += static_cast<char>(0xC0U | (code >> 6U));
        tail(0);
    } else if (code < 0x10000) {
        text += static_cast<char>(0xE0U | (code >> 12U));
        tail(6);
        tail(0);
    } else {
        text += static_cast<char>(0xF0U | (code >> 18U));
        tail(12);
        tail(6);
        tail(0);
    }
}

std::optional<unsigned> hex_number(std::string_view digits, std::size_t count) noexcept {
    if (digits.size() < count) return std::nullopt;
    unsigned value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + count, value, 16);
    if (error != std::errc{} || end != digits.data() + count) return std::nullopt;
    return value;
}

std::string form_decoded(std::string_view text) {
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = text[i] == '%' ? hex_number(text.substr(i + 1), 2) : std::nullopt;
        plain += byte ? static_cast<char>(*byte) : text[i] == '+' ? ' ' : text[i];
        if (byte) i += 2;
    }
    return plain;
}

/// The number in \uXXXX, of a surrogate pair both halves, and how much of the text it took.
std::optional<Character> escaped_character(std::string_view text) noexcept {
    const auto first = text.starts_with("\\u") ? hex_number(text.substr(2), 4) : std::nullopt;
    if (!first) return std::nullopt;
    const auto rest = text.substr(6);
    const auto second = rest.starts_with("\\u") ? hex_number(rest.substr(2), 4) : std::nullopt;
    const bool is_pair =
        *first >= 0xD800 && *first < 0xDC00 && second && *second >= 0xDC00 && *second < 0xE000;
    if (!is_pair) return Character{.code = *first, .bytes = 6, .valid = true};
    return Character{
        .code = 0x10000U + ((*first - 0xD800U) << 10U) + (*second - 0xDC00U), .bytes = 12, .valid = true};
}

std::string json_unescaped(std::string_view text) {
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\\' || i + 1 == text.size()) {
            plain += text[i];
        } else if (const auto character = escaped_character(text.substr(i))) {
            append_utf8(plain, character->code);
            i += character->bytes - 1;
        } else {
            // \n and its like stand for white space, which is not compared.
            if (std::string_view{"bfnrt"}.find(text[++i]) == std::string_view::npos) plain += text[i];
        }
    }
    return plain;
}

/// A reader need not believe that `\\n` stands for a line break.
std::string without_backslashes(std::string_view text) {
    std::string plain{text};
    std::erase(plain, '\\');
    return plain;
}

/// Letter case and white space do not hide a secret from a reader.
std::string comparable(std::string_view text) {
    std::string result;
    for (const char c : text) {
        if (!is_blank(c)) result += ascii::lower(c);
    }
    return result;
}

bool holds_piece(std::string_view text, std::string_view secret) {
    const auto length = std::min(secret.size(), telling_piece);
    for (std::size_t at = 0; at + length <= secret.size(); ++at) {
        if (text.find(secret.substr(at, length)) != std::string_view::npos) return true;
    }
    return false;
}

}  // namespace

std::string quotable(std::string_view text, std::size_t most_bytes) {
    constexpr std::string_view ellipsis = "...";
    std::string result;
    std::size_t cut = 0;  // the last place where the ellipsis would still fit
    while (!text.empty()) {
        const auto character = first_character(text);
        const auto bytes = text.substr(0, character.bytes);
        text.remove_prefix(character.bytes);
        if (!character.valid) {
            result += '?';
        } else if (bytes.size() == 1 && is_blank(bytes.front())) {
            result += ' ';
        } else if (!is_invisible(character.code)) {
            result += bytes;
        }
        if (result.size() > most_bytes) return result.substr(0, cut).append(ellipsis.substr(0, most_bytes));
        if (result.size() + ellipsis.size() <= most_bytes) cut = result.size();
    }
    return result;
}

bool repeats(std::string_view text, std::string_view secret) {
    const auto wanted = comparable(secret);
    if (wanted.empty()) return false;
    std::vector<std::string> readings{std::string{text}};
    // Twice decoded: a form body quoted in a JSON text, and the other way round.
    for (std::size_t from = 0, round = 0; round < 2; ++round) {
        const auto until = readings.size();
        for (; from < until; ++from) {
            readings.push_back(form_decoded(readings[from]));
            readings.push_back(json_unescaped(readings[from]));
            readings.push_back(without_backslashes(readings[from]));
        }
    }
    return std::any_of(readings.begin(), readings.end(),
                       [&](const std::string& reading) { return holds_piece(comparable(reading), wanted); });
}

}  // namespace halogate::token

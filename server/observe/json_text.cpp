// SPDX-License-Identifier: MIT
#include "observe/json_text.hpp"

#include <cstddef>

#include "base/ascii.hpp"

namespace halogate::observe {

namespace {

constexpr std::string_view replacement = "\\ufffd";

constexpr unsigned char byte_at(std::string_view text, std::size_t at) {
    return static_cast<unsigned char>(text[at]);
}

constexpr bool is_plain(unsigned char byte) {
    return byte >= 0x20 && byte < 0x7f && byte != '"' && byte != '\\';
}

void append_escape(std::string& out, unsigned char byte) {
    constexpr std::string_view digits = "0123456789abcdef";
    switch (byte) {
        case '"': out += "\\\""; return;
        case '\\': out += "\\\\"; return;
        case '\n': out += "\\n"; return;
        case '\r': out += "\\r"; return;
        case '\t': out += "\\t"; return;
        default: break;
    }
    out += "\\u00";
    out += digits[byte >> 4U];
    out += digits[byte & 0xfU];
}

/// What may follow a lead byte: Unicode 15, table 3-7.
struct Lead {
    std::size_t length = 0;    // of the whole sequence; 0: not a lead byte
    unsigned char low = 0x80;  // bounds of the second byte
    unsigned char high = 0xbf;
};

constexpr Lead lead_of(unsigned char byte) {
    if (byte >= 0xc2 && byte <= 0xdf) return {.length = 2};
    if (byte == 0xe0) return {.length = 3, .low = 0xa0};
    if (byte == 0xed) return {.length = 3, .high = 0x9f};
    if (byte >= 0xe1 && byte <= 0xef) return {.length = 3};
    if (byte == 0xf0) return {.length = 4, .low = 0x90};
    if (byte >= 0xf1 && byte <= 0xf3) return {.length = 4};
    if (byte == 0xf4) return {.length = 4, .high = 0x8f};
    return {};
}

/// How many bytes at the start of `text` are well formed, and whether that is a whole character.
struct Sequence {
    std::size_t length = 1;
    bool whole = false;
};

Sequence sequence_at(std::string_view text) {
    const Lead lead = lead_of(byte_at(text, 0));
    if (lead.length == 0) return {};
    std::size_t length = 1;
    while (length < lead.length && length < text.size()) {
        const unsigned char byte = byte_at(text, length);
        const unsigned char low = length == 1 ? lead.low : 0x80;
        const unsigned char high = length == 1 ? lead.high : 0xbf;
        if (byte < low || byte > high) break;
        ++length;
    }
    return {.length = length, .whole = length == lead.length};
}

/// Appends the character at the start of `text`, which is not plain ASCII, and returns how many bytes it
/// took.
std::size_t append_special(std::string& out, std::string_view text) {
    const unsigned char first = byte_at(text, 0);
    if (first < 0x80) {
        append_escape(out, first);
        return 1;
    }
    const auto [length, whole] = sequence_at(text);
    const bool is_c1_control = whole && first == 0xc2 && byte_at(text, 1) < 0xa0;
    if (!whole) {
        out += replacement;
    } else if (is_c1_control) {
        append_escape(out, byte_at(text, 1));
    } else {
        out += text.substr(0, length);
    }
    return length;
}

}  // namespace

void append_json_characters(std::string& out, std::string_view text) {
    while (!text.empty()) {
        std::size_t plain = ascii::plain_run<'"', '\\'>(text);
        while (plain < text.size() && is_plain(byte_at(text, plain))) ++plain;
        out += text.substr(0, plain);
        text.remove_prefix(plain);
        if (!text.empty()) text.remove_prefix(append_special(out, text));
    }
}

void append_json_string(std::string& out, std::string_view text) {
    out += '"';
    append_json_characters(out, text);
    out += '"';
}

}  // namespace halogate::observe

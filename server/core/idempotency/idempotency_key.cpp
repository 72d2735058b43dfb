// SPDX-License-Identifier: MIT
#include "core/idempotency/idempotency_key.hpp"

#include <algorithm>
#include <optional>

namespace halogate::idempotency {

namespace {

constexpr bool is_visible(char c) noexcept {
    return c > 0x20 && c < 0x7f;
}

/// A quoted string of RFC 8941: printable ASCII, with `\"` and `\\` only.
std::optional<std::string> unquoted(std::string_view text) {
    text.remove_prefix(1);
    std::string result;
    while (!text.empty()) {
        const char c = text.front();
        text.remove_prefix(1);
        if (c == '"') return text.empty() ? std::optional{std::move(result)} : std::nullopt;
        if (c != '\\') {
            if (!is_visible(c) && c != ' ') return std::nullopt;
            result += c;
            continue;
        }
        if (text.empty() || (text.front() != '"' && text.front() != '\\')) return std::nullopt;
        result += text.front();
        text.remove_prefix(1);
    }
    return std::nullopt;
}

/// Text that stands there without quotes must not be half of one with them, or a list.
std::optional<std::string> bare(std::string_view text) {
    const bool plain = std::all_of(text.begin(), text.end(), [](char c) {
        return is_visible(c) && c != '"' && c != '\\' && c != ',' && c != ';';
    });
    if (!plain) return std::nullopt;
    return std::string{text};
}

}  // namespace

Expected<std::string, std::string> parse_idempotency_key(std::string_view value) {
    auto key = value.starts_with('"') ? unquoted(value) : bare(value);
    if (!key)
        return Unexpected{std::string{
            "Idempotency-Key holds no key: send one text in quotes, such as a UUID, and no more"}};
    if (key->empty() || key->size() > longest_key)
        return Unexpected{std::string{"Idempotency-Key must be 1 to 255 characters: a UUID does"}};
    return *std::move(key);
}

Digest fingerprint(std::string_view method, std::string_view target, std::string_view body) {
    // Neither a method nor a target holds a line feed.
    std::string text;
    text.reserve(method.size() + target.size() + body.size() + 2);
    text += method;
    text += '\n';
    text += target;
    text += '\n';
    text += body;
    return sha256(text);
}

}  // namespace halogate::idempotency

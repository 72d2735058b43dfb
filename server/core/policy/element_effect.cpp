// SPDX-License-Identifier: MIT
#include "core/policy/element_effect.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

#include "base/ascii.hpp"
#include "core/path/utf8.hpp"

namespace halogate::policy {

namespace {

constexpr std::int64_t max_id = std::numeric_limits<std::int32_t>::max();

struct Word {
    std::string_view text;
    Key key;
};
constexpr std::array<Word, 5> words{{{"id", Key::id},
                                     {"_recover", Key::recover},
                                     {"_test", Key::test},
                                     {"sql", Key::query},
                                     {"_loadreportonly", Key::query}}};

/// In any letter case, and in any letters that a reader may fold into ASCII ones.
bool folds_to(std::string_view text, std::string_view word) noexcept {
    for (const char expected : word) {
        if (text.empty()) return false;
        const auto c = path::next_code_point(text);
        if (!c || path::folded(*c) != static_cast<char32_t>(expected)) return false;
    }
    return text.empty();
}

Effect effect_of_number(double id) noexcept {
    const bool whole = id >= 1 && id <= static_cast<double>(max_id) && std::trunc(id) == id;
    return whole ? update : both;
}

}  // namespace

Key key_of(std::string_view text) noexcept {
    if (text.empty()) return Key::other;
    if (text.front() == '$') return Key::metadata;
    // Most keys are none of these: their first letter or their length says so.
    for (const auto& word : words) {
        const bool perhaps =
            text.size() == word.text.size() && ascii::lower(text.front()) == word.text.front();
        if (perhaps && ascii::equal_ignoring_case(text, word.text)) return word.key;
    }
    const bool plain =
        std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
    if (plain) return Key::other;
    for (const auto& word : words) {
        if (folds_to(text, word.text)) return word.key == Key::id ? Key::perhaps_id : word.key;
    }
    return Key::other;
}

Effect effect_of_integer(std::int64_t id) noexcept {
    return id >= 1 && id <= max_id ? update : both;
}

Effect effect_of_text(std::string_view id) noexcept {
    constexpr std::string_view numeric = "0123456789+-.,eE \t\r\n";
    if (id.find_first_not_of(numeric) != std::string_view::npos) return update;
    const auto value = ascii::to_unsigned(id);
    const bool plain = value && id.front() != '0' && *value <= static_cast<std::uint64_t>(max_id);
    return plain ? update : both;
}

Effect effect_of_decimal(std::string_view text) noexcept {
    double value = 0;
    const auto end = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool read = end.ec == std::errc{} && end.ptr == text.data() + text.size();
    return read ? effect_of_number(value) : both;
}

}  // namespace halogate::policy

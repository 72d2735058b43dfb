// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string_view>

namespace halogate::policy {

/// What one element of a body was seen to do.
struct Effect {
    bool creates = false;
    bool updates = false;
};
inline constexpr Effect update{false, true};
inline constexpr Effect both{true, true};

/// What a key of an element says of it. See body_rule.hpp.
enum class Key : std::uint8_t {
    other,
    id,
    perhaps_id,  ///< only some readers take it for `id`
    recover,
    test,
    query,
    metadata,
};

/// By the key's text after its escapes, in any letter case and in any letters that a reader may fold into
/// ASCII ones.
[[nodiscard]] Key key_of(std::string_view text) noexcept;

/// What an `id` of this value makes of its element: an update when every reader sees a number from 1 to
/// 2^31-1 or a text that is no number, else both.
[[nodiscard]] Effect effect_of_integer(std::int64_t id) noexcept;
/// By the number's text: a parser's conversion may be off by the last bit, which is what makes it whole.
[[nodiscard]] Effect effect_of_decimal(std::string_view text) noexcept;
[[nodiscard]] Effect effect_of_text(std::string_view id) noexcept;

}  // namespace halogate::policy

// SPDX-License-Identifier: MIT
#include "core/trace/ids.hpp"

#include <algorithm>

namespace halogate::trace {

TraceId draw_trace_id(Random& random) {
    TraceId id{random.next(), random.next()};
    if (!id.is_set()) id.low = 1;
    return id;
}

SpanId draw_span_id(Random& random) {
    return SpanId{std::max<std::uint64_t>(random.next(), 1)};
}

std::optional<std::uint64_t> from_lower_hex(std::string_view digits) noexcept {
    if (digits.empty() || digits.size() > 16) return std::nullopt;
    std::uint64_t value = 0;
    for (const char c : digits) {
        const bool is_decimal = c >= '0' && c <= '9';
        if (!is_decimal && (c < 'a' || c > 'f')) return std::nullopt;
        value = value << 4U | static_cast<std::uint64_t>(is_decimal ? c - '0' : c - 'a' + 10);
    }
    return value;
}

char* write_lower_hex(char* to, std::uint64_t value, unsigned digits) noexcept {
    constexpr std::string_view alphabet = "0123456789abcdef";
    for (unsigned left = digits; left > 0; --left) *to++ = alphabet[value >> (4 * (left - 1)) & 15U];
    return to;
}

std::string to_hex(TraceId id) {
    std::string text(32, '0');
    write_lower_hex(write_lower_hex(text.data(), id.high, 16), id.low, 16);
    return text;
}

std::string to_hex(SpanId id) {
    std::string text(16, '0');
    write_lower_hex(text.data(), id.value, 16);
    return text;
}

}  // namespace halogate::trace

// SPDX-License-Identifier: MIT
#include "core/trace/traceparent.hpp"

namespace halogate::trace {

namespace {

// "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01": where its parts begin.
constexpr std::size_t trace_at = 3;
constexpr std::size_t parent_at = 36;
constexpr std::size_t flags_at = 53;

}  // namespace

std::array<char, Traceparent::size> Traceparent::text() const noexcept {
    std::array<char, size> out{'0', '0', '-'};
    char* at = out.data() + trace_at;
    at = write_lower_hex(at, trace.high, 16);
    at = write_lower_hex(at, trace.low, 16);
    *at++ = '-';
    at = write_lower_hex(at, parent.value, 16);
    *at++ = '-';
    write_lower_hex(at, flags, 2);
    return out;
}

std::optional<Traceparent> parse_traceparent(std::string_view text) noexcept {
    if (text.size() < Traceparent::size) return std::nullopt;
    if (text[trace_at - 1] != '-' || text[parent_at - 1] != '-' || text[flags_at - 1] != '-')
        return std::nullopt;
    const auto version = from_lower_hex(text.substr(0, 2));
    const auto high = from_lower_hex(text.substr(trace_at, 16));
    const auto low = from_lower_hex(text.substr(trace_at + 16, 16));
    const auto parent = from_lower_hex(text.substr(parent_at, 16));
    const auto flags = from_lower_hex(text.substr(flags_at, 2));
    if (!version || !high || !low || !parent || !flags || *version == 0xff) return std::nullopt;
    // What a later version adds begins with a dash.
    const bool goes_on = text.size() > Traceparent::size;
    if (goes_on && (*version == 0 || text[Traceparent::size] != '-')) return std::nullopt;
    const std::uint64_t known_flags = *version == 0 ? 0xff : Traceparent::sampled_flag;
    const Traceparent result{{*high, *low}, {*parent}, static_cast<std::uint8_t>(*flags & known_flags)};
    if (!result.trace.is_set() || !result.parent.is_set()) return std::nullopt;
    return result;
}

}  // namespace halogate::trace

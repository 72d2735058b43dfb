// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/random.hpp"

namespace halogate::trace {

/// Names one trace everywhere (W3C Trace Context, trace-id): 16 bytes, big end first. All zero: there is
/// none.
struct TraceId {
    std::uint64_t high = 0;
    std::uint64_t low = 0;

    [[nodiscard]] bool is_set() const noexcept { return high != 0 || low != 0; }
    friend bool operator==(const TraceId&, const TraceId&) = default;
};

/// Names one span of a trace (parent-id): 8 bytes. Zero: there is none.
struct SpanId {
    std::uint64_t value = 0;

    [[nodiscard]] bool is_set() const noexcept { return value != 0; }
    friend bool operator==(const SpanId&, const SpanId&) = default;
};

/// Never all zero. They need to be unique, not secret.
[[nodiscard]] TraceId draw_trace_id(Random& random);
[[nodiscard]] SpanId draw_span_id(Random& random);

/// At most 16 digits of 0-9 and a-f; upper case is none (W3C Trace Context: HEXDIGLC).
[[nodiscard]] std::optional<std::uint64_t> from_lower_hex(std::string_view digits) noexcept;
/// Writes `digits` digits, with leading zeros, from `to` on; returns where they end.
char* write_lower_hex(char* to, std::uint64_t value, unsigned digits) noexcept;

/// 32 and 16 digits.
[[nodiscard]] std::string to_hex(TraceId id);
[[nodiscard]] std::string to_hex(SpanId id);

}  // namespace halogate::trace

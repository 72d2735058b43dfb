// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "core/trace/ids.hpp"

namespace halogate::trace {

/// The field of that name (W3C Trace Context, 3.2): the trace that a request belongs to, and the span that
/// sent it.
struct Traceparent {
    static constexpr std::size_t size = 55;
    static constexpr std::uint8_t sampled_flag = 1;

    TraceId trace;
    SpanId parent;
    std::uint8_t flags = 0;

    /// Who sent it may have recorded its part of the trace.
    [[nodiscard]] bool is_sampled() const noexcept { return (flags & sampled_flag) != 0; }
    /// As version 00, the newest that this program knows: fit for a field, whatever was parsed.
    [[nodiscard]] std::array<char, size> text() const noexcept;

    friend bool operator==(const Traceparent&, const Traceparent&) = default;
};

/// Nothing for whatever is not exactly of the form, upper case and zero ids included. Of versions that are
/// not known the part that they share with 00 is read, and of their flags only `sampled`; version ff does not
/// exist.
[[nodiscard]] std::optional<Traceparent> parse_traceparent(std::string_view text) noexcept;

}  // namespace halogate::trace

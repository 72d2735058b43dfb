// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace halogate::trace {

/// So many characters of a tracestate are carried on (W3C Trace Context, 3.3.1.5).
inline constexpr std::size_t longest_trace_state = 512;

/// What is carried on of a request's tracestate: its members in their order, without blanks between them.
/// `list` is the value of its one field, or of several with commas between. Empty when any member is not of
/// the form, a key stands in it twice, or there are more than 32: then nobody knows what was meant. Of one
/// that is too long whole members are left out, those over 128 characters first, and from the end.
[[nodiscard]] std::string carried_trace_state(std::string_view list);

}  // namespace halogate::trace

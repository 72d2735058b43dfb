// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

#include "core/call/call_record.hpp"

namespace halogate::observe {

enum class Colour : std::uint8_t { off, on };

/// Appends one finished call as a line for a person at a terminal, without an end of line: the local time,
/// status, method, path, consumer, milliseconds and where they went, and the gateway's own error if it is
/// one. What a caller sent cannot steer the terminal.
void append_access_text(std::string& out, const call::CallRecord& record, Colour colour);

}  // namespace halogate::observe

// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string_view>

#include "base/clock.hpp"

namespace halogate::sandbox {

/// "20ms", "2s", "5m", "1h": a whole number and a unit. Nothing when it is anything else or too long to
/// count.
[[nodiscard]] std::optional<Duration> parse_span(std::string_view text) noexcept;

}  // namespace halogate::sandbox

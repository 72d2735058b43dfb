// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/expected.hpp"

namespace halogate {

/// "250ms", "30s", "5m", "24h": a whole number and its unit, with nothing between them. A bare number is
/// refused, because nobody can tell whether 5 means seconds or minutes; so are fractions, signs, and what
/// does not fit. The error is the end of a sentence ("… needs a unit: `5s`, `5m`").
[[nodiscard]] Expected<Duration, std::string> parse_duration(std::string_view text);

/// The same notation, in the largest unit that leaves no rest; parts of a millisecond are cut.
[[nodiscard]] std::string duration_text(Duration duration);

}  // namespace halogate

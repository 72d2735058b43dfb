// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "base/expected.hpp"
#include "core/limit/cap.hpp"
#include "core/policy/caps.hpp"

namespace halogate::settings {

/// "500 per 1h": a whole number from 1 to 1,000,000 and a duration from 1s to 31 days (744h). The error is
/// the end of a sentence.
[[nodiscard]] Expected<limit::CapShape, std::string> read_cap(std::string_view text);

class Section;
/// The caps below a section with the options `create`, `update` and `delete`.
[[nodiscard]] policy::CapShapes read_caps(const Section& from);

}  // namespace halogate::settings

// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

#include "observe/access_text.hpp"
#include "observe/log.hpp"
#include "settings/settings.hpp"

namespace halogate::app {

/// How events are written to this process's standard error: as configured; `auto` looks whether that is a
/// terminal. Without colour where NO_COLOR is set or TERM is "dumb".
[[nodiscard]] observe::LogFormat log_format(const settings::LogSettings& settings);
/// How calls are written to `log.access`: for people where that is a terminal, unless JSON is asked for.
[[nodiscard]] std::optional<observe::Colour> access_for_people(const settings::LogSettings& settings);
/// Whether somebody reads standard error on a terminal, and is not given JSON there.
[[nodiscard]] bool speaks_to_people(const settings::LogSettings& settings);

}  // namespace halogate::app

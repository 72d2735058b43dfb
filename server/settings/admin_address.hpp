// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

#include "base/expected.hpp"
#include "settings/environment.hpp"

namespace halogate::settings {

/// `admin.address` of the configuration that load() would find, and nothing else of it: whoever only asks a
/// running gateway how it is needs none of its secrets, nor a file that is in order throughout. The error is
/// one sentence.
[[nodiscard]] Expected<std::string, std::string> find_admin_address(const std::optional<std::string>& config,
                                                                    const Environment& environment);
/// What it is where nothing says otherwise.
[[nodiscard]] std::string usual_admin_address();

}  // namespace halogate::settings

// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "settings/finding.hpp"
#include "settings/option_values.hpp"
#include "settings/settings.hpp"

namespace halogate::settings {

struct BuiltSettings {
    Settings settings;
    std::vector<Finding> findings;
};

/// Values by key to the structs that everything else reads. Finds fault with what the option table cannot
/// judge: permissions, patterns, URLs, names. Rules between options are cross_check's.
[[nodiscard]] BuiltSettings build_settings(const OptionValues& values);

}  // namespace halogate::settings

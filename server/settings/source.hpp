// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

#include "settings/environment.hpp"
#include "settings/finding.hpp"

namespace halogate::settings {

/// Where a configuration comes from.
struct Source {
    std::optional<std::string> path = {};  ///< none: the environment alone
    Place said_by = {};                    ///< who named the path
};

/// `config` (--config), else $HALOGATE_CONFIG, else /etc/halogate/halogate.yaml if there is one, else the
/// environment alone.
[[nodiscard]] Source find_source(const std::optional<std::string>& config, const Environment& environment);

}  // namespace halogate::settings

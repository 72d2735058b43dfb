// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/expected.hpp"
#include "base/secret.hpp"
#include "settings/cross_check.hpp"
#include "settings/environment.hpp"
#include "settings/finding.hpp"
#include "settings/settings.hpp"

namespace halogate::settings {

/// What the command line says.
struct LoadRequest {
    std::optional<std::string> config = {};     ///< --config
    std::optional<std::string> listen = {};     ///< --listen: replaces the listeners
    std::optional<std::string> catalogue = {};  ///< --catalogue: replaces the built-in catalogue
    TenantKind tenant =
        TenantKind::configured;  ///< --sandbox: no configuration and no credentials are needed
};

struct LoadedSettings {
    Settings settings;
    std::string source;  ///< "/etc/halogate/halogate.yaml", "environment", "built-in defaults"
    std::vector<Finding> warnings;
    std::vector<Secret> secrets;  ///< all that were read, wherever they are used
};

/// Finds, reads and checks the configuration, and the catalogue: --catalogue, else $HALOGATE_CATALOGUE, else
/// the built-in one. The configuration is that of --config, else $HALOGATE_CONFIG, else
/// /etc/halogate/halogate.yaml if there is one, else the environment alone. Errors are all faults that there
/// are, in reading order, never one. In front of the sandbox what the configuration says of the tenant's
/// address and credentials is not even read; the app fills in TenantSettings' base_url, token_url, client_id
/// and client_secret.
[[nodiscard]] Expected<LoadedSettings, std::vector<Finding>> load(const LoadRequest& request,
                                                                  const Environment& environment);

/// For `serve --sandbox` with nothing else: all defaults, one listener on 127.0.0.1:4256, a tenant to be
/// filled in.
[[nodiscard]] Settings sandbox_defaults();

}  // namespace halogate::settings

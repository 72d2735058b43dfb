// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace halogate::settings {

/// Every option of the table as a configuration file, each with its sentence and default:
/// config/halogate.yaml. What depends on a choice of the user's (a consumer, a route, a header) or is not
/// available is commented out, with a `#` that no blank follows.
[[nodiscard]] std::string reference_yaml();
/// The same as a table for docs/configuration.md.
[[nodiscard]] std::string reference_markdown();

}  // namespace halogate::settings

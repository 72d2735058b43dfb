// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "core/policy/route.hpp"

namespace halogate::policy {

/// The built-in routes: those whose domain is known or plain from the name, look-ups that need no permission,
/// and the privileged ones, closed until the configuration names them. What is not here is unknown and
/// refused.
[[nodiscard]] std::vector<Route> built_in_catalogue();

}  // namespace halogate::policy

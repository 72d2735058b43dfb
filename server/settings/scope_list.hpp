// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "settings/finding.hpp"
#include "settings/option_values.hpp"

namespace halogate::settings {

/// tenant.scopes, read word by word.
struct ScopeList {
    std::vector<std::string> scopes;  ///< empty: auto
    std::vector<Finding> findings;    ///< what is no scope, or one that HaloPSA is known not to have
};
[[nodiscard]] ScopeList read_scope_list(const Section& tenant);

}  // namespace halogate::settings

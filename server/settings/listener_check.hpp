// SPDX-License-Identifier: MIT
#pragma once

#include "settings/cross_check.hpp"

namespace halogate::settings {

/// Rules about where callers come in: addresses, who may listen beyond loopback, and TLS. `section` is
/// `listeners`.
[[nodiscard]] CrossCheck check_listeners(const Settings& settings, const Section& section, TenantKind tenant);

}  // namespace halogate::settings

// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "core/policy/policy.hpp"

namespace halogate::policy {

/// What a consumer may do, as 64 digits: equal for consumers that hold the same permissions and named routes
/// under the same deny rules, in whatever order they are written, and for no others. A name counts for
/// nothing.
[[nodiscard]] std::string rights_of(const ConsumerPolicy& consumer);

}  // namespace halogate::policy

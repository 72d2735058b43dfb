// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "settings/finding.hpp"
#include "settings/option_values.hpp"
#include "settings/settings.hpp"

namespace halogate::settings {

struct ReadTracing {
    TracingSettings tracing;
    std::vector<Finding> findings;
};

/// The section `tracing`, and what is wrong with it.
[[nodiscard]] ReadTracing read_tracing(const Section& from);

}  // namespace halogate::settings

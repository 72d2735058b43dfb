// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "base/secret.hpp"
#include "settings/environment.hpp"
#include "settings/node.hpp"
#include "settings/option_values.hpp"

namespace halogate::settings {

struct ReadOptions {
    OptionValues values;                 ///< all that could be read
    std::vector<Finding> findings;       ///< all that could not
    std::vector<Place> literal_secrets;  ///< secrets that stand in the configuration itself
    std::vector<Secret> secrets;         ///< the values of all options that are secrets
};

/// Holds a configuration against the option table, and goes on after a fault, so that all are told at once:
/// unknown keys, wrong types, values out of bounds, references that lead nowhere, required options left out,
/// and options that this version does not act on.
[[nodiscard]] ReadOptions read_options(const Node& root, const Environment& environment);

}  // namespace halogate::settings

// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "settings/finding.hpp"
#include "settings/option_values.hpp"
#include "settings/settings.hpp"

namespace halogate::settings {

struct ReadIdentify {
    IdentifySettings identify;
    std::vector<Finding> findings;
};

/// One consumer's section `identify`, and what is wrong with it taken alone.
[[nodiscard]] ReadIdentify read_identify(const Section& from);

struct ReadLocalTokens {
    LocalTokenSettings tokens;
    std::vector<Finding> findings;
};

/// The section `policy.local_tokens`.
[[nodiscard]] ReadLocalTokens read_local_tokens(const Section& from);

}  // namespace halogate::settings

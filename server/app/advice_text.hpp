// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/policy/advice.hpp"
#include "settings/settings.hpp"

namespace halogate::app {

/// Where the advice comes from.
struct AdviceSource {
    std::vector<std::string> files;
    std::uint64_t lines = 0;  ///< that were read and understood
    std::uint64_t unreadable = 0;
    std::string first_time;  ///< as they stand in the logs; empty when there were none
    std::string last_time;
};

/// What to advise on, and how.
struct AdviceRequest {
    const policy::Advice& advice;
    const AdviceSource& source;
    policy::Advice::Refused refused = policy::Advice::Refused::left_out;
    const settings::Settings* settings = nullptr;  ///< the configuration to compare with; null: none
};

/// The section `policy`, to be pasted; comments say what each permission was used for.
[[nodiscard]] std::string advice_yaml(const AdviceRequest& request);
/// The same for programs.
[[nodiscard]] std::string advice_json(const AdviceRequest& request);

}  // namespace halogate::app

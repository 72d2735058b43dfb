// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "core/policy/decision.hpp"

namespace halogate::policy {

/// What becomes of a call that the policy refuses.
enum class Mode : std::uint8_t {
    enforce,
    observe,  ///< it passes, and the records say what would have been refused
};

/// Whether a refusal is one that Mode::observe lets pass: a missing permission, a route in no catalogue, a
/// body that cannot be judged. Deny rules and closed privileged routes were written down as refusals by
/// somebody, and a method that HaloPSA does not have helps nobody: these are refused in either mode.
[[nodiscard]] bool passes(Mode mode, const Decision& refused) noexcept;

}  // namespace halogate::policy

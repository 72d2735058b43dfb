// SPDX-License-Identifier: MIT
#pragma once

#include "settings/cross_check.hpp"
#include "settings/option_values.hpp"
#include "settings/settings.hpp"

namespace halogate::settings {

/// Nothing is open to who shows nothing: `anonymous` holds no permission, and every consumer has a way to be
/// recognised that the caller must prove. A listener's own consumer is none.
[[nodiscard]] bool everyone_must_authenticate(const Settings& settings);

/// Whether consumers can be told apart: two that are recognised by the same are a fault; one that nobody can
/// be, and a secret that can be guessed, a warning. `consumers` is the section of that name.
[[nodiscard]] CrossCheck check_identities(const Settings& settings, const Section& consumers);

}  // namespace halogate::settings

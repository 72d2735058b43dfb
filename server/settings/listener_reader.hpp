// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "settings/settings.hpp"

namespace halogate::settings {

class Section;
/// The section `listeners`, each as it was written; whether they may be is check_listeners' matter.
[[nodiscard]] std::vector<ListenerSettings> read_listeners(const Section& from);

}  // namespace halogate::settings

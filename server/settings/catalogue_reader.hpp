// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/expected.hpp"
#include "core/policy/route.hpp"
#include "settings/finding.hpp"

namespace halogate::settings {

/// A catalogue, written as config/catalogue.yaml explains, to routes. The errors are all faults at once,
/// each with its place and, for an unknown key or word, the nearest valid one; `file` is only for the places.
/// Each method and path is in the result once: what `routes` says replaces what a resource says.
[[nodiscard]] Expected<std::vector<policy::Route>, std::vector<Finding>> read_catalogue(
    std::string_view text, const std::string& file);

/// The routes of config/catalogue.yaml as it was when the program was built. Throws std::logic_error when
/// that file is broken: a bug, which a test finds.
[[nodiscard]] std::vector<policy::Route> built_in_catalogue();

}  // namespace halogate::settings

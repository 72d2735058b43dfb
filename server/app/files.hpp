// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "base/clock.hpp"
#include "settings/settings.hpp"

namespace halogate::app {

/// What is wrong with the files that a configuration names for use while serving: the authorities to trust,
/// the access log and the audit log, and the certificates and keys of listeners. One sentence each, with the
/// key and what to do. Creates and changes nothing.
[[nodiscard]] std::vector<std::string> unusable_files(const settings::Settings& settings);

/// What does not keep the gateway from serving and should be mended all the same: a private key that others
/// can read, a certificate that has expired. For files that are not unusable; sentences as above.
[[nodiscard]] std::vector<std::string> doubtful_files(const settings::Settings& settings, WallTime now);

}  // namespace halogate::app

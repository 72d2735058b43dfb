// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/secret.hpp"

namespace halogate::app {

/// From now on a crash leaves no core file, and no other process of this user may attach to this one or read
/// its memory and environment (prctl(2), PR_SET_DUMPABLE). Root still may.
void forbid_dumps() noexcept;

/// Overwrites, where /proc/PID/environ shows them, the variables that hold one of these secrets or a part of
/// one, and `HALOPSA_CLIENT_SECRET` in any case. They are empty from then on; what they held is returned by
/// name, for whoever reads the configuration again. Other threads may read the environment meanwhile.
[[nodiscard]] std::vector<std::pair<std::string, Secret>> forget_in_environment(
    const std::vector<Secret>& secrets);

}  // namespace halogate::app

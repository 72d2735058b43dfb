// SPDX-License-Identifier: MIT
#include "app/remembered_environment.hpp"

#include <utility>

#include "app/process_hardening.hpp"

namespace halogate::app {

std::optional<std::string> RememberedEnvironment::get(const std::string& name) const {
    const auto found = forgotten_.find(name);
    if (found == forgotten_.end()) return process_.get(name);
    return std::string{found->second.reveal()};
}

void RememberedEnvironment::forget(const std::vector<Secret>& secrets) {
    for (auto& [name, value] : forget_in_environment(secrets)) forgotten_[name] = std::move(value);
}

}  // namespace halogate::app

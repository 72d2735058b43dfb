// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "app/remembered_environment.hpp"
#include "base/expected.hpp"
#include "settings/load.hpp"

namespace halogate::app {

/// Where the configuration of this process comes from, at the start and at each reload.
class ConfigurationSource {
public:
    explicit ConfigurationSource(settings::LoadRequest request) : request_{std::move(request)} {}

    /// What keeps a configuration from being used.
    struct Faults {
        std::vector<settings::Finding> findings = {};
        std::vector<std::string> unusable_files = {};
        /// All of them, rendered.
        [[nodiscard]] std::vector<std::string> sentences() const;
    };
    /// Reads and checks it as `halogate check --offline` does. Environment variables that hold secrets of it
    /// are overwritten, and remembered here.
    [[nodiscard]] Expected<settings::LoadedSettings, Faults> read();

private:
    settings::LoadRequest request_;
    RememberedEnvironment environment_;
};

}  // namespace halogate::app

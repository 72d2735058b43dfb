// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/secret.hpp"
#include "settings/environment.hpp"

namespace halogate::app {

/// The environment of this process, as it was at the start: what forget() has overwritten, where
/// /proc/PID/environ shows it, is still found here, so that the configuration can be read again.
class RememberedEnvironment final : public settings::Environment {
public:
    [[nodiscard]] std::optional<std::string> get(const std::string& name) const override;
    [[nodiscard]] Expected<std::string, std::string> read_file(const std::string& path) const override {
        return process_.read_file(path);
    }
    [[nodiscard]] std::optional<unsigned> file_mode(const std::string& path) const override {
        return process_.file_mode(path);
    }

    /// See forget_in_environment.
    void forget(const std::vector<Secret>& secrets);

private:
    settings::ProcessEnvironment process_;
    std::map<std::string, Secret> forgotten_;
};

}  // namespace halogate::app

// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "settings/environment.hpp"
#include "settings/finding.hpp"

namespace halogate::test {

/// An environment that exists in the test alone.
class WrittenEnvironment final : public settings::Environment {
public:
    std::map<std::string, std::string> variables;
    std::map<std::string, std::string> files;
    std::map<std::string, unsigned> modes;  ///< of a file, when it is not 0600

    [[nodiscard]] std::optional<std::string> get(const std::string& name) const override {
        const auto found = variables.find(name);
        if (found == variables.end()) return std::nullopt;
        return found->second;
    }
    [[nodiscard]] Expected<std::string, std::string> read_file(const std::string& path) const override {
        const auto found = files.find(path);
        if (found == files.end()) return Unexpected{std::string{"No such file or directory"}};
        return found->second;
    }
    [[nodiscard]] std::optional<unsigned> file_mode(const std::string& path) const override {
        if (!files.contains(path)) return std::nullopt;
        const auto found = modes.find(path);
        return found == modes.end() ? 0600U : found->second;
    }
};

[[nodiscard]] inline std::vector<std::string> rendered(const std::vector<settings::Finding>& findings) {
    std::vector<std::string> lines;
    for (const auto& finding : findings) lines.push_back(settings::render(finding));
    return lines;
}

}  // namespace halogate::test

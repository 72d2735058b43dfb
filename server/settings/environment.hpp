// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

#include "base/expected.hpp"

namespace halogate::settings {

/// What loading a configuration may see of the machine. Handed in, so that tests decide it.
class Environment {
public:
    virtual ~Environment() = default;
    /// An environment variable; nothing when it is not set.
    [[nodiscard]] virtual std::optional<std::string> get(const std::string& name) const = 0;
    /// The bytes of a file, or why they cannot be had ("No such file or directory").
    [[nodiscard]] virtual Expected<std::string, std::string> read_file(const std::string& path) const = 0;
    /// The permission bits of a file; nothing when there is none.
    [[nodiscard]] virtual std::optional<unsigned> file_mode(const std::string& path) const = 0;
};

/// The one place where settings ask the operating system. Files over 1 MiB are refused: no configuration and
/// no secret is that long, and a path may name a device that never ends.
class ProcessEnvironment final : public Environment {
public:
    [[nodiscard]] std::optional<std::string> get(const std::string& name) const override;
    [[nodiscard]] Expected<std::string, std::string> read_file(const std::string& path) const override;
    [[nodiscard]] std::optional<unsigned> file_mode(const std::string& path) const override;
};

}  // namespace halogate::settings

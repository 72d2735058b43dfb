// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/secret.hpp"
#include "settings/environment.hpp"
#include "settings/finding.hpp"

namespace halogate::settings {

/// An environment that remembers what it was asked for, so that no finding tells it: any reference may stand
/// for a secret, wherever in a file it is written, and a finding quotes what it finds.
class ReferencedValues final : public Environment {
public:
    /// `environment` outlives this.
    explicit ReferencedValues(const Environment& environment) : environment_{environment} {}

    [[nodiscard]] std::optional<std::string> get(const std::string& name) const override;
    [[nodiscard]] Expected<std::string, std::string> read_file(const std::string& path) const override;
    [[nodiscard]] std::optional<unsigned> file_mode(const std::string& path) const override {
        return environment_.file_mode(path);
    }

    /// Puts the reference where the finding quotes its value, and "…" where it quotes a long piece of it.
    /// Values shorter than six bytes are no secrets, and are left.
    void mask(Finding& finding) const;

private:
    void remember(const std::string& reference, std::string_view value) const;

    const Environment& environment_;
    /// By reference. What a finding says does not depend on who asked first, so asking counts as const.
    mutable std::map<std::string, Secret> values_;
};

}  // namespace halogate::settings

// SPDX-License-Identifier: MIT
#include "app/configuration_source.hpp"

#include <utility>

#include "app/files.hpp"

namespace halogate::app {

std::vector<std::string> ConfigurationSource::Faults::sentences() const {
    std::vector<std::string> result;
    for (const settings::Finding& finding : findings) result.push_back(settings::render(finding));
    result.insert(result.end(), unusable_files.begin(), unusable_files.end());
    return result;
}

Expected<settings::LoadedSettings, ConfigurationSource::Faults> ConfigurationSource::read() {
    auto loaded = settings::load(request_, environment_);
    if (!loaded) return Unexpected{Faults{.findings = std::move(loaded).error()}};
    environment_.forget(loaded->secrets);
    if (auto unusable = app::unusable_files(loaded->settings); !unusable.empty())
        return Unexpected{Faults{.unusable_files = std::move(unusable)}};
    return *std::move(loaded);
}

}  // namespace halogate::app

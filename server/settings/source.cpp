// SPDX-License-Identifier: MIT
#include "settings/source.hpp"

#include <utility>

namespace halogate::settings {
namespace {

constexpr auto usual_path = "/etc/halogate/halogate.yaml";

}  // namespace

Source find_source(const std::optional<std::string>& config, const Environment& environment) {
    if (config) return {config, {.file = "--config"}};
    if (auto path = environment.get("HALOGATE_CONFIG"); path && !path->empty()) {
        return {std::move(path), {.file = "HALOGATE_CONFIG"}};
    }
    if (environment.file_mode(usual_path)) return {usual_path, {.file = usual_path}};
    return {};
}

}  // namespace halogate::settings

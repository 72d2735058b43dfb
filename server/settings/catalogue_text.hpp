// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace halogate::settings {

/// config/catalogue.yaml, byte for byte; CMake makes the definition from the file.
extern const std::string_view catalogue_text;

}  // namespace halogate::settings

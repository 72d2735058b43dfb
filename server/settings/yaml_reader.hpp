// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/expected.hpp"
#include "settings/node.hpp"

namespace halogate::settings {

/// YAML text to a tree that knows its places; the only file that knows yaml-cpp. Refused: two documents,
/// tags, duplicate keys (YAML 1.2, 3.2.1.1), keys that are not plain names, more than 32 levels, and aliases
/// that would blow the tree up beyond 20,000 values. An empty text is a null node. `file` is only for the
/// places.
[[nodiscard]] Expected<Node, std::vector<Finding>> read_yaml(std::string_view text, const std::string& file);

}  // namespace halogate::settings

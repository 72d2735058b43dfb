// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "settings/finding.hpp"

namespace halogate::settings {

/// A configuration as it was written: values are text still, and every part knows its place. It is made by
/// the YAML reader or from the environment, so that both ways are judged by the same rules.
struct Node {
    enum class Kind : std::uint8_t { null, scalar, list, map };
    Kind kind = Kind::null;
    Place place = {};
    std::string text = {};  ///< of a scalar
    bool interpolated =
        true;  ///< `${…}` in `text` is to be replaced; not so for what came from the environment
    std::string key = {};  ///< when it stands in a map
    Place key_place = {};
    std::vector<Node> children = {};  ///< of a list or map; keys of a map are unique

    [[nodiscard]] const Node* find(std::string_view name) const noexcept {
        const auto child =
            std::find_if(children.begin(), children.end(), [&](const Node& n) { return n.key == name; });
        return kind == Kind::map && child != children.end() ? &*child : nullptr;
    }
};

}  // namespace halogate::settings

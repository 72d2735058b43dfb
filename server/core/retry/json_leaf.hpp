// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <functional>
#include <string_view>

namespace halogate::retry {

/// One value of a JSON text that holds no others.
struct JsonLeaf {
    enum class Kind { string, number, other };  ///< other: true, false, null
    Kind kind = Kind::other;
    std::size_t depth = 0;  ///< how many arrays and objects hold it: 1 for a member of the outermost object
    std::string_view name;  ///< of the member; empty for an element of an array
    std::string_view text;  ///< of a string, unescaped, valid UTF-8
    double number = 0;      ///< of a number
};

/// Shows every leaf in the order of the text, without building a tree: what a stranger nests costs nothing.
/// The views live as long as the visit. False when the text is not JSON (RFC 8259) or is nested deeper than
/// `max_depth`; leaves may have been shown before that was seen.
bool visit_json_leaves(std::string_view text, std::size_t max_depth,
                       const std::function<void(const JsonLeaf&)>& visit);

}  // namespace halogate::retry

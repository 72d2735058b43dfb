// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/expected.hpp"

namespace halogate::policy {

/// What a POST body does, element by element. HaloPSA's collections take an array; an element with `id`
/// changes what exists, one without adds something new, and one array may do both.
struct BodyFinding {
    std::optional<std::size_t>
        creates;  ///< the first element (counted from 1) that adds, 0 for an empty array
    std::optional<std::size_t> updates;  ///< the first element (counted from 1) that changes
};

/// Reads the whole body as a stream, without a tree. It must be plain JSON (RFC 8259) in UTF-8 without byte
/// order mark, nested no deeper than 64, and an array of objects or one object; anything else is an error in
/// one sentence.
///
/// Keys are compared after their escapes, in any letter case; all occurrences of a key count. In each
/// element: | `id`                                             | means                      |
/// |--------------------------------------------------|----------------------------|
/// | absent                                           | create                     |
/// | an integer from 1 to 2^31-1 (also 1.0, 1e0, "1") | update                     |
/// | a string that cannot be read as a number ("a-b") | update                     |
/// | anything else (null, 0, -1, "", "0", true, {}…)  | both: readers may disagree |
/// A key that only some readers take for `id` ("ıd"), and one that begins with '$' (Newtonsoft's metadata:
/// `$values` turns an object into an array), count as both. `_recover`, unless false or null, undeletes: an
/// update. An empty array writes nothing and counts as the lesser, a create.
[[nodiscard]] Expected<BodyFinding, std::string> judge_elements(std::string_view body);

}  // namespace halogate::policy

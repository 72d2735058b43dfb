// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace halogate {

/// The candidate that a mistyped word most probably meant: the fewest insertions, deletions, replacements and
/// swaps of neighbours, letter case ignored. Nothing when even the best is further away than a third of the
/// word (at least one step), because a wild guess misleads more than none. Of equally near ones the first.
/// The result points into `candidates`.
[[nodiscard]] std::optional<std::string_view> nearest(std::string_view word,
                                                      std::span<const std::string_view> candidates);

/// How many such steps turn one word into the other.
[[nodiscard]] std::size_t edit_distance(std::string_view a, std::string_view b);

}  // namespace halogate

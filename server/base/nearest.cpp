// SPDX-License-Identifier: MIT
#include "base/nearest.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/ascii.hpp"

namespace halogate {

// Optimal string alignment, three rows at a time.
std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> before_last(b.size() + 1);
    std::vector<std::size_t> last(b.size() + 1);
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;

    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::swap(before_last, last);
        std::swap(last, row);
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const char x = ascii::lower(a[i - 1]);
            const char y = ascii::lower(b[j - 1]);
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (x == y ? 0U : 1U)});
            const bool swapped = i > 1 && j > 1 && x == ascii::lower(b[j - 2]) && y == ascii::lower(a[i - 2]);
            if (swapped) row[j] = std::min(row[j], before_last[j - 2] + 1);
        }
    }
    return row[b.size()];
}

std::optional<std::string_view> nearest(std::string_view word, std::span<const std::string_view> candidates) {
    std::size_t best = std::max<std::size_t>(1, word.size() / 3);
    std::optional<std::string_view> found;
    for (const auto candidate : candidates) {
        const auto distance = edit_distance(word, candidate);
        if (found ? distance >= best : distance > best) continue;
        best = distance;
        found = candidate;
    }
    return found;
}

}  // namespace halogate

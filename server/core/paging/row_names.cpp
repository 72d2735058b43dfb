// SPDX-License-Identifier: MIT
#include "core/paging/row_names.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "base/ascii.hpp"

namespace halogate::paging {

namespace {

/// Resources whose rows are called something else, or also something else.
constexpr std::array<std::pair<std::string_view, std::string_view>, 5> irregular{{
    {"projects", "tickets"},
    {"opportunities", "tickets"},
    {"quotation", "quotes"},
    {"crmnote", "actions"},
    {"agent", "results"},
}};

/// A shorter end of a word says too little: "s" is the end of every plural.
constexpr std::size_t shortest_end = 4;

std::string plural(std::string_view resource) {
    std::string word{resource};
    if (word.ends_with('s')) return word;
    if (word.ends_with('y')) return word.substr(0, word.size() - 1) + "ies";
    return word + 's';
}

bool names_rows_of(std::string_view resource, std::string_view member) {
    if (member == resource) return true;
    if (member.size() >= shortest_end && plural(resource).ends_with(member)) return true;
    return std::any_of(irregular.begin(), irregular.end(),
                       [&](const auto& pair) { return pair.first == resource && pair.second == member; });
}

}  // namespace

bool names_rows(std::string_view folded_path, std::string_view member) {
    const std::string name = ascii::lowered(member);
    bool is_first = true;
    while (!folded_path.empty()) {
        folded_path.remove_prefix(1);  // the slash
        const auto end = std::min(folded_path.find('/'), folded_path.size());
        const auto segment = folded_path.substr(0, end);
        folded_path.remove_prefix(end);
        // "/api" names no resource.
        if (!std::exchange(is_first, false) && !segment.empty() && names_rows_of(segment, name)) return true;
    }
    return false;
}

}  // namespace halogate::paging

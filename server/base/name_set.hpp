// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

#include "base/ascii.hpp"

namespace halogate {

/// Names of fields that are known when the program is built, asked in any letter case. A head is asked for
/// some hundred names: those of one size stand together, so that nearly every question is answered by the
/// size alone.
template <std::size_t N>
class NameSet {
public:
    explicit consteval NameSet(std::array<std::string_view, N> names) : names_{names} {
        std::sort(names_.begin(), names_.end(), [](auto a, auto b) { return a.size() < b.size(); });
        for (std::size_t size = 0; size < behind_.size(); ++size)
            while (behind_[size] < N && names_[behind_[size]].size() <= size) ++behind_[size];
        if (names_.back().size() >= behind_.size()) throw "a name is too long";
    }

    [[nodiscard]] bool contains(std::string_view name) const noexcept {
        if (name.empty() || name.size() >= behind_.size()) return false;
        for (std::size_t at = behind_[name.size() - 1]; at < behind_[name.size()]; ++at)
            if (ascii::equal_ignoring_case(names_[at], name)) return true;
        return false;
    }

private:
    static constexpr std::size_t longest = 40;

    std::array<std::string_view, N> names_;          ///< by size
    std::array<std::size_t, longest + 1> behind_{};  ///< for each size, where the larger ones begin
};

/// `name_set("Host", "Via")`
template <class... Names>
[[nodiscard]] consteval auto name_set(const Names&... names) {
    return NameSet<sizeof...(Names)>{{std::string_view{names}...}};
}

}  // namespace halogate

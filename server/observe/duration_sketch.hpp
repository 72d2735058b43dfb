// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <chrono>
#include <cstddef>
#include <cstdint>

#include "base/clock.hpp"

namespace halogate::observe {

/// Durations, counted so finely that a quantile is right to 10 %: eight cells for each doubling, from 1 us to
/// 35 minutes.
class DurationSketch {
public:
    void clear() noexcept { *this = {}; }
    void add(Duration value) noexcept {
        ++cells_[cell_of(microseconds(value))];
        ++size_;
    }
    [[nodiscard]] std::uint64_t size() const noexcept { return size_; }
    /// The value that `percent` of all do not exceed; 0 when there is none.
    [[nodiscard]] Duration quantile(unsigned percent) const noexcept {
        if (size_ == 0) return Duration::zero();
        const std::uint64_t wanted = std::max<std::uint64_t>(1, (size_ * percent + 99) / 100);
        std::uint64_t seen = 0;
        std::size_t cell = 0;
        while (cell < cells_.size() && (seen += cells_[cell]) < wanted) ++cell;
        return std::chrono::microseconds{middle_of(cell)};
    }

private:
    static constexpr unsigned fine_bits = 3;
    static constexpr unsigned per_doubling = 1U << fine_bits;
    static constexpr unsigned longest_bits = 31;
    static constexpr std::size_t cell_count = (longest_bits - fine_bits + 1) * per_doubling;

    static std::uint64_t microseconds(Duration value) noexcept {
        const auto count = std::chrono::duration_cast<std::chrono::microseconds>(value).count();
        constexpr std::int64_t most = (std::int64_t{1} << longest_bits) - 1;
        return static_cast<std::uint64_t>(std::clamp<std::int64_t>(count, 0, most));
    }
    /// The first cells hold one value each; from there on a cell is known by the highest bit and the three
    /// behind it.
    static std::size_t cell_of(std::uint64_t value) noexcept {
        if (value < per_doubling) return value;
        const unsigned shift = static_cast<unsigned>(std::bit_width(value)) - 1 - fine_bits;
        return shift * per_doubling + (value >> shift);
    }
    static std::uint64_t middle_of(std::size_t cell) noexcept {
        if (cell < 2 * per_doubling) return cell;
        const std::size_t shift = cell / per_doubling - 1;
        const std::uint64_t low = (cell - shift * per_doubling) << shift;
        return low + ((std::uint64_t{1} << shift) >> 1U);
    }

    std::array<std::uint32_t, cell_count> cells_{};
    std::uint64_t size_ = 0;
};

}  // namespace halogate::observe

// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <vector>

namespace halogate::observe {

/// The newest `most` of what was added, in memory that is taken at once and touched as it fills.
template <class Entry>
class Ring {
public:
    explicit Ring(std::size_t most) : most_{most} { entries_.reserve(most); }

    /// The place for the newest, which holds what was the oldest until it is written over.
    [[nodiscard]] Entry& next() noexcept {
        const std::size_t place = added_++ % most_;
        return place < entries_.size() ? entries_[place] : entries_.emplace_back();
    }
    [[nodiscard]] std::size_t size() const noexcept { return entries_.size(); }
    /// 0 is the newest; less than size().
    [[nodiscard]] const Entry& newest(std::size_t back) const noexcept {
        return entries_[(added_ - 1 - back) % most_];
    }

private:
    std::size_t most_;
    std::vector<Entry> entries_;
    std::size_t added_ = 0;
};

}  // namespace halogate::observe

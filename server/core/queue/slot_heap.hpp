// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace halogate::queue {

/// A place in a table. Slots are small numbers, used again after they are freed.
using Slot = std::uint32_t;
inline constexpr Slot no_slot = UINT32_MAX;

/// Slots ordered by a key, the least on top; any of them can be removed in O(log n). A binary heap that knows
/// where each slot stands. Allocates only when it holds more than ever before.
template <class Key>
class SlotHeap {
public:
    struct Entry {
        Key key;
        Slot slot;
    };

    [[nodiscard]] bool empty() const noexcept { return entries_.empty(); }
    [[nodiscard]] std::size_t size() const noexcept { return entries_.size(); }
    [[nodiscard]] const Entry& top() const noexcept { return entries_.front(); }
    /// In no order but that the top is the first.
    [[nodiscard]] const std::vector<Entry>& entries() const noexcept { return entries_; }

    /// A slot that is not in the heap.
    void push(Slot slot, Key key) {
        if (slot >= place_.size()) place_.resize(slot + std::size_t{1}, nowhere);
        entries_.push_back({std::move(key), slot});
        rise(entries_.size() - 1);
    }

    /// A slot that is in the heap.
    void remove(Slot slot) noexcept {
        const std::size_t place = place_[slot];
        place_[slot] = nowhere;
        const Entry last = entries_.back();
        entries_.pop_back();
        if (place == entries_.size()) return;
        entries_[place] = last;
        rise(place);
        sink(place_[last.slot]);
    }

private:
    static constexpr std::uint32_t nowhere = UINT32_MAX;

    void put(std::size_t place, const Entry& entry) noexcept {
        entries_[place] = entry;
        place_[entry.slot] = static_cast<std::uint32_t>(place);
    }

    void rise(std::size_t place) noexcept {
        const Entry entry = entries_[place];
        while (place > 0) {
            const std::size_t parent = (place - 1) / 2;
            if (!(entry.key < entries_[parent].key)) break;
            put(place, entries_[parent]);
            place = parent;
        }
        put(place, entry);
    }

    void sink(std::size_t place) noexcept {
        const Entry entry = entries_[place];
        while (true) {
            std::size_t child = 2 * place + 1;
            if (child >= entries_.size()) break;
            if (child + 1 < entries_.size() && entries_[child + 1].key < entries_[child].key) ++child;
            if (!(entries_[child].key < entry.key)) break;
            put(place, entries_[child]);
            place = child;
        }
        put(place, entry);
    }

    std::vector<Entry> entries_;
    std::vector<std::uint32_t> place_;  ///< by slot
};

}  // namespace halogate::queue

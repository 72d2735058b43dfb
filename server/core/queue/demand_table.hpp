// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/limit/pauses.hpp"
#include "core/queue/admission.hpp"
#include "core/queue/slot_heap.hpp"

namespace halogate::queue {

/// Where a demand stands.
enum class Standing : std::uint8_t {
    none,     ///< the slot is free
    in_line,  ///< waits for its turn
    parked,   ///< waits beside the line: its lane is paused
    lapsed,   ///< its time is over; expired() will name it
    running,  ///< its exchange is in flight
};

/// All demands that wait or run, in slots that are used again. An id is the slot and the number of its use,
/// so it is found without a search and is never given twice.
class DemandTable {
public:
    struct Row {
        Demand demand;
        limit::Exchange exchange;  ///< while running
        TimePoint waits_since{};   ///< once it has waited
        Standing standing = Standing::none;
        std::uint64_t use = 0;
    };
    /// More demands at once than ids can name.
    static constexpr std::size_t most = std::size_t{1} << 22U;

    [[nodiscard]] bool full() const noexcept { return free_.empty() && rows_.size() >= most; }
    /// Must not be full. The row's standing is the caller's to set.
    [[nodiscard]] Slot add(const Demand& demand);
    void free(Slot slot);

    [[nodiscard]] Row& operator[](Slot slot) noexcept { return rows_[slot]; }
    [[nodiscard]] const Row& operator[](Slot slot) const noexcept { return rows_[slot]; }
    [[nodiscard]] DemandId id_of(Slot slot) const noexcept;
    /// no_slot when the id is unknown, or its demand is over.
    [[nodiscard]] Slot find(DemandId id) const noexcept;

private:
    std::vector<Row> rows_;
    std::vector<Slot> free_;
};

}  // namespace halogate::queue

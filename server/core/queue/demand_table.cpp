// SPDX-License-Identifier: MIT
#include "core/queue/demand_table.hpp"

namespace halogate::queue {

namespace {

constexpr unsigned slot_bits = 22;

}  // namespace

static_assert(DemandTable::most == std::size_t{1} << slot_bits);

Slot DemandTable::add(const Demand& demand) {
    if (free_.empty()) {
        free_.push_back(static_cast<Slot>(rows_.size()));
        rows_.emplace_back();
    }
    const Slot slot = free_.back();
    free_.pop_back();
    Row& row = rows_[slot];
    row.demand = demand;
    ++row.use;
    return slot;
}

void DemandTable::free(Slot slot) {
    rows_[slot].standing = Standing::none;
    free_.push_back(slot);
}

DemandId DemandTable::id_of(Slot slot) const noexcept {
    return rows_[slot].use << slot_bits | slot;
}

Slot DemandTable::find(DemandId id) const noexcept {
    const auto slot = static_cast<Slot>(id & (most - 1));
    if (slot >= rows_.size()) return no_slot;
    const Row& row = rows_[slot];
    return row.standing != Standing::none && row.use == id >> slot_bits ? slot : no_slot;
}

}  // namespace halogate::queue

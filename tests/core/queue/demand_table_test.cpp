// SPDX-License-Identifier: MIT
#include "core/queue/demand_table.hpp"

#include <gtest/gtest.h>

#include <set>

namespace halogate::queue {
namespace {

TEST(DemandTable, UsesSlotsAgainButNeverAnId) {
    DemandTable table;
    std::set<DemandId> ids{0};
    for (int i = 0; i < 1'000; ++i) {
        const Slot slot = table.add({});
        table[slot].standing = Standing::in_line;
        EXPECT_EQ(slot, 0U);
        EXPECT_TRUE(ids.insert(table.id_of(slot)).second);
        EXPECT_EQ(table.find(table.id_of(slot)), slot);
        table.free(slot);
    }
    for (const DemandId id : ids) EXPECT_EQ(table.find(id), no_slot);
}

TEST(DemandTable, KnowsNoIdThatItDidNotGive) {
    DemandTable table;
    EXPECT_EQ(table.find(0), no_slot);
    EXPECT_EQ(table.find(UINT64_MAX), no_slot);
    const Slot slot = table.add({});
    table[slot].standing = Standing::running;
    EXPECT_EQ(table.find(table.id_of(slot) + 1), no_slot);
}

}  // namespace
}  // namespace halogate::queue

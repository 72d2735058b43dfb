// SPDX-License-Identifier: MIT
#include "core/queue/slot_heap.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace halogate::queue {
namespace {

TEST(SlotHeap, KeepsTheLeastOnTopWhateverIsRemoved) {
    std::mt19937 random{3};
    SlotHeap<int> heap;
    std::map<Slot, int> expected;
    for (int step = 0; step < 5'000; ++step) {
        const auto slot = static_cast<Slot>(random() % 200);
        if (expected.erase(slot) == 1) {
            heap.remove(slot);
        } else {
            const int key = static_cast<int>(random() % 1'000);
            expected.emplace(slot, key);
            heap.push(slot, key);
        }
        ASSERT_EQ(heap.size(), expected.size());
        int least = 1'000;
        for (const auto& [_, key] : expected) least = std::min(least, key);
        if (!heap.empty()) {
            ASSERT_EQ(heap.top().key, least);
        }
    }
}

}  // namespace
}  // namespace halogate::queue

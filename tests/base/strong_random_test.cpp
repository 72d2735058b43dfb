// SPDX-License-Identifier: MIT
#include "base/strong_random.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace halogate {
namespace {

TEST(StrongRandom, NoTwoDrawsAreAlike) {
    std::set<std::string> seen;
    for (int i = 0; i < 1000; ++i) {
        const Secret bytes = strong_random_bytes(16);
        ASSERT_EQ(bytes.reveal().size(), 16U);
        EXPECT_TRUE(seen.emplace(bytes.reveal()).second);
    }
    EXPECT_TRUE(strong_random_bytes(0).empty());
}

}  // namespace
}  // namespace halogate

// SPDX-License-Identifier: MIT
#include "core/trace/sampler.hpp"

#include <gtest/gtest.h>

#include "support/retry_random.hpp"

namespace halogate::trace {
namespace {

TEST(Sampler, AllAndNoneMeanIt) {
    for (const std::uint64_t low : {std::uint64_t{0}, std::uint64_t{1}, UINT64_MAX}) {
        EXPECT_TRUE(Sampler{1}.takes({1, low}));
        EXPECT_FALSE(Sampler{0}.takes({1, low}));
    }
}

TEST(Sampler, TheIdAloneDecides) {
    const Sampler half{0.5};
    EXPECT_TRUE(half.takes({0, 0x7fffffffffffffff}));
    EXPECT_FALSE(half.takes({0, 0x8000000000000000}));
    EXPECT_TRUE(half.takes({UINT64_MAX, 0x7fffffffffffffff}));
}

TEST(Sampler, TakesAboutThePartThatIsAskedFor) {
    retry::SeededRandom random{11};
    const Sampler tenth{0.1};
    int taken = 0;
    for (int i = 0; i < 10'000; ++i) taken += tenth.takes(draw_trace_id(random)) ? 1 : 0;
    EXPECT_NEAR(taken, 1000, 100);
}

}  // namespace
}  // namespace halogate::trace

// SPDX-License-Identifier: MIT
#include "base/random.hpp"

#include <gtest/gtest.h>

#include <set>

namespace halogate {
namespace {

using namespace std::chrono_literals;

class OneNumber final : public Random {
public:
    explicit OneNumber(std::uint64_t number) : number_{number} {}
    std::uint64_t next() override { return number_; }

private:
    std::uint64_t number_;
};

TEST(Random, UnitReachesFromZeroToJustBelowOne) {
    EXPECT_EQ(OneNumber{0}.unit(), 0.0);
    EXPECT_EQ(OneNumber{std::uint64_t{1} << 63U}.unit(), 0.5);
    EXPECT_LT(OneNumber{UINT64_MAX}.unit(), 1.0);
    EXPECT_GT(OneNumber{UINT64_MAX}.unit(), 0.999999);
}

TEST(Random, BetweenStaysWithinItsBounds) {
    EXPECT_EQ(OneNumber{0}.between(1s, 3s), 1s);
    EXPECT_EQ(OneNumber{std::uint64_t{1} << 63U}.between(1s, 3s), 2s);
    EXPECT_LE(OneNumber{UINT64_MAX}.between(1s, 3s), 3s);
    EXPECT_EQ(OneNumber{UINT64_MAX}.between(-2s, -2s), -2s);
    EXPECT_EQ(OneNumber{UINT64_MAX}.between(3s, 1s), 3s);
}

TEST(SystemRandom, DrawsEvenlyAndDoesNotRepeatItself) {
    SystemRandom random;
    std::set<std::uint64_t> seen;
    int low_half = 0;
    for (int i = 0; i < 10'000; ++i) {
        const auto number = random.next();
        seen.insert(number);
        low_half += number < std::uint64_t{1} << 63U ? 1 : 0;
    }
    EXPECT_EQ(seen.size(), 10'000U);
    EXPECT_NEAR(low_half, 5'000, 500);
}

TEST(SystemRandom, EveryInstanceHasItsOwnSeed) {
    SystemRandom first;
    SystemRandom second;
    EXPECT_NE(first.next(), second.next());
}

}  // namespace
}  // namespace halogate

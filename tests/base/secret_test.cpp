// SPDX-License-Identifier: MIT
#include "base/secret.hpp"

#include <gtest/gtest.h>

#include <array>
#include <new>
#include <ostream>
#include <string>
#include <type_traits>
#include <utility>

namespace halogate {
namespace {

template <class T>
concept Printable = requires(std::ostream& out, const T& value) {
    out << value;
};
template <class T>
concept Comparable = requires(const T& a, const T& b) {
    a == b;
};

// What must not be done by accident does not compile.
static_assert(!Printable<Secret>);
static_assert(!Comparable<Secret>);
static_assert(!std::is_convertible_v<Secret, std::string_view>);
static_assert(!std::is_convertible_v<Secret, std::string>);
static_assert(!std::is_convertible_v<std::string, Secret>);

TEST(Secret, HoldsItsBytesForWhoAsks) {
    const Secret secret{"top"};
    EXPECT_EQ(secret.reveal(), "top");
    EXPECT_FALSE(secret.empty());
    EXPECT_TRUE(Secret{}.empty());
}

TEST(Secret, EqualsItsOwnBytesOnly) {
    const Secret secret{"top"};
    EXPECT_TRUE(secret.equals("top"));
    EXPECT_FALSE(secret.equals("tap"));
    EXPECT_FALSE(secret.equals("to"));
    EXPECT_FALSE(secret.equals("topp"));
    EXPECT_FALSE(secret.equals(""));
    EXPECT_TRUE(Secret{}.equals(""));
}

TEST(Secret, CopiesAreIndependent) {
    Secret original{"top"};
    const Secret copy = original;
    original = Secret{"other"};
    EXPECT_EQ(copy.reveal(), "top");
    EXPECT_EQ(original.reveal(), "other");
    const Secret& alias = original;
    original = alias;
    EXPECT_EQ(original.reveal(), "other");
}

TEST(Secret, MovingLeavesNothingBehind) {
    Secret first{"short"};
    const Secret second = std::move(first);
    EXPECT_TRUE(first.empty());  // NOLINT(bugprone-use-after-move): that is the promise
    EXPECT_EQ(second.reveal(), "short");
    Secret third{"old"};
    Secret fourth{std::string(100, 'x')};
    third = std::move(fourth);
    EXPECT_TRUE(fourth.empty());  // NOLINT(bugprone-use-after-move): that is the promise
    EXPECT_EQ(third.reveal(), std::string(100, 'x'));
}

TEST(Secret, ItsBytesAreGoneAfterItsEnd) {
    // Short enough to lie inside the object, whose place we own and may look at afterwards.
    alignas(Secret) std::array<unsigned char, sizeof(Secret)> place{};
    auto* secret = new (place.data()) Secret{"canary"};
    const auto holds_it = [&] {
        return std::string{place.begin(), place.end()}.find("canary") != std::string::npos;
    };
    ASSERT_TRUE(holds_it());
    secret->~Secret();
    EXPECT_FALSE(holds_it());
}

}  // namespace
}  // namespace halogate

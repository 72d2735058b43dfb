// SPDX-License-Identifier: MIT
#include "core/retry/json_leaf.hpp"

#include <gtest/gtest.h>

#include <string>

namespace halogate::retry {
namespace {

std::string leaves_of(std::string_view text, std::size_t max_depth = 8) {
    std::string seen;
    const bool is_json = visit_json_leaves(text, max_depth, [&](const JsonLeaf& leaf) {
        seen += std::to_string(leaf.depth) + std::string{leaf.name} + "=";
        if (leaf.kind == JsonLeaf::Kind::string) seen += leaf.text;
        if (leaf.kind == JsonLeaf::Kind::number) seen += std::to_string(static_cast<int>(leaf.number));
        seen += ' ';
    });
    return seen + (is_json ? "ok" : "broken");
}

TEST(JsonLeaf, EveryPlainValueIsShownWithItsNameAndDepth) {
    EXPECT_EQ(leaves_of(R"({"a":"x","b":{"c":-2,"d":[3,{"e":4},5]},"f":null})"),
              "1a=x 2c=-2 3=3 4e=4 3=5 1f= ok");
}

TEST(JsonLeaf, AValueAloneIsAtDepthNothing) {
    EXPECT_EQ(leaves_of(R"("x")"), "0=x ok");
}

TEST(JsonLeaf, StringsComeUnescaped) {
    EXPECT_EQ(leaves_of(R"({"\u0061":"\u0078\/"})"), "1a=x/ ok");
}

TEST(JsonLeaf, TooDeepIsBroken) {
    EXPECT_EQ(leaves_of("[[1]]", 2), "2=1 ok");
    EXPECT_EQ(leaves_of("[[[1]]]", 2), "broken");
    EXPECT_EQ(leaves_of(std::string(1'000'000, '[')), "broken");
}

TEST(JsonLeaf, WhatIsNoJsonIsBroken) {
    EXPECT_EQ(leaves_of(""), "broken");
    EXPECT_EQ(leaves_of("{'a':1}"), "broken");
    EXPECT_EQ(leaves_of("{\"a\":1} trailing"), "1a=1 broken");
    EXPECT_EQ(leaves_of("{\"a\":1e999}"), "broken");
    EXPECT_EQ(leaves_of("\"\xFF\""), "broken");
}

}  // namespace
}  // namespace halogate::retry

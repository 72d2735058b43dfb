// SPDX-License-Identifier: MIT
#include "core/token/flat_object.hpp"

#include <gtest/gtest.h>

namespace halogate::token {
namespace {

TEST(FlatObject, HoldsThePlainMembersOfTheFirstLevel) {
    const auto object = FlatObject::parse(R"( {"a":"x","b":2.5,"c":{"d":"y","a":"z"},"e":["a"],"f":null})");
    ASSERT_TRUE(object);
    EXPECT_EQ(*object->text("a"), "x");
    EXPECT_EQ(object->number("b"), 2.5);
    EXPECT_EQ(object->text("b"), nullptr);
    EXPECT_EQ(object->text("d"), nullptr);
    EXPECT_FALSE(object->has("c"));
    EXPECT_TRUE(object->has("f"));
    EXPECT_EQ(object->number("f"), std::nullopt);
}

TEST(FlatObject, ANumberMayBeWrittenAsAString) {
    const auto object =
        FlatObject::parse(R"({"a":"12","b":"-1.5","c":"12s","d":"","e":"1e3","f":"inf","g":" 1"})");
    ASSERT_TRUE(object);
    EXPECT_EQ(object->number("a"), 12);
    EXPECT_EQ(object->number("b"), -1.5);
    for (const auto* name : {"c", "d", "e", "f", "g", "h"})
        EXPECT_EQ(object->number(name), std::nullopt) << name;
}

TEST(FlatObject, AByteOrderMarkIsSkipped) {
    EXPECT_TRUE(FlatObject::parse("\xEF\xBB\xBF{}"));
}

TEST(FlatObject, WhatTwoParsersCouldReadDifferentlyIsNone) {
    EXPECT_FALSE(FlatObject::parse(R"({"a":1,"a":2})"));
    EXPECT_FALSE(FlatObject::parse(R"({"a":1,"\u0061":2})"));
    EXPECT_TRUE(FlatObject::parse(R"({"a":1,"b":{"a":2}})"));
}

TEST(FlatObject, AnythingButAnObjectIsNone) {
    for (const auto* text : {"", " ", "[]", "\"x\"", "1", "null", "{", "{}x", "<html>", "{'a':1}", "{a:1}"}) {
        EXPECT_FALSE(FlatObject::parse(text)) << text;
    }
    EXPECT_FALSE(FlatObject::parse(R"({"a":)" + std::string(100'000, '[')));
    EXPECT_FALSE(FlatObject::parse(R"({"a":")" + std::string(most_reply_bytes, 'x') + "\"}"));
}

}  // namespace
}  // namespace halogate::token

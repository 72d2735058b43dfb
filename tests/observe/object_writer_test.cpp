// SPDX-License-Identifier: MIT
#include "observe/object_writer.hpp"

#include <gtest/gtest.h>

#include <string>

namespace halogate::observe {
namespace {

using namespace std::chrono_literals;

TEST(ObjectWriter, HoldsObjectsAndArraysBetweenItsMembers) {
    std::string text;
    ObjectWriter outer{text};
    outer.number("a", 1);
    ObjectWriter inner = outer.object("b");
    inner.text("c", "d\"");
    inner.end();
    ArrayWriter list = outer.array("e");
    list.number(2);
    list.null();
    list.milliseconds(1500us);
    ObjectWriter element = list.object();
    element.end();
    list.end();
    ArrayWriter empty = outer.array("f");
    empty.end();
    outer.boolean("g", true);
    outer.end();
    EXPECT_EQ(text, R"({"a":1,"b":{"c":"d\""},"e":[2,null,1.500,{}],"f":[],"g":true})");
}

}  // namespace
}  // namespace halogate::observe

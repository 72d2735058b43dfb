// SPDX-License-Identifier: MIT
#include "core/trace/trace_state.hpp"

#include <gtest/gtest.h>

#include <string>

namespace halogate::trace {
namespace {

std::string members(std::size_t count) {
    std::string list;
    for (std::size_t i = 0; i < count; ++i) list += (i == 0 ? "k" : ",k") + std::to_string(i) + "=1";
    return list;
}

TEST(TraceState, MembersAreCarriedInTheirOrder) {
    EXPECT_EQ(carried_trace_state("rojo=00f067aa0ba902b7,congo=t61rcWkgMzE"),
              "rojo=00f067aa0ba902b7,congo=t61rcWkgMzE");
}

TEST(TraceState, BlanksAndEmptyMembersAroundThemAreLeftOut) {
    EXPECT_EQ(carried_trace_state(" foo=1 \t , \t bar= 2,,baz=3\t,"), "foo=1,bar= 2,baz=3");
    EXPECT_EQ(carried_trace_state(""), "");
    EXPECT_EQ(carried_trace_state(" , ,\t"), "");
}

TEST(TraceState, EveryCharacterThatMayStandInItIsTaken) {
    const std::string key = "abcdefghijklmnopqrstuvwxyz0123456789_-*/@";
    std::string value;
    for (char c = ' '; c <= '~'; ++c)
        if (c != ',' && c != '=') value += c;
    EXPECT_EQ(carried_trace_state(key + "=" + value), key + "=" + value);
}

TEST(TraceState, OneThatIsNotOfTheFormIsNotCarriedAtAll) {
    for (const std::string& list : std::initializer_list<std::string>{
             "foo", "foo=", "=1", "foo=1,bar", "foo =1", "FOO=1", "foo.bar=1", "@foo=1,bar=2", "-a=1",
             "foo=a=b", "foo=\x7f", "foo=\xc3\xa9", "foo=a\tb", std::string{"foo=\0", 5},
             std::string(257, 'a') + "=1", "a=" + std::string(257, '1'), "foo=1,foo=1", "foo=1,bar=2,foo=2"})
        EXPECT_EQ(carried_trace_state(list), "") << list;
}

TEST(TraceState, HasAtMostThirtyTwoMembers) {
    EXPECT_EQ(carried_trace_state(members(32)), members(32));
    EXPECT_EQ(carried_trace_state(members(33)), "");
}

TEST(TraceState, OfOneThatIsTooLongTheLargestMembersGoFirst) {
    const std::string large = "large=" + std::string(200, 'x');
    const std::string middle =
        "m1=" + std::string(120, 'y') + ",m2=" + std::string(120, 'y') + ",m3=" + std::string(120, 'y');
    EXPECT_EQ(carried_trace_state("a=1," + large + "," + middle + ",z=1"), "a=1," + middle + ",z=1");
}

TEST(TraceState, ThenMembersGoFromTheEnd) {
    std::string list;
    for (int i = 0; i < 10; ++i)
        list += (i == 0 ? "k" : ",k") + std::to_string(i) + "=" + std::string(97, 'x');
    const std::string carried = carried_trace_state(list);
    EXPECT_EQ(carried, list.substr(0, 5 * 101 - 1));
    EXPECT_LE(carried.size(), longest_trace_state);
}

}  // namespace
}  // namespace halogate::trace

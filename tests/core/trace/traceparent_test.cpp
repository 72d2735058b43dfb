// SPDX-License-Identifier: MIT
#include "core/trace/traceparent.hpp"

#include <gtest/gtest.h>

#include <string>

#include "support/retry_random.hpp"

namespace halogate::trace {
namespace {

const std::string trace_hex = "0af7651916cd43dd8448eb211c80319c";
const std::string parent_hex = "b7ad6b7169203331";

std::string made_of(const std::string& version, const std::string& flags) {
    return version + "-" + trace_hex + "-" + parent_hex + "-" + flags;
}

std::string text_of(const Traceparent& parent) {
    const auto text = parent.text();
    return {text.data(), text.size()};
}

TEST(Traceparent, IsReadAndWrittenTheSame) {
    const auto parent = parse_traceparent(made_of("00", "01"));
    ASSERT_TRUE(parent);
    EXPECT_EQ(to_hex(parent->trace), trace_hex);
    EXPECT_EQ(to_hex(parent->parent), parent_hex);
    EXPECT_TRUE(parent->is_sampled());
    EXPECT_EQ(text_of(*parent), made_of("00", "01"));
}

TEST(Traceparent, OnlyTheLowestFlagSaysSampled) {
    EXPECT_FALSE(parse_traceparent(made_of("00", "00"))->is_sampled());
    EXPECT_FALSE(parse_traceparent(made_of("00", "fe"))->is_sampled());
    EXPECT_TRUE(parse_traceparent(made_of("00", "ff"))->is_sampled());
}

TEST(Traceparent, OfALaterVersionItsKnownPartIsReadAndWrittenAsOurs) {
    for (const std::string more : {"", "-", "-what-the-future-will-be-like"}) {
        const auto parent = parse_traceparent(made_of("cc", "03") + more);
        ASSERT_TRUE(parent) << more;
        EXPECT_EQ(text_of(*parent), made_of("00", "01")) << more;
    }
}

TEST(Traceparent, WhateverIsNotExactlyOfTheFormIsNone) {
    const std::string tail = "-" + parent_hex + "-01";
    for (const std::string& text : std::initializer_list<std::string>{
             "",
             "00",
             "-",
             std::string(55, '-'),
             std::string(16'000, '0'),
             made_of("ff", "01"),
             made_of("FF", "01"),
             made_of("0.", "01"),
             made_of("0", "01"),
             made_of("000", "01"),
             made_of("00", "0"),
             made_of("00", "001"),
             made_of("00", "0g"),
             made_of("00", "0A"),
             made_of("00", "01") + "-",
             made_of("00", "01") + ".",
             made_of("00", "01") + " ",
             made_of("00", "01") + std::string(1, '\0'),
             " " + made_of("00", "01"),
             made_of("00", "01") + "-what-the-future-will-be-like",
             made_of("cc", "01") + ".what-the-future-will-be-like",
             made_of("cc", "0"),
             "00-" + std::string(32, '0') + tail,
             "00-" + trace_hex + "-" + std::string(16, '0') + "-01",
             "00-0AF7651916CD43DD8448EB211C80319C" + tail,
             "00-" + trace_hex.substr(1) + tail,
             "00-" + trace_hex + "0" + tail,
             "00-.af7651916cd43dd8448eb211c80319c" + tail,
             "00-0af7651916cd43dd8448eb211c80319\xc3" + tail,
             "00_" + trace_hex + tail,
             "00-" + trace_hex + "_" + parent_hex + "-01",
             "00-" + trace_hex + "-" + parent_hex + "_01",
             "00-" + trace_hex + "-B7ad6b7169203331-01",
             "00-" + trace_hex + "-b7ad6b716920333+-01",
             made_of("00", "01") + "," + made_of("00", "01"),
         })
        EXPECT_FALSE(parse_traceparent(text)) << text;
}

TEST(TraceIds, AreNeverAllZero) {
    retry::FixedRandom nothing{0};
    EXPECT_TRUE(draw_trace_id(nothing).is_set());
    EXPECT_TRUE(draw_span_id(nothing).is_set());
    EXPECT_EQ(to_hex(draw_trace_id(nothing)), std::string(31, '0') + "1");
}

TEST(TraceIds, DifferFromEachOther) {
    retry::SeededRandom random{7};
    EXPECT_NE(draw_trace_id(random), draw_trace_id(random));
    EXPECT_NE(draw_span_id(random), draw_span_id(random));
}

}  // namespace
}  // namespace halogate::trace

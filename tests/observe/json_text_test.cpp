// SPDX-License-Identifier: MIT
#include "observe/json_text.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <random>
#include <string>

namespace halogate::observe {
namespace {

std::string json(std::string_view text) {
    std::string out;
    append_json_string(out, text);
    return out;
}

TEST(JsonText, PlainTextStandsAsItIs) {
    EXPECT_EQ(json("GET /api/Tickets"), R"("GET /api/Tickets")");
}

TEST(JsonText, QuotesBackslashesAndControlCharactersAreEscaped) {
    EXPECT_EQ(json("a\"b\\c\nd\re\tf"), R"("a\"b\\c\nd\re\tf")");
    EXPECT_EQ(json(std::string_view{"\0\x1b[31m\x7f", 7}), R"("\u0000\u001b[31m\u007f")");
}

TEST(JsonText, UnicodeIsKept) {
    EXPECT_EQ(json("ü € 😀"), "\"ü € 😀\"");
}

TEST(JsonText, C1ControlsCannotSteerATerminal) {
    EXPECT_EQ(json("\xc2\x9b\xc2\xa0"), "\"\\u009b\xc2\xa0\"");
}

TEST(JsonText, IllFormedBytesAreReplacedOneForEachPart) {
    EXPECT_EQ(json("\xff"), R"("\ufffd")");
    EXPECT_EQ(json("a\x80z"), R"("a\ufffdz")");
    EXPECT_EQ(json("\xe2\x82"), R"("\ufffd")") << "cut off";
    EXPECT_EQ(json("\xe2\x82z"), R"("\ufffdz")");
    EXPECT_EQ(json("\xc0\xaf"), R"("\ufffd\ufffd")") << "overlong";
    EXPECT_EQ(json("\xed\xa0\x80"), R"("\ufffd\ufffd\ufffd")") << "surrogate";
    EXPECT_EQ(json("\xf4\x90\x80\x80"), R"("\ufffd\ufffd\ufffd\ufffd")") << "beyond U+10FFFF";
}

TEST(JsonText, AnyBytesGiveJsonThatAStrictParserTakes) {
    std::mt19937 random{4256};
    for (int round = 0; round < 2000; ++round) {
        std::string bytes(random() % 40, '\0');
        for (char& byte : bytes) byte = static_cast<char>(random() % 256);
        const auto parsed = nlohmann::json::parse(json(bytes), nullptr, false);
        ASSERT_TRUE(parsed.is_string()) << json(bytes);
    }
}

TEST(JsonText, WellFormedTextSurvivesARoundTrip) {
    const std::string text = "\x01 / \" \\ \u0080 \u07ff \u0800 \ud7ff \ue000 \uffff \U00010000 \U0010ffff";
    EXPECT_EQ(nlohmann::json::parse(json(text)).get<std::string>(), text);
}

}  // namespace
}  // namespace halogate::observe

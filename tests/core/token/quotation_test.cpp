// SPDX-License-Identifier: MIT
#include "core/token/quotation.hpp"

#include <gtest/gtest.h>

#include "core/token/token_reply.hpp"

namespace halogate::token {
namespace {

TEST(Quotable, OrdinaryTextStaysAsItIs) {
    EXPECT_EQ(quotable("Gr\u00fc\u00dfe, \U0001F600!", 100), "Gr\u00fc\u00dfe, \U0001F600!");
}

TEST(Quotable, ControlCharactersAndTurningsOfDirectionAreDropped) {
    // NOLINTNEXTLINE(misc-misleading-bidirectional): what turns the direction is what is to be dropped.
    EXPECT_EQ(quotable("a\x1B[31mb\x01\x7F"
                       "c\u0085\u202Ed\u2066\uFEFF",
                       100),
              "a[31mbcd");
    EXPECT_EQ(quotable(std::string_view{"a\0b", 3}, 100), "ab");
}

TEST(Quotable, LineBreaksBecomeBlanks) {
    EXPECT_EQ(quotable("a\r\nb\tc", 100), "a  b c");
}

TEST(Quotable, WhatIsNotUtf8BecomesQuestionMarks) {
    EXPECT_EQ(quotable("a\xFF"
                       "b",
                       100),
              "a?b");
    EXPECT_EQ(quotable("\xC0\xAF", 100), "??");
    EXPECT_EQ(quotable("\xED\xA0\x80", 100), "???");
    EXPECT_EQ(quotable("\xF4\x90\x80\x80", 100), "????");
    EXPECT_EQ(quotable("\xE2\x82", 100), "??");
}

TEST(Quotable, LongTextIsCutBetweenCharacters) {
    EXPECT_EQ(quotable("abcdefgh", 8), "abcdefgh");
    EXPECT_EQ(quotable("abcdefghi", 8), "abcde...");
    EXPECT_EQ(quotable("abcd\u00fc\u00fc\u00fc", 8), "abcd...");
    EXPECT_EQ(quotable("abc", 2), "..");
    EXPECT_EQ(quotable("abc", 0), "");
}

TEST(Repeats, ASecretIsFoundHoweverItIsWritten) {
    const std::string secret = "a+b%c&d=e \u00fc\"\\f/0123456789";
    for (const std::string& text : {
             secret,
             "client_secret=" + form_encoded(secret) + "&x=y",
             std::string{R"(a+b%c&d=e \u00fc\"\\f\/0123456789)"},
             std::string{R"(\u0061+b%c&d=e \u00FC\u0022\u005cf/0123456789)"},
             std::string{"a%2bb%25c%26d%3de%20%c3%bc%22%5cf%2f0123456789"},
             std::string{"it was A+B%C&D=E \u00fc\"\\F/0123456789!"},
             std::string{"a+b%c&d=e \u00fc\"\\f/\n01234\n56789"},
         }) {
        EXPECT_TRUE(repeats(text, secret)) << text;
    }
}

TEST(Repeats, ATellingPieceIsEnough) {
    const std::string secret = "11111111-2222-3333-4444-555555555555";
    EXPECT_TRUE(repeats("the secret begins with 11111111-222", secret));
    EXPECT_FALSE(repeats("the secret begins with 11111111-22", secret));
}

TEST(Repeats, AShortSecretIsFoundAsAWhole) {
    EXPECT_TRUE(repeats("xx hunter2 xx", "hunter2"));
    EXPECT_TRUE(repeats("xx hu\\nter\\2 xx", "hunter2")) << "a backslash hides nothing from a reader";
    EXPECT_FALSE(repeats("xx hunter xx", "hunter2"));
}

TEST(Repeats, NothingIsFoundInInnocentText) {
    EXPECT_FALSE(
        repeats("The specified client credentials are invalid.", "0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9"));
    EXPECT_FALSE(repeats("", "secret"));
    EXPECT_FALSE(repeats("anything", ""));
    EXPECT_FALSE(repeats("any thing", " "));
}

TEST(Repeats, BrokenEscapesDoNoHarm) {
    for (const auto* text :
         {"%", "%4", "%zz", "\\", "\\u", "\\u00", "\\uD800", "\\uD800\\u0041", "\\uDC00"}) {
        EXPECT_FALSE(repeats(text, "secret")) << text;
    }
}

}  // namespace
}  // namespace halogate::token

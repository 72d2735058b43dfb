// SPDX-License-Identifier: MIT
#include "base/ascii.hpp"

#include <gtest/gtest.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace halogate::ascii {
namespace {

TEST(Ascii, OnlyLettersAToZAreFolded) {
    EXPECT_EQ(lowered("AZaz@[`{09\xC4"), "azaz@[`{09\xC4");
    EXPECT_TRUE(equal_ignoring_case("Content-LENGTH", "content-length"));
    EXPECT_FALSE(equal_ignoring_case("content-length", "content_length"));
    EXPECT_FALSE(equal_ignoring_case("a", "ab"));
    EXPECT_FALSE(equal_ignoring_case("@", "`"));
    EXPECT_FALSE(equal_ignoring_case("\xC4", "\xE4"));
}

TEST(Ascii, PrefixesAreFoundInAnyLetterCase) {
    EXPECT_TRUE(starts_with_ignoring_case("BEARER abc", "bearer "));
    EXPECT_TRUE(starts_with_ignoring_case("x", ""));
    EXPECT_FALSE(starts_with_ignoring_case("bear", "bearer"));
}

/// As plain_run says it, a byte at a time.
std::size_t run_byte_by_byte(std::string_view text, std::string_view excepted) {
    std::size_t run = 0;
    while (run < text.size() && text[run] >= 0x20 && text[run] < 0x7f &&
           excepted.find(text[run]) == std::string_view::npos)
        ++run;
    return run;
}

TEST(Ascii, ARunOfPlainBytesNeverHoldsAnotherAndEndsNearTheFirst) {
    const std::string plain = "abcdefghijklmnopqrstuvwxyz ABC~ !#";
    for (std::size_t at = 0; at < plain.size(); ++at)
        for (int byte = 0; byte < 256; ++byte) {
            std::string text = plain;
            text[at] = static_cast<char>(byte);
            const auto whole = plain_run<>(text);
            const auto careful = plain_run<'"', '\\'>(text);
            const auto most = run_byte_by_byte(text, "");
            const auto most_careful = run_byte_by_byte(text, "\"\\");
            ASSERT_LE(whole, most);
            ASSERT_LE(careful, most_careful);
            ASSERT_GE(whole + 8, most) << byte;
            ASSERT_GE(careful + 8, most_careful) << byte;
        }
}

TEST(Ascii, TrimmingTakesBlanksAndTabsAndNothingElse) {
    EXPECT_EQ(trimmed(" \t a b\t "), "a b");
    EXPECT_EQ(trimmed("\r\n a"), "\r\n a");
    EXPECT_EQ(trimmed(" \t "), "");
    EXPECT_EQ(trimmed(""), "");
}

TEST(Ascii, TokenCharactersAreThoseOfTheRfc) {
    const std::string_view allowed =
        "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    for (int byte = 0; byte < 256; ++byte) {
        const char c = static_cast<char>(byte);
        EXPECT_EQ(is_token_char(c), allowed.find(c) != std::string_view::npos) << byte;
    }
    EXPECT_TRUE(is_token("X-Request-Id"));
    EXPECT_FALSE(is_token(""));
    EXPECT_FALSE(is_token("a b"));
    EXPECT_FALSE(is_token("a:"));
}

TEST(Ascii, NumbersAreDigitsAloneAndFitInto64Bits) {
    EXPECT_EQ(to_unsigned("0"), 0U);
    EXPECT_EQ(to_unsigned("007"), 7U);
    EXPECT_EQ(to_unsigned("18446744073709551615"), UINT64_MAX);
    for (const auto* text :
         {"", " 1", "1 ", "+1", "-1", "1.0", "0x1", "1_0", "18446744073709551616", "\xD9\xA1"}) {
        EXPECT_EQ(to_unsigned(text), std::nullopt) << text;
    }
}

TEST(Ascii, AListIsCutAtItsCommasAndEmptyElementsAreSkipped) {
    std::string_view list = ", a ,,\tb c\t,d,";
    std::vector<std::string_view> elements;
    while (const auto element = next_element(list)) elements.push_back(*element);
    EXPECT_EQ(elements, (std::vector<std::string_view>{"a", "b c", "d"}));
    EXPECT_EQ(next_element(list), std::nullopt);
}

}  // namespace
}  // namespace halogate::ascii

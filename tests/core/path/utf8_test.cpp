// SPDX-License-Identifier: MIT
#include "core/path/utf8.hpp"

#include <gtest/gtest.h>

#include <string>

namespace halogate::path {
namespace {

std::string encoded(char32_t c) {
    const auto byte = [](char32_t value) { return static_cast<char>(static_cast<unsigned char>(value)); };
    if (c < 0x80) return {byte(c)};
    if (c < 0x800) return {byte(0xC0 | (c >> 6U)), byte(0x80 | (c & 0x3F))};
    if (c < 0x10000)
        return {byte(0xE0 | (c >> 12U)), byte(0x80 | ((c >> 6U) & 0x3F)), byte(0x80 | (c & 0x3F))};
    return {byte(0xF0 | (c >> 18U)), byte(0x80 | ((c >> 12U) & 0x3F)), byte(0x80 | ((c >> 6U) & 0x3F)),
            byte(0x80 | (c & 0x3F))};
}

TEST(Utf8, ReadsEveryCodePointButSurrogates) {
    for (char32_t c = 0; c <= 0x10FFFF; ++c) {
        const auto bytes = encoded(c);
        std::string_view rest = bytes;
        const bool surrogate = c >= 0xD800 && c <= 0xDFFF;
        ASSERT_EQ(next_code_point(rest), surrogate ? std::nullopt : std::optional{c})
            << static_cast<unsigned>(c);
        ASSERT_EQ(rest.empty(), !surrogate);
    }
}

TEST(Utf8, RefusesWhatIsNotWellFormedAndTakesNothing) {
    for (const std::string_view bad :
         {"\xC0\xAF", "\xC1\xBF", "\xE0\x80\xAF", "\xF0\x80\x80\xAF", "\xF4\x90\x80\x80",
          "\xF8\x88\x80\x80\x80", "\x80", "\xFF", "\xC3", "\xE2\x82", "\xC3("}) {
        auto rest = bad;
        EXPECT_EQ(next_code_point(rest), std::nullopt);
        EXPECT_EQ(rest, bad);
    }
}

TEST(Utf8, FoldsLettersThatSomeReadersTakeForAscii) {
    EXPECT_EQ(folded(U'I'), U'i');
    EXPECT_EQ(folded(0x0130), U'i');
    EXPECT_EQ(folded(0x0131), U'i');
    EXPECT_EQ(folded(0x017F), U's');
    EXPECT_EQ(folded(0x212A), U'k');
    EXPECT_EQ(folded(0x00DC), char32_t{0x00DC});
    EXPECT_TRUE(may_read_as_ascii(0xFF0E));
    EXPECT_FALSE(may_read_as_ascii(0x00FC));
}

}  // namespace
}  // namespace halogate::path

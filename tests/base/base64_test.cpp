// SPDX-License-Identifier: MIT
#include "base/base64.hpp"

#include <gtest/gtest.h>

namespace halogate {
namespace {

TEST(Base64, PlainTextIsDecodedByTheStandard) {
    // RFC 4648, 10.
    EXPECT_EQ(base64_decoded(""), "");
    EXPECT_EQ(base64_decoded("Zg=="), "f");
    EXPECT_EQ(base64_decoded("Zm8="), "fo");
    EXPECT_EQ(base64_decoded("Zm9v"), "foo");
    EXPECT_EQ(base64_decoded("Zm9vYmFy"), "foobar");
    EXPECT_EQ(base64_decoded("+/8="), "\xfb\xff");
}

TEST(Base64, WhatIsNotTheOneSpellingIsNothing) {
    for (const auto* text :
         {"Zg", "Zg=", "Zh==", "Zm9=", "Z===", "====", "Zg==Zg==", "Zm 9v", "Zm9v\n", "-_8="})
        EXPECT_EQ(base64_decoded(text), std::nullopt) << text;
    for (const auto* text : {"Zg==", "Zh", "A", "+/8", "Zm9v."})
        EXPECT_EQ(base64url_decoded(text), std::nullopt) << text;
}

TEST(Base64, EveryLengthAndByteComesBack) {
    std::string bytes;
    for (int i = 0; i < 256; ++i) {
        EXPECT_EQ(base64url_decoded(base64url(bytes)), bytes) << i;
        bytes += static_cast<char>(i);
    }
    EXPECT_EQ(base64url("\xfb\xff"), "-_8");
}

}  // namespace
}  // namespace halogate

// SPDX-License-Identifier: MIT
#include "core/path/percent_coding.hpp"

#include <gtest/gtest.h>

namespace halogate::path {
namespace {

TEST(PercentCoding, DecodesOnceAndOnlyWellFormedEscapes) {
    EXPECT_EQ(percent_decoded("a%20b%2Fc"), "a b/c");
    EXPECT_EQ(percent_decoded("%252e"), "%2e");
    EXPECT_EQ(percent_decoded("a+b"), "a+b");
    EXPECT_EQ(percent_decoded(""), "");
    for (const auto* bad : {"%", "%2", "a%", "%g0", "%0g", "%u0041", "%%20"}) {
        EXPECT_EQ(percent_decoded(bad), std::nullopt) << bad;
    }
}

TEST(PercentCoding, DecodesToTheEndWhateverTheLayers) {
    EXPECT_EQ(decoded_to_the_end("%25%32%35%37%34enant"), "tenant");
    EXPECT_EQ(decoded_to_the_end("a+%zz%"), "a %zz%");
}

TEST(PercentCoding, EncodesEveryByteInOneWay) {
    for (int value = 0; value < 256; ++value) {
        const std::string one(1, static_cast<char>(value));
        const auto encoded = segment_encoded(one);
        EXPECT_EQ(encoded == one, is_plain_in_segment(one.front())) << value;
        EXPECT_EQ(percent_decoded(encoded), one) << value;
    }
    EXPECT_EQ(segment_encoded("\xC3\xBC;/"), "%C3%BC%3B%2F");
}

}  // namespace
}  // namespace halogate::path

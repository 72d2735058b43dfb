// SPDX-License-Identifier: MIT
#include "base/digest.hpp"

#include <gtest/gtest.h>

#include <string>

namespace halogate {
namespace {

TEST(Digest, Sha256IsTheStandardsOwn) {
    // FIPS 180-4, examples of NIST.
    EXPECT_EQ(to_hex(sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(to_hex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Digest, HmacIsTheStandardsOwn) {
    // RFC 4231, 4.2, 4.3 and 4.7.
    EXPECT_EQ(to_hex(hmac_sha256(std::string(20, '\x0b'), "Hi There")),
              "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    EXPECT_EQ(to_hex(hmac_sha256("Jefe", "what do ya want for nothing?")),
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    EXPECT_EQ(to_hex(hmac_sha256(std::string(131, '\xaa'),
                                 "Test Using Larger Than Block-Size Key - Hash Key First")),
              "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(Digest, OneBitMakesAnother) {
    const Digest digest = sha256("abc");
    EXPECT_TRUE(equal_in_constant_time(digest, sha256("abc")));
    for (std::size_t i = 0; i < digest.size(); ++i) {
        Digest other = digest;
        other[i] ^= 1U;
        EXPECT_FALSE(equal_in_constant_time(digest, other)) << i;
    }
}

TEST(Digest, HexIsReadInEitherCaseAndInOneLengthOnly) {
    const std::string lower = to_hex(sha256("abc"));
    std::string upper = lower;
    for (char& c : upper) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    EXPECT_EQ(digest_from_hex(lower), sha256("abc"));
    EXPECT_EQ(digest_from_hex(upper), sha256("abc"));
    EXPECT_EQ(digest_from_hex(""), std::nullopt);
    EXPECT_EQ(digest_from_hex(lower.substr(1)), std::nullopt);
    EXPECT_EQ(digest_from_hex(lower + "0"), std::nullopt);
    EXPECT_EQ(digest_from_hex("g" + lower.substr(1)), std::nullopt);
}

}  // namespace
}  // namespace halogate

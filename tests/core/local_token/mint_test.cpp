// SPDX-License-Identifier: MIT
#include "core/local_token/mint.hpp"

#include <gmock/gmock.h>

#include <chrono>
#include <stdexcept>

#include "base/base64.hpp"
#include "core/token/id_token.hpp"

namespace halogate::local_token {
namespace {

using namespace std::chrono_literals;

const Secret key{"0123456789abcdef0123456789abcdef"};
const Secret another_key{"0123456789abcdef0123456789abcdeF"};
constexpr WallTime now{1'800'000'000'000ms};

struct MintTest : testing::Test {
    Mint mint{key, 1h};

    [[nodiscard]] std::string token() const { return mint.issue({"alert-bridge"}, now); }
    [[nodiscard]] Fault fault_of(std::string_view text, WallTime at = now) const {
        const auto grant = mint.verify(text, at);
        EXPECT_FALSE(grant) << text;
        return grant ? Fault::malformed : grant.error();
    }
};

policy::PermissionSet permissions(std::initializer_list<std::string_view> names) {
    policy::PermissionSet set;
    for (const auto name : names) EXPECT_TRUE(set.add(name));
    return set;
}

TEST_F(MintTest, ATokenSaysWhoseItIsAndComesBackAsItWasIssued) {
    const auto grant = mint.verify(token(), now);
    ASSERT_TRUE(grant);
    EXPECT_EQ(grant->consumer, "alert-bridge");
    EXPECT_FALSE(grant->only) << "the whole policy";
    const auto narrow =
        mint.verify(mint.issue({"b", permissions({"read:customers", "create:tickets"})}, now), now);
    ASSERT_TRUE(narrow && narrow->only);
    EXPECT_THAT(narrow->only->names(), testing::ElementsAre("read:customers", "create:tickets"));
    const auto nothing = mint.verify(mint.issue({"b", policy::PermissionSet{}}, now), now);
    ASSERT_TRUE(nothing && nothing->only) << "nothing at all is less than everything";
    EXPECT_THAT(nothing->only->names(), testing::IsEmpty());
    const auto everything = mint.verify(mint.issue({"b", permissions({"all"})}, now), now);
    ASSERT_TRUE(everything && everything->only);
    EXPECT_TRUE(everything->only->holds_all());
}

TEST_F(MintTest, ATokenIsFitForABearerField) {
    // RFC 6750, 2.1: b64token.
    EXPECT_EQ(
        token().find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/"),
        std::string::npos);
    EXPECT_EQ(token().find("alert-bridge"), std::string::npos);
    EXPECT_TRUE(Mint::has_form_of_ours(token()));
}

TEST_F(MintTest, ATokenEndsAtItsSecondAndNotBefore) {
    const std::string whole = mint.issue({"b"}, now);
    EXPECT_TRUE(mint.verify(whole, now + 1h - 1ms));
    EXPECT_EQ(fault_of(whole, now + 1h), Fault::expired);
    // Between two seconds: never less than the hour that the client was told.
    const std::string between = mint.issue({"b"}, now + 1ms);
    EXPECT_TRUE(mint.verify(between, now + 1h + 1ms));
    EXPECT_TRUE(mint.verify(between, now + 1h + 999ms));
    EXPECT_EQ(fault_of(between, now + 1h + 1s), Fault::expired);
}

TEST_F(MintTest, EveryBitIsSigned) {
    const std::string good = token();
    const std::string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.";
    for (std::size_t i = 0; i < good.size(); ++i) {
        for (const char c : alphabet) {
            std::string bad = good;
            if (bad[i] == c) continue;
            bad[i] = c;
            EXPECT_FALSE(mint.verify(bad, now)) << i << ' ' << c;
        }
    }
}

TEST_F(MintTest, ATruncatedOrLengthenedTokenIsNotGood) {
    const std::string good = token();
    for (std::size_t size = 0; size < good.size(); ++size)
        EXPECT_FALSE(mint.verify(good.substr(0, size), now)) << size;
    for (const char* tail : {"A", "=", ".", ".A", " "}) EXPECT_FALSE(mint.verify(good + tail, now)) << tail;
    EXPECT_EQ(fault_of(good + std::string(8192, 'A')), Fault::malformed);
}

TEST_F(MintTest, APayloadThatSomebodyElseWroteIsForged) {
    const std::string good = token();
    const auto payload = base64url_decoded(good.substr(5, good.rfind('.') - 5));
    ASSERT_TRUE(payload);
    std::string other = *payload;
    other.replace(other.find("alert-bridge"), 12, "team-gateway");
    EXPECT_EQ(fault_of("hgt1." + base64url(other) + good.substr(good.rfind('.'))), Fault::forged);
    EXPECT_EQ(fault_of("hgt1." + base64url(other) + "." + base64url(std::string(32, '\0'))), Fault::forged);
    EXPECT_EQ(fault_of("hgt1." + base64url(other) + "."), Fault::malformed);
}

TEST_F(MintTest, ATokenOfAnotherKeyIsToldApart) {
    EXPECT_EQ(fault_of(Mint(another_key, 1h).issue({"alert-bridge"}, now)), Fault::other_key);
    EXPECT_TRUE(Mint(key, 5min).verify(token(), now)) << "a replica with the same key takes it";
}

TEST_F(MintTest, AnotherVersionOrAlgorithmIsNotGood) {
    const std::string good = token();
    EXPECT_EQ(fault_of("hgt2." + good.substr(5)), Fault::malformed);
    EXPECT_TRUE(Mint::has_form_of_ours("hgt2." + good.substr(5)));
    const std::string id_token = mint.identity_token("alert-bridge", now);
    EXPECT_EQ(fault_of(id_token), Fault::malformed) << "an id_token opens nothing";
    EXPECT_FALSE(mint.verify("hgt1." + id_token.substr(id_token.find('.') + 1), now));
    const std::string none =
        base64url(R"({"alg":"none"})") + "." + base64url(R"({"sub":"alert-bridge"})") + ".";
    EXPECT_EQ(fault_of(none), Fault::malformed);
    for (const char* text :
         {"undefined", "", "hgt", "hgt1", "hgt1.", "hgtx.a", "Hgt1.a", "eyJhbGciOiJub25lIn0.e30."})
        EXPECT_FALSE(Mint::has_form_of_ours(text)) << text;
}

TEST_F(MintTest, TheIdTokenIsAJwtThatNamesTheConsumer) {
    const std::string jwt = mint.identity_token("alert-bridge", now);
    EXPECT_EQ(token::agent_in(jwt), "alert-bridge");
    const auto first = jwt.find('.');
    const auto second = jwt.find('.', first + 1);
    EXPECT_EQ(base64url_decoded(jwt.substr(0, first)), R"({"alg":"HS256","typ":"JWT"})");
    EXPECT_EQ(base64url_decoded(jwt.substr(first + 1, second - first - 1)),
              R"({"iss":"halogate","sub":"alert-bridge","aud":"alert-bridge","name":"alert-bridge",)"
              R"("email":"alert-bridge@halogate.invalid","iat":1800000000,"exp":1800003600})");
    const auto signature = base64url_decoded(jwt.substr(second + 1));
    ASSERT_TRUE(signature);
    EXPECT_EQ(signature->size(), 32U);
}

TEST_F(MintTest, AKeyThatCanBeGuessedIsNotTaken) {
    EXPECT_THROW(Mint(Secret{std::string(31, 'x')}, 1h), std::invalid_argument);
    EXPECT_NO_THROW(Mint(Secret{std::string(32, 'x')}, 1h));
}

}  // namespace
}  // namespace halogate::local_token

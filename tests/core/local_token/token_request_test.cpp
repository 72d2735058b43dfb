// SPDX-License-Identifier: MIT
#include "core/local_token/token_request.hpp"

#include <gtest/gtest.h>

#include <string>

#include "core/local_token/form.hpp"

namespace halogate::local_token {
namespace {

constexpr std::string_view form_type = "application/x-www-form-urlencoded";
constexpr std::string_view good_grant = "grant_type=client_credentials";

/// base64 of `text`, as a client writes it.
std::string basic(std::string_view text) {
    constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string result = "Basic ";
    for (std::size_t i = 0; i < text.size(); i += 3) {
        unsigned group = 0;
        for (std::size_t j = 0; j < 3; ++j)
            group = (group << 8U) | (i + j < text.size() ? static_cast<unsigned char>(text[i + j]) : 0U);
        for (std::size_t j = 0; j < 4; ++j)
            result += i + j > text.size() ? '=' : alphabet[(group >> (18U - 6U * j)) & 63U];
    }
    return result;
}

auto request(std::string_view body, std::optional<std::string_view> authorization = std::nullopt,
             std::string_view type = form_type) {
    return read_token_request({type, authorization, body});
}

std::string code_of(std::string_view body, std::optional<std::string_view> authorization = std::nullopt,
                    std::string_view type = form_type) {
    const auto read = request(body, authorization, type);
    if (read) return "none";
    EXPECT_NE(read.error().detail, "");
    return std::string{to_string(read.error().code)};
}

TEST(TokenRequest, TheFormOfEveryHaloClientIsRead) {
    const auto read =
        request("grant_type=client_credentials&client_id=0d8e6a1f&client_secret=s3&scope=all&tenant=acme");
    ASSERT_TRUE(read && read->client);
    EXPECT_EQ(read->client->id, "0d8e6a1f");
    EXPECT_EQ(read->client->secret.reveal(), "s3");
    EXPECT_EQ(read->scope, "all");
    EXPECT_TRUE(request(good_grant, std::nullopt, "Application/X-WWW-Form-URLEncoded; charset=utf-8"));
}

TEST(TokenRequest, ASecretArrivesWholeByFormAndByBasic) {
    const std::string secret = "+%41&x=y\xc3\xbc z:/?#";
    const std::string encoded = "%2B%2541%26x%3Dy%C3%BC+z%3A%2F%3F%23";
    const auto by_form = request("client_id=a%20b&client_secret=" + encoded + "&" + std::string{good_grant});
    ASSERT_TRUE(by_form && by_form->client);
    EXPECT_EQ(by_form->client->id, "a b");
    EXPECT_EQ(by_form->client->secret.reveal(), secret);
    for (const char* id : {"a%20b", "a+b"}) {
        const auto by_basic = request(good_grant, basic(std::string{id} + ":" + encoded));
        ASSERT_TRUE(by_basic && by_basic->client);
        EXPECT_EQ(by_basic->client->id, "a b");
        EXPECT_EQ(by_basic->client->secret.reveal(), secret);
    }
}

TEST(TokenRequest, OneWayToPresentAPairAndNotTwo) {
    EXPECT_EQ(code_of("grant_type=client_credentials&client_id=a&client_secret=b", basic("a:b")),
              "invalid_request");
    EXPECT_EQ(code_of("grant_type=client_credentials&client_id=b", basic("a:b")), "invalid_request");
    EXPECT_EQ(code_of("grant_type=client_credentials&client_id=a", basic("a:b")), "none");
    EXPECT_EQ(code_of("grant_type=client_credentials&client_id=a&client_secret=", basic("a:b")), "none")
        << "RFC 6749, 3.2: a field without a value counts as none";
}

TEST(TokenRequest, AFieldThatStandsThereTwiceIsRefusedWhateverItSays) {
    for (const char* twice :
         {"&client_id=a&client_id=a", "&scope=all&scope=all", "&grant_type=client_credentials",
          "&tenant=a&tenant=b", "&client_id=&client_id=a", "&client_i%64=a&client_id=b", "&x&x"})
        EXPECT_EQ(code_of(std::string{good_grant} + twice), "invalid_request") << twice;
    std::string many{good_grant};
    for (int i = 0; i < 40; ++i) many += "&f" + std::to_string(i) + "=1";
    EXPECT_EQ(code_of(many), "invalid_request");
}

TEST(TokenRequest, ABrokenBasicFieldIsRefusedAndAnotherSchemeIsNone) {
    for (const std::string& bad : {std::string{"Basic !!!"}, std::string{"Basic YTpi="}, basic("no-colon"),
                                   basic("a:%zz"), basic("%4:b")})
        EXPECT_EQ(code_of(good_grant, bad), "invalid_request") << bad;
    const auto read = request(good_grant, "Bearer undefined");
    ASSERT_TRUE(read);
    EXPECT_FALSE(read->client);
    const auto padded = request(good_grant, "basic   " + basic("a:b").substr(6));
    ASSERT_TRUE(padded && padded->client);
    EXPECT_EQ(padded->client->secret.reveal(), "b");
}

TEST(TokenRequest, OnlyClientCredentialsAreGranted) {
    EXPECT_EQ(code_of("grant_type=password&username=a&password=b"), "unsupported_grant_type");
    EXPECT_EQ(code_of("grant_type=refresh_token&refresh_token=unsupported"), "unsupported_grant_type");
    EXPECT_EQ(code_of("grant_type=Client_Credentials"), "unsupported_grant_type");
    EXPECT_EQ(code_of("client_id=a&client_secret=b"), "invalid_request");
    EXPECT_EQ(code_of("grant_type="), "invalid_request");
    EXPECT_EQ(code_of(""), "invalid_request");
}

TEST(TokenRequest, WhatIsNoFormIsRefused) {
    EXPECT_EQ(code_of(good_grant, std::nullopt, ""), "invalid_request");
    EXPECT_EQ(code_of(R"({"grant_type":"client_credentials"})", std::nullopt, "application/json"),
              "invalid_request");
    EXPECT_EQ(code_of("grant_type=client_credentials&client_id=%4"), "invalid_request");
    EXPECT_EQ(code_of("grant_type=client_credentials&client_secret=%u0041"), "invalid_request");
}

TEST(TokenRequest, NoRefusalHoldsTheSecret) {
    for (const char* body : {"grant_type=x&client_secret=canary", "client_secret=canary",
                             "client_secret=canary&client_secret=canary", "client_secret=canary%z",
                             "client_secret=a&canary&canary", "client_secret=a&canary=&canary=b"}) {
        const auto read = request(body, basic("a:canary"));
        ASSERT_FALSE(read);
        EXPECT_EQ(read.error().detail.find("canary"), std::string::npos) << read.error().detail;
    }
}

TEST(Form, ADoubledFieldIsNamedWhenItIsOneThatClientsKnow) {
    EXPECT_EQ(read_form("scope=a&scope=b").error(), "the form holds \"scope\" more than once");
    EXPECT_EQ(read_form("x=a&x=b").error(), "the form holds a field more than once");
}

TEST(Form, PartsWithoutNameOrValueAreTolerated) {
    const auto form = read_form("&a=1&&b&=x&c=%00");
    ASSERT_TRUE(form);
    ASSERT_EQ(form->size(), 3U);
    EXPECT_EQ(form->at(0).name, "a");
    EXPECT_EQ(form->at(1).value.reveal(), "x");
    EXPECT_EQ(form->at(2).value.reveal(), std::string_view("\0", 1));
}

}  // namespace
}  // namespace halogate::local_token

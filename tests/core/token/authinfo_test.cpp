// SPDX-License-Identifier: MIT
#include "core/token/authinfo.hpp"

#include <gtest/gtest.h>

namespace halogate::token {
namespace {

std::string url_or_error(std::string_view auth_url, std::string_view base_url = "https://x.halopsa.com") {
    const auto url = token_url_from(AuthInfo{.auth_url = std::string{auth_url}, .tenant_id = ""}, base_url);
    return url ? *url : url.error();
}

bool is_refused(std::string_view auth_url, std::string_view base_url = "https://x.halopsa.com") {
    const auto url = token_url_from(AuthInfo{.auth_url = std::string{auth_url}, .tenant_id = ""}, base_url);
    return !url && url.error().find("token_url") != std::string::npos;
}

TEST(AuthInfo, IsReadFromTheTenantsAnswer) {
    const auto info = parse_authinfo(
        200, "application/json", R"({"auth_url":"https://x.halopsa.com/auth","tenant_id":"x","more":[1]})");
    ASSERT_TRUE(info);
    EXPECT_EQ(info->auth_url, "https://x.halopsa.com/auth");
    EXPECT_EQ(info->tenant_id, "x");
}

TEST(AuthInfo, TheTenantIdMayBeMissingOrANumber) {
    EXPECT_EQ(parse_authinfo(200, "", R"({"auth_url":"https://x"})")->tenant_id, "");
    EXPECT_EQ(parse_authinfo(200, "", R"({"auth_url":"https://x","tenant_id":17})")->tenant_id, "17");
    EXPECT_EQ(parse_authinfo(200, "", R"({"auth_url":"https://x","tenant_id":null})")->tenant_id, "");
}

TEST(AuthInfo, EveryOtherAnswerIsASentence) {
    const auto error = [](unsigned status, std::string_view type, std::string_view body) {
        const auto info = parse_authinfo(status, type, body);
        return info ? std::string{"taken"} : info.error();
    };
    EXPECT_NE(error(500, "", "").find("no tenant"), std::string::npos);
    EXPECT_NE(error(404, "", "").find("does not look like a HaloPSA API"), std::string::npos);
    EXPECT_NE(error(200, "text/html", "hello").find("HTML"), std::string::npos);
    EXPECT_NE(error(200, "", " <!doctype html>").find("HTML"), std::string::npos);
    EXPECT_NE(error(200, "", "[]").find("JSON"), std::string::npos);
    EXPECT_NE(error(200, "", "{}").find("auth_url"), std::string::npos);
    EXPECT_NE(error(200, "", R"({"auth_url":5})").find("auth_url"), std::string::npos);
    EXPECT_NE(error(200, "", R"({"auth_url":"https://x","auth_url":"https://y"})").find("JSON"),
              std::string::npos);
}

// `check` shows both on a terminal, whoever sent them.
TEST(AuthInfo, HoldsNothingThatATerminalWouldObey) {
    EXPECT_EQ(parse_authinfo(200, "", R"({"auth_url":"https://x","tenant_id":"a\u001b[2Jb\n"})")->tenant_id,
              "a[2Jb ");
    const auto long_name = std::string(5000, 'a');
    const auto info = parse_authinfo(200, "", R"({"auth_url":"https://x","tenant_id":")" + long_name + "\"}");
    EXPECT_LE(info->tenant_id.size(), 100U);
    for (const auto& url :
         {std::string{"https://x/\\u001b[2J"}, std::string{"https://x/\\n"}, "https://" + long_name})
        EXPECT_FALSE(parse_authinfo(200, "", R"({"auth_url":")" + url + "\"}")) << url;
}

TEST(TokenUrl, IsTheAuthUrlAndToken) {
    EXPECT_EQ(url_or_error("https://x.halopsa.com/auth"), "https://x.halopsa.com/auth/token");
    EXPECT_EQ(url_or_error("https://x.halopsa.com/auth/"), "https://x.halopsa.com/auth/token");
    EXPECT_EQ(url_or_error("https://uk-trial.halopsa.com"), "https://uk-trial.halopsa.com/token");
    EXPECT_EQ(url_or_error("HTTPS://X.HaloPSA.com:8443/Auth"), "https://x.halopsa.com:8443/Auth/token");
}

TEST(TokenUrl, OnLoopbackTheHostMustBeTheSameAndThePortMayDiffer) {
    EXPECT_EQ(url_or_error("https://127.0.0.1:9/auth", "https://127.0.0.1:8"),
              "https://127.0.0.1:9/auth/token");
    EXPECT_EQ(url_or_error("https://[::1]:9/auth", "https://[::1]"), "https://[::1]:9/auth/token");
    EXPECT_TRUE(is_refused("https://localhost/auth", "https://127.0.0.1"));
    EXPECT_TRUE(is_refused("https://127.0.0.2/auth", "https://127.0.0.1"));
}

TEST(TokenUrl, TheSecretIsNotSentToStrangers) {
    EXPECT_TRUE(is_refused("https://evil.example/auth"));
    EXPECT_TRUE(is_refused("https://x.halopsa.com.evil.example/auth"));
    EXPECT_TRUE(is_refused("https://evil.co.uk/auth", "https://example.co.uk"));
}

TEST(TokenUrl, TheSecretIsSentByHttpsOnly) {
    EXPECT_TRUE(is_refused("http://x.halopsa.com/auth"));
    EXPECT_TRUE(is_refused("ftp://x.halopsa.com/auth"));
    EXPECT_TRUE(is_refused("//x.halopsa.com/auth"));
    EXPECT_TRUE(is_refused("/auth"));
    EXPECT_TRUE(is_refused(""));
    EXPECT_TRUE(is_refused("https://x.halopsa.com/auth", "http://x.halopsa.com"));
}

TEST(TokenUrl, WhatTwoParsersCouldReadDifferentlyIsRefused) {
    for (const auto* url : {"https://x.halopsa.com@evil.example/auth",
                            "https://evil.example\\@x.halopsa.com/auth",
                            "https://evil.example#x.halopsa.com/auth",
                            "https://evil.example?.halopsa.com/auth",
                            "https://x.halopsa.com/auth?a=b",
                            "https://x.halopsa.com/auth#a",
                            "https://x.halopsa.com\\evil.example/",
                            "https://x.halopsa.com /auth",
                            "https://x.halopsa.com\r\n/auth",
                            "https://x.halopsa.com\t/auth",
                            "https://x.halopsa.com./auth",
                            "https://.halopsa.com/auth",
                            "https://x..halopsa.com/auth",
                            "https://x.halopsa.com:/auth",
                            "https://x.halopsa.com:0/auth",
                            "https://x.halopsa.com:65536/auth",
                            "https://x.halopsa.com:8:8/auth",
                            "https://x.halopsa.com:+8/auth",
                            "https://x.halopsa%2ecom/auth",
                            "https://x.halopsa.com\u3002evil/auth",
                            "https:///auth",
                            "https://[::1/auth",
                            "https://::1/auth",
                            "https://[]/auth",
                            "https://[::1]evil/auth"}) {
        EXPECT_TRUE(is_refused(url)) << url;
    }
    EXPECT_TRUE(is_refused("https://x.halopsa.com/" + std::string(5000, 'a')));
}

TEST(TokenUrl, TheRefusalIsOneShortLine) {
    const auto error = url_or_error("https://evil.example/\r\n\x1B[31m" + std::string(5000, 'a'));
    EXPECT_LT(error.size(), 300U);
    EXPECT_EQ(error.find_first_of("\r\n\x1B"), std::string::npos);
}

}  // namespace
}  // namespace halogate::token

// SPDX-License-Identifier: MIT
#include "sandbox/token_endpoint.hpp"

#include <gtest/gtest.h>

#include <optional>

#include "sandbox/base64.hpp"
#include "sandbox/json.hpp"

namespace halogate::sandbox {
namespace {

using namespace std::chrono_literals;

constexpr Moment moment{TimePoint{1h}, WallTime{1'700'000'000s}};

class SandboxTokenEndpoint : public testing::Test {
protected:
    SandboxTokenEndpoint() {
        options_.client_id = "id";
        options_.client_secret = "s+e%c&r=e t";
    }

    Answer ask(const std::string& form, const std::string& target = "/auth/token",
               const std::string& basic = {}) {
        Request request{.method = "POST", .target = target, .fields = {}, .body = form};
        request.fields.push_back({"Content-Type", "application/x-www-form-urlencoded"});
        if (!basic.empty()) request.fields.push_back({"Authorization", "Basic " + base64_encoded(basic)});
        return TokenEndpoint{options_}.answer(request, parse_target(target), desk_, moment);
    }

    static std::string error_of(const Answer& answer) { return Json::parse(answer.body)["error"]; }

    const std::string good_ = "grant_type=client_credentials&client_id=id&client_secret=s%2Be%25c%26r%3De+t";
    Options options_;
    TokenDesk desk_{1h, RefusalHabit::always_401};
};

TEST_F(SandboxTokenEndpoint, GivesAllSixFieldsAndALiveToken) {
    const auto answer = ask(good_ + "&scope=read:tickets%20edit:assets");
    ASSERT_EQ(answer.status, 200U);
    const auto body = Json::parse(answer.body);
    EXPECT_EQ(body["token_type"], "Bearer");
    EXPECT_EQ(body["expires_in"], 3600);
    EXPECT_EQ(body["scope"], "edit:assets read:tickets");
    for (const auto* name : {"access_token", "refresh_token", "id_token"})
        EXPECT_FALSE(body[name].get<std::string>().empty());
    const auto verdict = desk_.judge(body["access_token"].get<std::string>(), moment.now);
    ASSERT_NE(verdict.scopes, nullptr);
    EXPECT_TRUE(verdict.scopes->may_edit("assets"));
}

TEST_F(SandboxTokenEndpoint, IdTokenNamesTheAgent) {
    const std::string token = Json::parse(ask(good_ + "&scope=all").body)["id_token"];
    const auto first = token.find('.');
    auto claims_text = token.substr(first + 1, token.rfind('.') - first - 1);
    for (char& c : claims_text) c = c == '-' ? '+' : c == '_' ? '/' : c;
    const auto claims = Json::parse(base64_decoded(claims_text).value());
    EXPECT_TRUE(claims.contains("name"));
    EXPECT_TRUE(claims.contains("email"));
    EXPECT_EQ(claims["exp"].get<std::int64_t>() - claims["iat"].get<std::int64_t>(), 3600);
}

TEST_F(SandboxTokenEndpoint, TakesBasicCredentialsInTheirEncodedForm) {
    const std::string grant = "grant_type=client_credentials&scope=all";
    EXPECT_EQ(ask(grant, "/token", "id:s%2Be%25c%26r%3De+t").status, 200U);
    EXPECT_EQ(ask(grant, "/token", "id:s+e%c&r=e t").status, 401U);
    EXPECT_EQ(ask(good_, "/token", "id:s%2Be%25c%26r%3De+t").status, 400U);
    EXPECT_EQ(ask(grant, "/token", "no colon").status, 401U);
}

TEST_F(SandboxTokenEndpoint, WrongIdOrSecretIsInvalidClient) {
    for (const auto* form :
         {"grant_type=client_credentials&client_id=id&client_secret=wrong",
          "grant_type=client_credentials&client_id=other&client_secret=s%2Be%25c%26r%3De+t",
          "grant_type=client_credentials"}) {
        const auto answer = ask(form);
        EXPECT_EQ(answer.status, 401U);
        EXPECT_EQ(answer.body, R"({"error":"invalid_client"})");
    }
}

TEST_F(SandboxTokenEndpoint, TenantIsAskedForInQueryOrForm) {
    options_.tenant = "acme";
    EXPECT_EQ(ask(good_).status, 401U);
    EXPECT_EQ(ask(good_, "/auth/token?tenant=127").status, 401U);
    EXPECT_EQ(ask(good_, "/auth/token?tenant=Acme").status, 200U);
    EXPECT_EQ(ask(good_ + "&tenant=acme").status, 200U);
}

TEST_F(SandboxTokenEndpoint, ScopeThatIsUnknownOrNotGrantedIsInvalidScope) {
    options_.granted_scopes = "edit:tickets";
    EXPECT_EQ(ask(good_ + "&scope=read:tickets").status, 200U);
    for (const auto* scope : {"read:assets", "read:actions", "all", "read:tickets+read:assets"}) {
        const auto answer = ask(good_ + "&scope=" + scope);
        EXPECT_EQ(answer.status, 400U) << scope;
        EXPECT_EQ(error_of(answer), "invalid_scope");
    }
}

TEST_F(SandboxTokenEndpoint, WithoutScopeThereIsATokenThatNobodyAccepts) {
    const auto body = Json::parse(ask(good_).body);
    EXPECT_FALSE(body.contains("scope"));
    EXPECT_EQ(desk_.judge(body["access_token"].get<std::string>(), moment.now).scopes, nullptr);
}

TEST_F(SandboxTokenEndpoint, OtherGrantsAreNotSupported) {
    EXPECT_EQ(error_of(ask("grant_type=password&client_id=id")), "unsupported_grant_type");
}

}  // namespace
}  // namespace halogate::sandbox

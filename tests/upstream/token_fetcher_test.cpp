// SPDX-License-Identifier: MIT
#include "upstream/token_fetcher.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>

#include "support/scripted_tenant.hpp"

namespace halogate::upstream {
namespace {

using testing::HasSubstr;
using testing::StartsWith;
using Reply = Expected<token::AccessToken, token::FetchFailure>;

struct TokenFetcherTest : testing::Test {
    test::Reactor reactor;
    test::ScriptedTenant tenant{reactor};
    HaloTokenFetcher fetcher{a_tenant(), reactor.time, tenant};

    static HaloTokenFetcher::Settings a_tenant() {
        HaloTokenFetcher::Settings settings;
        settings.base_url = "https://x.halopsa.com";
        settings.client_id = "id";
        return settings;
    }
    io::Task<void> ask(std::optional<Reply>& reply) {
        const std::string scope = "all";
        reply = co_await fetcher.fetch(scope);
    }
    std::optional<Reply> fetched() {
        std::optional<Reply> reply;
        reactor.tasks.spawn(ask(reply));
        reactor.settle();
        return reply;
    }
    void will_answer(unsigned status, std::string_view body) {
        tenant.will_answer("HTTP/1.1 " + std::to_string(status) + " X\r\nContent-Type: application/json\r\n" +
                           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string{body});
    }
};

TEST_F(TokenFetcherTest, AnAuthinfoThatWasInTroubleIsAskedAgainWhenItsAbsenceLedAstray) {
    will_answer(503, "{}");
    will_answer(404, "{}");
    const auto first = fetched();
    ASSERT_TRUE(first && !*first);
    will_answer(200, R"({"auth_url":"https://x.halopsa.com/there"})");
    will_answer(200, R"({"access_token":"t","token_type":"Bearer","expires_in":3600})");
    const auto second = fetched();
    ASSERT_EQ(tenant.requests.size(), 4U);
    EXPECT_THAT(tenant.requests[1], StartsWith("POST /auth/token "));
    EXPECT_THAT(tenant.requests[2], StartsWith("GET /api/authinfo "));
    EXPECT_THAT(tenant.requests[3], StartsWith("POST /there/token "));
    EXPECT_TRUE(second && *second);
}

TEST_F(TokenFetcherTest, WhereTokensComeFromIsAskedOnce) {
    will_answer(200, R"({"auth_url":"https://x.halopsa.com/there"})");
    will_answer(200, R"({"access_token":"t","token_type":"Bearer","expires_in":3600})");
    will_answer(200, R"({"access_token":"u","token_type":"Bearer","expires_in":3600})");
    ASSERT_TRUE(fetched().has_value());
    ASSERT_TRUE(fetched().has_value());
    ASSERT_EQ(tenant.requests.size(), 3U);
    EXPECT_THAT(tenant.requests[2], StartsWith("POST /there/token "));
}

}  // namespace
}  // namespace halogate::upstream

// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>

#include <string>

#include "gateway/gateway_fixture.hpp"

namespace halogate::gateway {
namespace {

using namespace std::chrono_literals;
using test::GatewayFixture;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

struct LeastTokens : testing::Test {
    static GatewayFixture::Shape shape() {
        GatewayFixture::Shape result;
        result.tokens = token::TokenMode::least;
        return result;
    }
    GatewayFixture fixture{shape()};

    void get(const std::string& path) {
        fixture.send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }
    void post(const std::string& path, const std::string& body) {
        fixture.send("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n" +
                     "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
    }
    /// The scopes of the token that the last exchange carried.
    std::string carried() {
        const std::string& sent = fixture.tenant.requests.back();
        const std::string mark = "Bearer token-";
        const auto number = std::stoul(sent.substr(sent.find(mark) + mark.size()));
        return fixture.fetcher.scopes.at(number - 1);
    }
};

TEST_F(LeastTokens, EachExchangeCarriesOnlyWhatItsPermissionNeeds) {
    get("/api/Tickets");
    EXPECT_EQ(carried(), "read:tickets");
    get("/api/Client/1");
    EXPECT_EQ(carried(), "read:customers");
    post("/api/Tickets", R"([{"summary":"x"}])");
    EXPECT_EQ(carried(), "edit:tickets");
    post("/api/Tickets", R"([{"id":1,"summary":"x"}])");
    EXPECT_EQ(carried(), "edit:tickets");
    get("/api/Status");
    EXPECT_EQ(carried(), "read:tickets") << "a look-up: any scope will do, and there must be one";
    EXPECT_THAT(fixture.fetcher.scopes, ElementsAre("read:tickets", "read:customers", "edit:tickets"));
}

TEST_F(LeastTokens, ARefusedTokenIsRenewedForItsOwnScopeAlone) {
    get("/api/Tickets");
    get("/api/Client/1");
    fixture.received();
    fixture.tenant.will_answer("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n");
    get("/api/Client/1");
    EXPECT_THAT(fixture.received(), StartsWith("HTTP/1.1 200 "));
    get("/api/Tickets");
    EXPECT_THAT(fixture.tenant.requests.back(), HasSubstr("Bearer token-1\r\n"));
    EXPECT_THAT(fixture.fetcher.scopes, ElementsAre("read:tickets", "read:customers", "read:customers"));
}

TEST_F(LeastTokens, AScopeThatIsRefusedFailsTheCallsThatNeedItAndNoOther) {
    fixture.fetcher.refuse = true;
    get("/api/Client/1");
    EXPECT_THAT(fixture.received(),
                testing::AllOf(StartsWith("HTTP/1.1 502 "), HasSubstr("credentials_rejected")));
    get("/api/Tickets");
    EXPECT_THAT(fixture.received(), StartsWith("HTTP/1.1 200 "));
}

TEST_F(LeastTokens, A429OfTheTokenEndpointIsToldToCallersOfOtherScopesToo) {
    fixture.fetcher.throttle = 30s;
    fixture.send("GET /api/Client/1 HTTP/1.1\r\nHost: localhost\r\nPrefer: wait=0\r\n\r\n");
    fixture.reactor.advance(6s);
    EXPECT_THAT(fixture.received(), StartsWith("HTTP/1.1 502 "));
    const int asked = fixture.fetcher.asked;
    post("/api/Tickets", R"([{"summary":"x"}])");
    fixture.reactor.advance(9s);
    EXPECT_THAT(fixture.received(),
                testing::AllOf(StartsWith("HTTP/1.1 502 "), HasSubstr("Retry-After: "), HasSubstr("429")));
    EXPECT_EQ(fixture.fetcher.asked, asked) << "the pause is everybody's";
}

}  // namespace
}  // namespace halogate::gateway

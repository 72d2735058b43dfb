// SPDX-License-Identifier: MIT
#include "gateway/token_endpoint.hpp"

#include <gmock/gmock.h>

#include "gateway/gateway_fixture.hpp"

namespace halogate::gateway {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

std::string request(std::string_view head, std::string_view body,
                    std::string_view type = "application/x-www-form-urlencoded") {
    std::string text{head};
    text.append(" HTTP/1.1\r\nHost: localhost\r\nContent-Type: ").append(type);
    text.append("\r\nContent-Length: ").append(std::to_string(body.size())).append("\r\n\r\n").append(body);
    return text;
}

std::string get(std::string_view target, std::string_view token) {
    return "GET " + std::string{target} + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " +
           std::string{token} + "\r\n\r\n";
}

std::string member(const std::string& answer, const std::string& name) {
    const auto start = answer.find("\"" + name + "\":\"");
    if (start == std::string::npos) return {};
    const auto value = start + name.size() + 4;
    return answer.substr(value, answer.find('"', value) - value);
}

constexpr auto form = "grant_type=client_credentials&client_id=any&client_secret=thing&scope=all";

struct TokenEndpointTest : testing::Test, test::GatewayFixture {
    std::string ask(std::string_view head, std::string_view body) {
        send(request(head, body));
        return received();
    }
};

TEST_F(TokenEndpointTest, AnyCredentialsGetAnAnonymousTokenAndTheTenantIsNotAsked) {
    for (const char* head :
         {"POST /auth/token", "POST /AUTH/Token?tenant=acme", "POST /token", "POST //auth//token/"}) {
        const auto answer = ask(head, form);
        EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 ")) << head;
        EXPECT_THAT(answer, HasSubstr("Cache-Control: no-store\r\n"));
        EXPECT_THAT(
            answer,
            HasSubstr(R"("token_type":"Bearer","expires_in":3600,"scope":"read:customers edit:tickets",)"));
        for (const char* name : {"access_token", "refresh_token", "id_token"})
            EXPECT_NE(member(answer, name), "");
    }
    EXPECT_EQ(fetcher.asked, 1) << "the gateway's own token, at its start";
    for (const auto& record : records.kept) EXPECT_EQ(record.exchanges, 0U);
    EXPECT_EQ(records.kept.size(), 4U) << "one line each";
}

TEST_F(TokenEndpointTest, ATokenIsRefusedFromTheSecondOfItsExpiryOn) {
    const auto token = member(ask("POST /auth/token", form), "access_token");
    reactor.advance(1h - 1ms);
    send(get("/api/Tickets", token));
    EXPECT_THAT(received(), Not(HasSubstr("unknown_consumer")));
    caller.reset();
    reactor.advance(1ms);
    send(get("/api/Tickets", token));
    const auto answer = received();
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 401 "));
    EXPECT_THAT(answer, HasSubstr("X-Halogate-Error: unknown_consumer\r\n"));
    EXPECT_THAT(answer, HasSubstr(R"(WWW-Authenticate: Bearer realm="halogate", error="invalid_token")"));
    EXPECT_THAT(answer, HasSubstr("has expired"));
}

TEST_F(TokenEndpointTest, ANarrowTokenAllowsNoMoreThanItSays) {
    const auto answer = ask("POST /auth/token", "grant_type=client_credentials&scope=read:tickets");
    EXPECT_EQ(member(answer, "scope"), "read:tickets");
    send("DELETE /api/Tickets/1 HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " +
         member(answer, "access_token") + "\r\n\r\n");
    const auto refused = received();
    EXPECT_THAT(refused, StartsWith("HTTP/1.1 403 "));
    EXPECT_THAT(refused, HasSubstr(R"(scope="delete:tickets")"));
}

TEST_F(TokenEndpointTest, AScopeThatIsNotHeldIsInvalid) {
    const auto answer = ask("POST /auth/token", "grant_type=client_credentials&scope=read:invoices");
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 400 "));
    EXPECT_EQ(member(answer, "error"), "invalid_scope");
}

TEST_F(TokenEndpointTest, OnlyPostIsAnswered) {
    for (const char* method : {"GET", "PUT", "DELETE"}) {
        send(std::string{method} + " /auth/token HTTP/1.1\r\nHost: localhost\r\n\r\n");
        const auto answer = received();
        EXPECT_THAT(answer, StartsWith("HTTP/1.1 405 ")) << method;
        EXPECT_THAT(answer, HasSubstr("Allow: POST\r\n")) << method;
    }
}

TEST_F(TokenEndpointTest, ABodyThatIsTooLargeIsNotRead) {
    const std::string filler(most_token_request_bytes, 'x');
    EXPECT_THAT(ask("POST /auth/token", form + ("&f=" + filler)), StartsWith("HTTP/1.1 413 "));
    caller.reset();
    reactor.advance(5s);
    std::string chunked =
        "POST /auth/token HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        "Transfer-Encoding: chunked\r\n\r\n4001\r\n" +
        std::string(0x4001, 'x') + "\r\n";
    send(chunked);
    EXPECT_THAT(received(), StartsWith("HTTP/1.1 413 "));
}

TEST_F(TokenEndpointTest, AFormInPiecesIsReadWhole) {
    send(
        "POST /auth/token HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        "Transfer-Encoding: chunked\r\n\r\n");
    send("b\r\ngrant_type=\r\n");
    EXPECT_EQ(received(), "");
    send("12\r\nclient_credentials\r\n0\r\n\r\n");
    EXPECT_THAT(received(), StartsWith("HTTP/1.1 200 "));
}

TEST_F(TokenEndpointTest, ACallerThatDoesNotFinishItsFormIsToldSo) {
    send(
        "POST /auth/token HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        "Content-Length: 100\r\n\r\ngrant");
    reactor.advance(31s);
    EXPECT_THAT(received(), StartsWith("HTTP/1.1 408 "));
}

TEST_F(TokenEndpointTest, APageInABrowserGetsNoToken) {
    send(
        "POST /auth/token HTTP/1.1\r\nHost: localhost\r\nOrigin: https://evil.example\r\nContent-Length: "
        "0\r\n\r\n");
    EXPECT_THAT(received(), StartsWith("HTTP/1.1 403 "));
    caller.reset();
    send("POST /auth/token HTTP/1.1\r\nHost: evil.example\r\nContent-Length: 0\r\n\r\n");
    EXPECT_THAT(received(), StartsWith("HTTP/1.1 421 "));
}

TEST_F(TokenEndpointTest, AListenerOpenToConsumersOnlyWantsAPair) {
    profile.trusted = profile.loopback = false;
    const auto answer = ask("POST /auth/token", form);
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 401 "));
    EXPECT_EQ(member(answer, "error"), "invalid_client");
    EXPECT_THAT(answer, HasSubstr(R"(WWW-Authenticate: Basic realm="halogate")"));
    EXPECT_THAT(answer, Not(HasSubstr("thing")));
}

TEST_F(TokenEndpointTest, AuthinfoNamesTheAddressThatTheCallerUsed) {
    profile.hosts = {"halogate"};
    send("GET /API//AuthInfo?x=1 HTTP/1.1\r\nHost: halogate:4256\r\n\r\n");
    const auto answer = received();
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 "));
    EXPECT_THAT(answer, testing::EndsWith("\r\n\r\n"
                                          R"({"auth_url":"http://halogate:4256/auth"})"));
    profile.tls = true;
    send("GET /api/authinfo HTTP/1.1\r\nHost: [::1]:4256\r\n\r\n");
    EXPECT_THAT(received(), testing::EndsWith(R"({"auth_url":"https://[::1]:4256/auth"})"));
    send("POST /api/authinfo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n");
    EXPECT_THAT(received(), HasSubstr("Allow: GET, HEAD\r\n"));
    profile.trusted = profile.loopback = false;
    send("GET /api/authinfo HTTP/1.1\r\nHost: localhost\r\n\r\n");
    EXPECT_THAT(received(), StartsWith("HTTP/1.1 200 ")) << "whoever has no token yet asks here for the way";
}

TEST_F(TokenEndpointTest, WhatTheTransportProvesNeedsNoPair) {
    test::PipeStream::Pair ends = test::PipeStream::connected(reactor);
    ends.first->proved.uid = 1000;
    caller = std::move(ends.second);
    gateway.take(entrance, std::move(ends.first));
    EXPECT_EQ(member(ask("POST /auth/token", form), "scope"), "read:tickets");
    send("DELETE /api/Tickets/1 HTTP/1.1\r\nHost: localhost\r\n\r\n");
    EXPECT_THAT(received(), StartsWith("HTTP/1.1 403 ")) << "the consumer reader, by its uid";
}

}  // namespace
}  // namespace halogate::gateway

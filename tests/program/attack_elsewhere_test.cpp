// SPDX-License-Identifier: MIT
// The client secret is sent elsewhere; the gateway reaches itself or elsewhere.
#include <gtest/gtest.h>

#include <string>

#include "program/support/raw_gateway.hpp"

namespace halogate::program {

namespace {

using Then = RawReply::Then;

/// A server that the tenant's answers point to, and that must hear nothing.
class Trap {
public:
    [[nodiscard]] std::string url() const { return trap_.url(); }
    [[nodiscard]] std::string port() const { return std::to_string(trap_.port()); }
    ~Trap() { EXPECT_EQ(trap_.connections(), 0U) << trap_.all_bytes(); }
    Trap() = default;
    Trap(const Trap&) = delete;
    Trap& operator=(const Trap&) = delete;

private:
    RawTenant trap_;
};

std::map<std::string, RawReply> authinfo(const std::string& auth_url) {
    const std::string body = R"({"auth_url":")" + auth_url + R"(","tenant_id":"acme"})";
    return {{"GET /api/authinfo", {raw_answer(body), Then::keep}}};
}

TEST(AttackElsewhere, TheClientSecretIsNotSentWhereAuthinfoPoints) {
    const Trap trap;
    const std::string elsewhere[] = {
        "https://localhost:" + trap.port() + "/auth",
        "https://evil.example/auth",
        "https://127.0.0.1.evil.example/auth",
        "https://127.0.0.1@localhost:" + trap.port() + "/auth",
        "https://evil.example#@127.0.0.1/auth",
        "https://evil.example\\\\@127.0.0.1/auth",
        "http://127.0.0.1:" + trap.port() + "/auth",
        "//127.0.0.1:" + trap.port() + "/auth",
        "file:///etc/passwd",
    };
    for (const std::string& url : elsewhere) {
        SCOPED_TRACE(url);
        RawGateway gateway{{}, authinfo(url)};
        const std::string line = gateway.program().wait_for_line(R"("level":"error","message":"token: )");
        EXPECT_NE(line.find("token_url"), std::string::npos) << "the refusal says what to set: " << line;
        EXPECT_EQ(gateway.tenant.all_bytes().find(canary), std::string::npos);
        EXPECT_TRUE(gateway.tenant.seen("POST").empty());
    }
}

TEST(AttackElsewhere, TheClientSecretIsSentToTheTenantsOwnHostThatAuthinfoNames) {
    Gateway gateway;  // the sandbox's authinfo names its own host
    ASSERT_EQ(gateway.get("/api/Tickets/1").status, 200U);
    EXPECT_EQ(gateway.sandbox.state("token_requests"), 1);
}

TEST(AttackElsewhere, TheClientSecretGoesWhereTheConfigurationSays) {
    RawTenant other;
    RawGateway gateway{
        {.tenant = "token_url: https://localhost:" + std::to_string(other.port()) + "/auth/token\n"},
        authinfo("https://evil.example/auth")};
    gateway.program().wait_for_line(R"("level":"error","message":"token: )");
    EXPECT_TRUE(other.seen().empty()) << "its certificate is not one that tls.ca_file vouches for";
    EXPECT_TRUE(gateway.tenant.seen().empty()) << "and authinfo is not asked";
}

TEST(AttackElsewhere, ARedirectOfTheTokenEndpointIsNotFollowed) {
    const Trap trap;
    for (const char* status :
         {"301 Moved Permanently", "302 Found", "307 Temporary Redirect", "308 Permanent Redirect"}) {
        const std::string location = "Location: " + trap.url() + "/auth/token\r\n";
        RawGateway gateway{{}, {{"POST /auth/token", {raw_answer("{}", location, status), Then::keep}}}};
        const std::string line = gateway.program().wait_for_line(R"("level":"error","message":"token: )");
        EXPECT_NE(line.find("not followed"), std::string::npos) << line;
        EXPECT_TRUE(gateway.tenant.seen("GET /api/Tickets").empty());
    }
}

TEST(AttackElsewhere, ARedirectOfAuthinfoIsNotFollowed) {
    const Trap trap;
    RawGateway gateway{
        {},
        {{"GET /api/authinfo",
          {raw_answer("{}", "Location: " + trap.url() + "/api/authinfo\r\n", "307 Temporary Redirect"),
           Then::keep}}}};
    EXPECT_EQ(gateway.get("/api/Tickets/1").status, 200U) << "the usual place is asked";
}

TEST(AttackElsewhere, ARedirectOfTheApiIsRelayedAndNeverFollowed) {
    const Trap trap;
    RawGateway gateway;
    for (const char* status : {"301 Moved Permanently", "302 Found", "303 See Other",
                               "307 Temporary Redirect", "308 Permanent Redirect"}) {
        const std::string location = trap.url() + "/api/Tickets/1";
        gateway.tenant.answer("GET /api/Tickets/1",
                              {raw_answer("{}", "Location: " + location + "\r\n", status), {}});
        const Answer answer = gateway.get("/api/Tickets/1");
        EXPECT_EQ(std::to_string(answer.status), std::string{status}.substr(0, 3));
        EXPECT_EQ(answer.field("Location"), location);
    }
    EXPECT_EQ(gateway.tenant.seen("GET /api/Tickets/1").size(), 5U);
}

TEST(AttackElsewhere, NoWordOfACallerChoosesWhereTheGatewayGoes) {
    const Trap trap;
    RawGateway gateway;
    const std::string own = "127.0.0.1:" + std::to_string(gateway.port());
    Caller absolute = gateway.connect();
    absolute.send("GET " + trap.url() + "/api/Tickets/1 HTTP/1.1\r\nHost: localhost\r\n\r\n");
    EXPECT_EQ(absolute.receive().status, 400U);
    Caller to_itself = gateway.connect();
    to_itself.send("GET http://" + own + "/api/Tickets/1 HTTP/1.1\r\nHost: " + own + "\r\n\r\n");
    EXPECT_EQ(to_itself.receive().status, 400U);
    EXPECT_EQ(gateway.get("/api/Tickets/1", {{"Host", "localhost:" + trap.port()}}).status / 100, 2U)
        << "a port in Host means nothing";
    EXPECT_EQ(gateway.get("/api/Tickets/1", {{"X-Forwarded-Host", "localhost:" + trap.port()}}).status, 200U);
    EXPECT_EQ(gateway.get("/api/" + trap.url() + "/api/Tickets/1").field("X-Halogate-Error"),
              "route_unknown");
    for (const RawTenant::Seen& seen : gateway.tenant.seen("GET /api/Tickets"))
        EXPECT_NE(seen.bytes.find("Host: 127.0.0.1:" + std::to_string(gateway.tenant.port()) + "\r\n"),
                  std::string::npos);
}

}  // namespace

}  // namespace halogate::program

// SPDX-License-Identifier: MIT
// The body is read differently by us and by .NET: judged as an update, or refused.
#include <gtest/gtest.h>

#include <string>

#include "program/support/sentinel.hpp"

namespace halogate::program {

namespace {

const GatewayPlan creators{.sections = "policy: {anonymous: [read:tickets, create:tickets]}\n"};

void expect_refused(const Gateway& gateway, const std::string& body, const FieldList& fields) {
    const Answer answer = gateway.call("POST", "/api/Tickets", body, fields);
    EXPECT_TRUE(answer.status == 403 || answer.status == 400 || answer.status == 413)
        << answer.status << " for " << body.substr(0, 60);
    EXPECT_NE(answer.field("X-Halogate-Error"), "") << body.substr(0, 60);
}

std::string utf16(std::string_view text) {
    std::string wide{"\xff\xfe"};
    for (const char c : text) {
        wide += c;
        wide += '\0';
    }
    return wide;
}

TEST(AttackBody, TheBodyIsReadAsDotNetReadsItAnUpdateIsNoCreate) {
    Gateway gateway{creators};
    const std::string bodies[] = {
        R"([{"Id":1,"summary":"x"}])",
        R"([{"ID":1,"summary":"x"}])",
        R"([{"iD":1,"summary":"x"}])",
        R"([{"id":"1","summary":"x"}])",
        R"([{"id":1.0,"summary":"x"}])",
        R"([{"id":1e0}])",
        R"([{"id":" 1"}])",
        R"([{"summary":"a","id":0,"id":1}])",
        R"([{"id":1,"id":0,"summary":"a"}])",
        R"([{"id":1,"ID":null,"summary":"a"}])",
        R"([{"\u0069d":1,"summary":"x"}])",
        R"([{"\u0049\u0044":1,"summary":"x"}])",
        R"([{"summary":"create"},{"id":1,"summary":"update"}])",
        R"([{"id":1,"summary":"update"},{"summary":"create"}])",
        R"({"id":1,"summary":"bare"})",
        R"([{"summary":"x"/*,*/,"id":1}])",
        "[{\"summary\":\"x\",//\n\"id\":1}]",
        R"([{'id':1,'summary':'x'}])",
        R"([{id:1,summary:"x"}])",
        R"([{"summary":"x",}])",
        "\xef\xbb\xbf[{\"id\":1}]",
        utf16(R"([{"id":1}])"),
        R"([{"summary":")" + std::string(20'000, 'p') + R"(","id":1}])",
        std::string(20'000, ' ') + R"([{"summary":"x","id":1}])",
        R"([{"summary":"x","id":1)",
        R"([[{"id":1}]])",
        R"([{"summary":"x"}][{"id":1}])",
        "id=1&summary=x",
        "",
    };
    for (const std::string& body : bodies)
        expect_refused(gateway, body, {{"Content-Type", "application/json"}});
    EXPECT_EQ(gateway.sandbox.state("api_requests"), 0);
}

TEST(AttackBody, WithoutAnIdAboveZeroItIsACreate) {
    Gateway gateway{creators};
    for (const char* body : {R"([{"summary":"x"}])", R"([{"summary":"x","id":null}])",
                             R"([{"summary":"x","id":0}])", R"([{"summary":"x","id":-1}])"}) {
        const Answer answer = gateway.post("/api/Tickets", body);
        const bool refused = !answer.field("X-Halogate-Error").empty();
        EXPECT_TRUE(refused || answer.status == 201) << body << answer.body;
    }
    EXPECT_EQ(gateway.post("/api/Tickets", ticket("plain")).status, 201U);
}

TEST(AttackBody, ABodyThatIsNotPlainJsonIsRefusedWhereTheBodyDecides) {
    Gateway gateway{creators};
    const std::string good = ticket("typed");
    for (const char* type : {"application/x-www-form-urlencoded", "multipart/form-data; boundary=x",
                             "text/plain", "text/html", "application/xml", "application/json; charset=utf-16",
                             "application/json; charset=utf-7", "application/json, text/plain"})
        expect_refused(gateway, good, {{"Content-Type", type}});
    for (const char* coding : {"gzip", "br", "deflate", "identity, gzip", "x-unknown"})
        expect_refused(gateway, good, {{"Content-Type", "application/json"}, {"Content-Encoding", coding}});
    expect_refused(gateway, "\x1f\x8b garbage",
                   {{"Content-Type", "application/json"}, {"Content-Encoding", "gzip"}});
    EXPECT_EQ(gateway.sandbox.state("api_requests"), 0);
    for (const char* type : {"application/json; charset=utf-8", "text/json", "application/json-patch+json"})
        EXPECT_EQ(gateway.call("POST", "/api/Tickets", good, {{"Content-Type", type}}).status, 201U) << type;
}

TEST(AttackBody, OverTheCapItIsRefusedWhereTheBodyDecides) {
    Gateway gateway{creators};
    const std::string padding(3U << 20U, ' ');
    expect_refused(gateway, R"([{"summary":"x",)" + padding + R"("id":1}])",
                   {{"Content-Type", "application/json"}});
    EXPECT_EQ(gateway.sandbox.state("api_requests"), 0);
}

TEST(AttackBody, AFlagThatTurnsACreateIntoSomethingElseIsNoCreate) {
    Gateway gateway{creators};
    const FieldList json{{"Content-Type", "application/json"}};
    expect_refused(gateway, R"([{"id":1,"_recover":true}])", json);
    expect_refused(gateway, R"([{"id":1,"_Recover":true}])", json);
    EXPECT_EQ(gateway.sandbox.state("api_requests"), 0);
}

// What is allowed crosses as it came: the tenant reads the very bytes that were judged.
TEST(AttackBody, TheBytesJudgedAreTheBytesSent) {
    Gateway gateway{creators};
    const std::string body = "[ {\"summary\":\"\\u0061\\u00fc\",\t\"details\":\"1.0\"} ]\r\n";
    ASSERT_EQ(gateway.post("/api/Tickets", body).status, 201U);
    EXPECT_EQ(gateway.sandbox.seen("POST").at(0).body, body);
}

}  // namespace

}  // namespace halogate::program

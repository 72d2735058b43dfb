// SPDX-License-Identifier: MIT
// The path judged is not the path served; a header picks path, method or caller.
#include <gtest/gtest.h>

#include <strings.h>
#include <random>
#include <string>

#include "program/support/sentinel.hpp"

namespace halogate::program {

namespace {

/// Tickets may be read, so anything that reached Client is a hole.
const GatewayPlan readers{.sections = "policy: {anonymous: [read:tickets]}\n"};

TEST(AttackPath, ThePathJudgedIsThePathServedNoSpellingReachesWhatIsNotAllowed) {
    Gateway gateway{readers};
    const char* targets[] = {
        "/api/Tickets/../Client/424242",
        "/api/Tickets/%2e%2e/Client/424242",
        "/api/Tickets/%2E%2E/Client/424242",
        "/api/Tickets/.%2e/Client/424242",
        "/api/Tickets/%252e%252e/Client/424242",
        "/api/Tickets%2f..%2fClient/424242",
        "/api/Tickets%5c..%5cClient/424242",
        "/api/Tickets\\..\\Client/424242",
        "/api/Tickets/..;/Client/424242",
        "/api/Tickets/;x/../Client/424242",
        "/api/Tickets;x/../Client/424242",
        "/api/Tickets/%u002e%u002e/Client/424242",
        "/api/Tickets/%c0%ae%c0%ae/Client/424242",
        "/api/Tickets/%e0%80%ae%e0%80%ae/Client/424242",
        "/api//Client/424242",
        "//api/Client/424242",
        "/api/./Client/424242",
        "/API/cLIENT/424242",
        "/api/Client/424242/",
        "/api/Client./424242",
        "/api/Client%20/424242",
        "/api/Client%00/424242",
        "/api/Tickets#/../Client/424242",
        "/api/Client/424242?x=/api/Tickets",
        "/api/Tickets/%2e%2e%2fClient/424242",
        "/%61pi/%43lient/424242",
        "/api/../api/Client/424242",
        "/api/Tickets/../../api/Client/424242",
    };
    for (const char* target : targets) {
        for (const char* method : {"GET", "DELETE"}) {
            const Answer answer = gateway.call(method, target);
            EXPECT_GE(answer.status, 400U) << target;
            EXPECT_NE(answer.field("X-Halogate-Error"), "") << target << " was answered by the tenant";
        }
    }
    EXPECT_EQ(gateway.sandbox.state("api_requests"), 0);
    expect_sentinel_never_arrived(gateway);
}

TEST(AttackPath, ThePathJudgedIsThePathServedInOneForm) {
    Gateway gateway;
    const std::pair<const char*, const char*> cases[] = {
        {"//api//Tickets/", "/api/Tickets"},
        {"/api/./Tickets/x/../1", "/api/Tickets/1"},
        {"/api/Client/../Tickets", "/api/Tickets"},
        {"/%61pi/%54ickets", "/api/Tickets"},
        {"/api/tickets?x=/api/Client", "/api/tickets?x=/api/Client"},
        {"/api/Tickets/?x=/api/Client", "/api/Tickets?x=/api/Client"},
        {"/API/tICKETS", "/API/tICKETS"},
    };
    for (const auto& [asked, sent] : cases) {
        EXPECT_EQ(gateway.get(asked).status, 200U) << asked;
        EXPECT_EQ(gateway.sandbox.seen().back().target, sent) << asked;
    }
}

TEST(AttackPath, ThePathJudgedIsThePathServedWhatCouldBeReadInTwoWaysIsInvalid) {
    Gateway gateway;
    for (const char* target :
         {"/api/Tickets%2f1", "/api/Tickets%5c1", "/api/Tickets\\1", "/api/Tickets%00", "/api/Tickets/%c0%ae",
          "/api/Tickets/%zz", "/api/Tickets/%u0031", "/api/Tickets/1;x", "/api/Tickets/1.",
          "/api/Tickets/1%20", "/api/Tickets/%252e", "/../api/Tickets", "/api/Tickets/%ff"}) {
        const Answer answer = gateway.get(target);
        EXPECT_EQ(answer.status, 400U) << target;
        EXPECT_EQ(answer.field("X-Halogate-Error"), "invalid_path") << target;
    }
    EXPECT_EQ(gateway.sandbox.state("api_requests"), 0);
}

std::string random_target(std::mt19937& random) {
    static constexpr const char* pieces[] = {
        "/api", "/Tickets", "/tICKETS", "/%54ickets", "/Client", "/Actions", "/1", "/",       "/.",
        "/..",  "/%2e%2e",  "/%2E.",    "%2f",        "%5c",     "\\",       ";x", "?x=/../", "%20",
        "%25",  "/%41",     "#",        "/x/..",      "//",      "%c0%ae",   ".",  "/%c3%bc", "/a%2Bb",
        "/~",   "/%7e",     "&y=1",     "/:",         "/@",      "/%3A"};
    std::string target = random() % 4 == 0 ? "" : "/api/Tickets";
    for (auto count = random() % 6; count > 0; --count) target += pieces[random() % std::size(pieces)];
    return target.empty() ? "/" : target;
}

TEST(AttackPath, ThePathJudgedIsThePathServedAndItsFormIsItsOwnForm) {
    Gateway gateway{readers};
    Caller caller = gateway.connect();
    std::mt19937 random{20260731};
    std::size_t served = 0;
    for (int i = 0; i < 1500; ++i) {
        const std::string target = random_target(random);
        caller.send(request_text("GET", target));
        const Answer answer = caller.receive();
        if (answer.field("Connection") == "close") caller = gateway.connect();
        if (!answer.field("X-Halogate-Error").empty()) continue;
        ++served;
        const std::string sent = gateway.sandbox.seen().back().target;
        const std::string path = sent.substr(0, sent.find('?'));
        for (const char* hidden : {"..", "//", "\\", "%2f", "%2F", "%5c", "%5C", "/./", ";", "#"})
            EXPECT_EQ(path.find(hidden), std::string::npos) << target << " was sent as " << sent;
        EXPECT_TRUE(::strncasecmp(path.c_str(), "/api/Tickets", 12) == 0 ||
                    ::strncasecmp(path.c_str(), "/api/Actions", 12) == 0)
            << target << " was sent as " << sent;
        ASSERT_EQ(gateway.get(sent).field("X-Halogate-Error"), "") << sent;
        EXPECT_EQ(gateway.sandbox.seen().back().target, sent) << "sent again it is another";
        if (served > 120) break;  // each one reads the tenant's records
    }
    EXPECT_GT(served, 60U);
}

TEST(AttackPath, AHeaderPicksNoPathMethodOrCaller) {
    Gateway gateway{{.sections = "policy:\n"
                                 "  anonymous: [read:tickets]\n"
                                 "  consumers:\n"
                                 "    bridge:\n"
                                 "      identify: {api_key: \"key-of-the-bridge\"}\n"
                                 "      allow: [edit:tickets, edit:customers]\n"}};
    const FieldList tricks{{"X-Original-URL", "/api/Client/424242"},
                           {"X-Rewrite-URL", "/api/Client/424242"},
                           {"X-HTTP-Method", "DELETE"},
                           {"X-HTTP-Method-Override", "DELETE"},
                           {"X-Method-Override", "DELETE"},
                           {"X-Forwarded-For", "127.0.0.1"},
                           {"X-Forwarded-Host", "evil.example"},
                           {"X-Forwarded-Method", "DELETE"},
                           {"X-Forwarded-Prefix", "/api/Client"},
                           {"X-Forwarded-Proto", "http"},
                           {"X-Forwarded-Uri", "/api/Client/424242"},
                           {"X-Forwarded-User", "bridge"},
                           {"X-Halogate-Consumer", "bridge"},
                           {"Forwarded", "for=127.0.0.1;host=evil.example"},
                           {"X-Real-IP", "127.0.0.1"}};
    ASSERT_EQ(gateway.get("/api/Tickets/1", tricks).at("/id"), "1");
    EXPECT_EQ(gateway.get("/api/Client/1", tricks).status, 403U) << "still anonymous";
    EXPECT_EQ(gateway.call("DELETE", "/api/Tickets/1", {}, tricks).status, 403U);
    const auto seen = gateway.sandbox.seen();
    ASSERT_EQ(seen.size(), 1U);
    EXPECT_EQ(seen[0].method, "GET");
    for (const auto& [name, value] : tricks) EXPECT_FALSE(seen[0].has(name)) << name;
    expect_sentinel_never_arrived(gateway);
}

}  // namespace

}  // namespace halogate::program

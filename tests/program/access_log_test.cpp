// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <algorithm>

#include "program/support/gateway.hpp"

namespace halogate::program {

namespace {

TEST(AccessLog, ACallIsOneLineWithAllThatIsKnownOfIt) {
    Gateway gateway;
    ASSERT_EQ(gateway.get("/api/Tickets?search=hush&page_no=1", {{"X-Request-Id", "the-one"}}).status, 200U);
    const std::string line = gateway.program().wait_for_line("the-one");
    EXPECT_EQ(json_at(line, "/method"), "GET");
    EXPECT_EQ(json_at(line, "/path"), "/api/Tickets");
    EXPECT_EQ(json_at(line, "/query"), "search,page_no");
    EXPECT_EQ(json_at(line, "/status"), "200");
    EXPECT_EQ(json_at(line, "/consumer"), "anonymous");
    EXPECT_EQ(json_at(line, "/permission"), "read:tickets");
    EXPECT_EQ(json_at(line, "/route"), "/api/Tickets");
    EXPECT_EQ(json_at(line, "/exchanges"), "1");
    EXPECT_EQ(json_at(line, "/tenant_status"), "200");
    EXPECT_EQ(json_at(line, "/error"), "null");
    EXPECT_NE(json_at(line, "/time"), "");
    EXPECT_NE(json_at(line, "/bytes_out"), "0");
    for (const char* name : {"/total_ms", "/queue_ms", "/token_ms", "/tenant_ms"})
        EXPECT_NE(json_at(line, name), "");
    EXPECT_NE(json_at(line, "/peer").find("127.0.0.1"), std::string::npos);
    EXPECT_EQ(line.find("hush"), std::string::npos) << "query values are not logged";
}

TEST(AccessLog, ARefusalSaysWhyAndThatNothingWasSpent) {
    Gateway gateway;
    ASSERT_EQ(gateway.get("/api/Invoice").status, 403U);
    const std::string line = gateway.program().wait_for_line("\"status\":403");
    EXPECT_EQ(json_at(line, "/exchanges"), "0");
    EXPECT_NE(json_at(line, "/error"), "null");
}

TEST(AccessLog, RetriesAreCounted) {
    Gateway gateway;
    gateway.sandbox.plan({.match = "GET /api/Tickets/1", .kind = "reset_before"});
    ASSERT_EQ(gateway.get("/api/Tickets/1").status, 200U);
    EXPECT_EQ(json_at(gateway.program().wait_for_line("/api/Tickets/1"), "/exchanges"), "2");
}

TEST(AccessLog, ThereIsExactlyOneLineForEachRequest) {
    Gateway gateway;
    Caller caller = gateway.connect();
    for (int i = 0; i < 30; ++i) caller.get(i % 3 == 0 ? "/api/Invoice" : "/api/Tickets/1");
    EXPECT_EQ(gateway.stop(), 0);
    const std::string output = gateway.program().output();
    EXPECT_EQ(std::ranges::count(output, '\n'), 30);
    EXPECT_EQ(output.front(), '{');
}

TEST(AccessLog, WhatACallerSendsCannotForgeALine) {
    Gateway gateway;
    gateway.get("/api/Tickets/%22,%22status%22:200,%22x%22:%22");
    gateway.get("/api/Tickets?a\"b=c");
    gateway.get("/nowhere/\\\"");
    for (const std::string& line : gateway.program().wait_for_lines(R"("method":"GET")", 3))
        EXPECT_NE(json_at(line, "/status"), "") << line;
}

TEST(AccessLog, GoesWhereTheConfigurationSays) {
    const TemporaryFolder folder;
    const std::string path = folder.file("access.log");
    Gateway gateway{{.sections = "log: {access: " + path + "}\n"}};
    ASSERT_EQ(gateway.get("/api/Tickets/1").status, 200U);
    EXPECT_EQ(gateway.stop(), 0);
    EXPECT_NE(read_file(path).find(R"("path":"/api/Tickets/1")"), std::string::npos);
    EXPECT_EQ(gateway.program().output(), "");
}

TEST(AccessLog, CanBeOff) {
    Gateway gateway{{.sections = "log: {access: off}\n"}};
    ASSERT_EQ(gateway.get("/api/Tickets/1").status, 200U);
    EXPECT_EQ(gateway.stop(), 0);
    EXPECT_EQ(gateway.program().output(), "");
}

TEST(AccessLog, ShowsQueryValuesOnlyWhenToldTo) {
    Gateway gateway{{.sections = "log: {queries: full}\n"}};
    ASSERT_EQ(gateway.get("/api/Tickets?search=loud").status, 200U);
    EXPECT_NE(gateway.program().wait_for_line("\"path\":\"/api/Tickets").find("loud"), std::string::npos);
}

}  // namespace

}  // namespace halogate::program

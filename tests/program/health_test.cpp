// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "program/support/gateway.hpp"

namespace halogate::program {

namespace {

const char* const with_admin = "admin: {address: \"127.0.0.1:0\"}\n";

std::string admin_of(Gateway& gateway) {
    const std::string line = gateway.program().wait_for_line("health and status on http://");
    return "127.0.0.1:" + std::to_string(port_in(line.substr(line.find("http://"))));
}

TEST(Health, AGatewayThatRunsIsGoodAndOneThatHasATokenIsReady) {
    Gateway gateway{{.sections = with_admin}};
    const std::string admin = admin_of(gateway);
    const Finished alive = run({.arguments = {"health", "--admin", admin}});
    EXPECT_EQ(alive.status, 0) << alive.errors;
    EXPECT_NE(alive.output.find(admin + "/healthz answers 200"), std::string::npos) << alive.output;
    ASSERT_EQ(gateway.get("/api/Tickets/1").status, 200U);
    const Finished ready = run({.arguments = {"health", "--ready", "--admin", admin}});
    EXPECT_EQ(ready.status, 0) << ready.output;
    EXPECT_NE(ready.output.find("\"ready\":true"), std::string::npos) << ready.output;
}

TEST(Health, WithoutATokenItLivesAndIsNotReady) {
    Gateway gateway{{.sections = with_admin, .secret = "not-the-secret"}};
    const std::string admin = admin_of(gateway);
    EXPECT_EQ(run({.arguments = {"health", "--admin", admin}}).status, 0);
    const Finished ready = run({.arguments = {"health", "--ready", "--admin", admin}});
    EXPECT_EQ(ready.status, 1) << ready.output;
    EXPECT_NE(ready.output.find("answers 503"), std::string::npos) << ready.output;
}

TEST(Health, NobodyThereIsAFindingThatSaysWhere) {
    // Port 1 of loopback: refused at once.
    const Finished finished = run({.arguments = {"health", "--admin", "127.0.0.1:1"}});
    EXPECT_EQ(finished.status, 1);
    EXPECT_NE(finished.errors.find("cannot connect to 127.0.0.1:1"), std::string::npos) << finished.errors;
}

TEST(Health, TheAddressIsThatOfTheConfigurationAndNothingElseOfItIsNeeded) {
    Gateway gateway{{.sections = with_admin}};
    const std::string admin = admin_of(gateway);
    const std::string any = "0.0.0.0:" + admin.substr(admin.find(':') + 1);
    const std::string file = gateway.folder().write(
        "asked.yaml", "tenant: {client_secret: \"${file:/not/there}\"}\nadmin: {address: \"" + any + "\"}\n");
    const Finished finished = run({.arguments = {"health", "--config", file}});
    EXPECT_EQ(finished.status, 0) << finished.errors;
    EXPECT_NE(finished.output.find(admin), std::string::npos) << finished.output;
    EXPECT_EQ(run({.arguments = {"health"}, .environment = {{"HALOGATE_ADMIN", any}}}).status, 0);
}

TEST(Health, WhereNobodyCanBeAskedTheUsageIsWrong) {
    const Finished off = run({.arguments = {"health"}, .environment = {{"HALOGATE_ADMIN", "off"}}});
    EXPECT_EQ(off.status, 2);
    EXPECT_NE(off.errors.find("admin.address"), std::string::npos) << off.errors;
    EXPECT_EQ(run({.arguments = {"health", "--admin", "nowhere"}}).status, 2);
}

}  // namespace

}  // namespace halogate::program

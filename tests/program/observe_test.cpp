// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <sstream>

#include "program/support/gateway.hpp"

namespace halogate::program {

namespace {

GatewayPlan observing(const std::string& audit) {
    return {.sections = "log: {audit: " + audit +
                        "}\n"
                        "policy:\n"
                        "  mode: observe\n"
                        "  anonymous: [read:tickets, create:tickets]\n"
                        "  consumers:\n"
                        "    bridge:\n"
                        "      identify: {api_key: \"key-of-the-bridge\"}\n"
                        "      allow: [all]\n"
                        "      deny: [\"DELETE /api/**\"]\n"};
}

class ObserveMode : public ::testing::Test {
protected:
    TemporaryFolder folder;
    std::string path = folder.file("audit.log");
    Gateway gateway{observing(path)};

    std::vector<std::string> lines() {
        EXPECT_EQ(gateway.stop(), 0);
        std::istringstream text{read_file(path)};
        std::vector<std::string> result;
        for (std::string line; std::getline(text, line);) result.push_back(line);
        return result;
    }
};

TEST_F(ObserveMode, LetsPassWhatWouldBeRefusedAndSaysWhatThatIs) {
    gateway.program().wait_for_line("permissions are not enforced");
    EXPECT_EQ(gateway.get("/api/Client").status, 200U);
    EXPECT_EQ(gateway.post("/api/Asset", R"([{"id":1,"key_field":"x"}])").status, 201U);
    EXPECT_EQ(gateway.post("/api/Tickets", R"([{"id":1,"summary":"x"}])").status, 201U);
    EXPECT_EQ(gateway.get("/api/Nowhere/5").status, 404U) << "the tenant's own answer";
    EXPECT_EQ(gateway
                  .call("POST", "/api/Tickets", "summary=x",
                        {{"Content-Type", "application/x-www-form-urlencoded"}})
                  .field("X-Halogate-Error"),
              "");
    EXPECT_EQ(gateway.get("/api/Tickets").status, 200U);
    const std::string access = gateway.program().wait_for_line("\"path\":\"/api/Client\"");
    EXPECT_EQ(json_at(access, "/would_refuse"), "insufficient_permission");
    EXPECT_EQ(json_at(access, "/error"), "null");
    const auto all = lines();
    ASSERT_EQ(all.size(), 6U);
    const char* permissions[] = {
        "read:customers", "update:assets", "update:tickets", "null", "create:tickets update:tickets",
        "read:tickets"};
    const char* codes[] = {"insufficient_permission",
                           "insufficient_permission",
                           "insufficient_permission",
                           "route_unknown",
                           "invalid_body",
                           "null"};
    for (std::size_t i = 0; i < all.size(); ++i) {
        EXPECT_EQ(json_at(all[i], "/decision"), i == 5 ? "allowed" : "observed") << all[i];
        EXPECT_EQ(json_at(all[i], "/permission"), permissions[i]) << all[i];
        EXPECT_EQ(json_at(all[i], "/would_refuse"), codes[i]) << all[i];
        EXPECT_EQ(json_at(all[i], "/exchanges"), "1") << all[i];
    }
}

TEST_F(ObserveMode, ABodyThatAsksForAQueryIsRefusedWhoeverSendsItAndWhereverTo) {
    const std::string query = R"([{"_loadreportonly":true,"sql":"SELECT 1"}])";
    EXPECT_EQ(gateway.post("/api/Tickets", query).status, 403U);
    EXPECT_EQ(gateway.post("/api/Client", query).status, 403U) << "holds neither permission";
    EXPECT_EQ(gateway.post("/api/Nowhere", query).status, 403U) << "in no catalogue";
    EXPECT_EQ(gateway.post("/api/Tickets", query, {{"X-API-Key", "key-of-the-bridge"}}).status, 403U);
    EXPECT_EQ(gateway.sandbox.state("api_requests"), 0);
    for (const std::string& line : lines()) {
        EXPECT_EQ(json_at(line, "/decision"), "refused") << line;
        EXPECT_EQ(json_at(line, "/rule"), "body") << line;
        EXPECT_EQ(json_at(line, "/would_refuse"), "null") << line;
    }
}

TEST_F(ObserveMode, StillRefusesWhatIsNoMatterOfPermissions) {
    EXPECT_EQ(gateway.post("/api/Application", "[{}]").status, 403U) << "privileged";
    EXPECT_EQ(gateway.post("/api/mcp", "{}").status, 403U);
    EXPECT_EQ(gateway.call("DELETE", "/api/Tickets/1", {}, {{"X-API-Key", "key-of-the-bridge"}}).status,
              403U);
    EXPECT_EQ(gateway.call("PATCH", "/api/Tickets/1").status, 403U);
    EXPECT_EQ(gateway.get("/api/Tickets", {{"X-API-Key", "not-the-key-of-it"}}).status, 401U);
    EXPECT_EQ(gateway.get("/api/Tickets", {{"Origin", "https://evil.example"}}).status, 403U);
    EXPECT_EQ(gateway.get("/api/Tickets%2f1").status, 400U);
    EXPECT_EQ(gateway.get("/elsewhere").status, 404U);
    EXPECT_EQ(gateway.sandbox.state("api_requests"), 0);
    for (const std::string& line : lines()) EXPECT_EQ(json_at(line, "/decision"), "refused") << line;
}

// The first thing that somebody tries who wants to know what callers need: no permission for anybody.
TEST(ObserveModeConfiguration, BeginsWithAnEmptyPolicy) {
    Gateway gateway{{.sections = "policy: {mode: observe, anonymous: []}\n"}};
    EXPECT_EQ(gateway.get("/api/Client/1").status, 200U);
    EXPECT_EQ(gateway.post("/api/Tickets", ticket("observed from nothing")).status, 201U);
    EXPECT_EQ(gateway.sandbox.state("token_requests"), 1);
}

TEST(ObserveModeConfiguration, AnEmptyPolicyServesWhatNeedsNoPermission) {
    Gateway gateway{{.sections = "policy: {anonymous: []}\n"}};
    EXPECT_EQ(gateway.get("/api/lookup?lookupid=11").status, 200U);
    EXPECT_EQ(gateway.get("/api/Tickets").status, 403U);
}

TEST(ObserveModeConfiguration, IsWarnedOfByCheck) {
    const TemporaryFolder folder;
    const std::string ca = folder.file("ca.pem");
    Gateway gateway;
    const std::string secret = folder.write("secret", client_secret);
    const std::string config = folder.write(
        "halogate.yaml", configuration({.sections = "policy: {mode: observe, anonymous: [read:tickets]}\n"},
                                       gateway.sandbox.url(), gateway.sandbox.ca_file(), secret));
    const Finished finished = run({.arguments = {"check", "--offline", "--config", config}});
    EXPECT_EQ(finished.status, 0) << finished.output;
    EXPECT_NE(finished.output.find("permissions are not enforced"), std::string::npos) << finished.output;
}

}  // namespace

}  // namespace halogate::program

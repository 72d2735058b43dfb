// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "program/support/gateway.hpp"

namespace halogate::program {

namespace {

/// What these need: create_ticket, update_ticket, search_tickets, add_action, link_asset_to_ticket,
/// lookup_client_site.
constexpr std::string_view six_tools =
    "policy:\n  anonymous: [read:customers]\n  consumers:\n    tools:\n      identify: {api_key: "
    "0123456789abcdef}\n      allow: [create:tickets, update:tickets, read:tickets, read:assets, "
    "update:assets]\n";

struct Probed {
    Finished finished;
    long token_requests = 0;
    long api_requests = 0;
    std::vector<Sandbox::Seen> seen;
    [[nodiscard]] std::string said() const { return finished.output + finished.errors; }
    [[nodiscard]] bool says(const std::string& text) const {
        return finished.output.find(text) != std::string::npos;
    }
};

/// `halogate probe` against a sandbox, without a pause between its requests.
Probed probe(const GatewayPlan& plan, const std::vector<std::string>& arguments = {}) {
    Sandbox sandbox{plan.sandbox};
    const TemporaryFolder folder;
    const std::string secret = folder.write("secret", plan.secret + "\n");
    const std::string text = configuration(plan, sandbox.url(), sandbox.ca_file(), secret);
    ProgramStart start{
        .arguments = {"probe", "--pace", "0ms", "--config", folder.write("halogate.yaml", text)}};
    start.arguments.insert(start.arguments.end(), arguments.begin(), arguments.end());
    Probed result{run(start), sandbox.state("token_requests"), sandbox.state("api_requests"), sandbox.seen()};
    EXPECT_EQ(result.said().find(canary), std::string::npos) << "the secret is shown";
    EXPECT_EQ(result.said().find("Bearer "), std::string::npos) << "a token is shown";
    return result;
}

TEST(Probe, NamesTheSmallestSetOfScopesThatServesThePolicy) {
    const Probed probed = probe({.sections = std::string{six_tools}});
    EXPECT_EQ(probed.finished.status, 0) << probed.said();
    EXPECT_TRUE(
        probed.says("The smallest set of scopes that serves the policy: edit:tickets edit:assets "
                    "read:customers\n"))
        << probed.said();
    EXPECT_TRUE(probed.says("\n  scopes: [edit:tickets, edit:assets, read:customers]\n")) << probed.said();
    EXPECT_TRUE(probed.says("\nread:actions            no      no       ")) << probed.said();
    EXPECT_TRUE(probed.says("\nread:tickets            yes     yes      /api/Tickets 200, /api/Actions 200"))
        << probed.said();
    EXPECT_TRUE(probed.says("warning: granted, and not needed by this policy: all ")) << probed.said();
}

TEST(Probe, TellsWhatExistsFromWhatIsGrantedAndSaysWhatToGive) {
    const Probed probed = probe(
        {.sandbox = {"--scopes", "edit:tickets read:customers read:kb"}, .sections = std::string{six_tools}});
    EXPECT_EQ(probed.finished.status, 1) << probed.said();
    EXPECT_TRUE(probed.says("\nedit:assets             yes     no ")) << probed.said();
    EXPECT_TRUE(probed.says("\nedit:actions            no      no ")) << probed.said();
    EXPECT_TRUE(probed.says("finding: not granted: edit:assets; give it to the API application in HaloPSA"))
        << probed.said();
    EXPECT_TRUE(probed.says("warning: granted, and not needed by this policy: read:kb;")) << probed.said();
}

TEST(Probe, OnlyReadsAndSpendsATenthOfTheWindowAtMost) {
    const Probed probed = probe(
        {.sections = std::string{six_tools} + "limits: {window: {requests: 75, per: 5m}, reserve: 0%}\n"});
    EXPECT_EQ(probed.finished.status, 0) << probed.said();
    EXPECT_EQ(probed.api_requests, 7);
    EXPECT_TRUE(probed.says("spent: 58 token requests, 7 API requests of at most 7\n")) << probed.said();
    EXPECT_EQ(probed.token_requests, 58);
    for (const auto& seen : probed.seen) {
        EXPECT_EQ(seen.method, "GET") << seen.target;
        EXPECT_NE(seen.target.find("page_size=1"), std::string::npos) << seen.target;
        EXPECT_EQ(json_at(seen.json, "/scope").substr(0, 5), "read:")
            << "the token of one scope: " << seen.json;
    }
}

TEST(Probe, ObeysA429OfTheTokenEndpointAndGoesOn) {
    const Probed probed = probe({.sandbox = {"--fault", "429=seconds POST /auth/token skip=3 retry_after=1s"},
                                 .sections = std::string{six_tools}});
    EXPECT_EQ(probed.finished.status, 0) << probed.said();
    EXPECT_NE(probed.finished.errors.find("answered 429: waiting 1 s"), std::string::npos) << probed.said();
    EXPECT_EQ(probed.token_requests, 59);
}

TEST(Probe, A429OfTheApiEndsTheReading) {
    const Probed probed =
        probe({.sandbox = {"--fault", "429 GET /api forever"}, .sections = std::string{six_tools}});
    EXPECT_EQ(probed.finished.status, 0) << probed.said();
    EXPECT_EQ(probed.api_requests, 1);
    EXPECT_TRUE(probed.says("edit:tickets edit:assets read:customers")) << probed.said();
}

TEST(Probe, AWrongSecretIsAskedOfOnceAndTold) {
    const Probed probed = probe({.secret = "wrong-canary-b7f1c09e"});
    EXPECT_EQ(probed.finished.status, 1) << probed.said();
    EXPECT_EQ(probed.token_requests, 1);
    EXPECT_TRUE(probed.says("invalid_client")) << probed.said();
    EXPECT_FALSE(probed.says("not granted")) << "nobody knows that: " << probed.said();
}

TEST(Probe, GrantedScopesThatOpenNothingPointAtTheAgentsRole) {
    const Probed probed =
        probe({.sandbox = {"--scopes", "edit:tickets edit:assets read:customers", "--fault",
                           "500 GET /api/Client forever", "--fault", "500 GET /api/Site forever", "--fault",
                           "500 GET /api/Users forever"},
               .sections = std::string{six_tools}});
    EXPECT_TRUE(probed.says("/api/Client 500, /api/Site 500")) << probed.said();
    EXPECT_TRUE(probed.says("warning: read:customers is granted and opens none of what was read"))
        << probed.said();
}

TEST(Probe, ProgramsGetJson) {
    const Probed probed = probe({.sections = std::string{six_tools}}, {"--json"});
    EXPECT_EQ(probed.finished.status, 0) << probed.said();
    const auto body = nlohmann::json::parse(probed.finished.output);
    EXPECT_EQ(body["smallest"], (nlohmann::json{"edit:tickets", "edit:assets", "read:customers"}));
    EXPECT_TRUE(body["missing"].empty());
    EXPECT_EQ(body["token_requests"], probed.token_requests);
    EXPECT_EQ(body["api_requests"], probed.api_requests);
    for (const auto& row : body["scopes"]) {
        if (row["scope"] == "read:actions") {
            EXPECT_EQ(row["exists"], false);
            EXPECT_EQ(row["standing"], "absent");
        }
        if (row["scope"] == "read:tickets") {
            EXPECT_EQ(row["granted"], true);
            EXPECT_EQ(row["reads"][0], (nlohmann::json{{"path", "/api/Tickets"}, {"status", 200}}));
        }
    }
}

TEST(Probe, TriesTheBuiltInTenantWithoutAConfiguration) {
    const Finished finished = run({.arguments = {"probe", "--sandbox", "--pace", "0ms"}});
    EXPECT_EQ(finished.status, 0) << finished.output << finished.errors;
    EXPECT_NE(finished.output.find("serves the policy: edit:tickets edit:assets read:customers"),
              std::string::npos)
        << finished.output;
}

TEST(Probe, AWrongConfigurationIsWrongUsage) {
    const Finished finished = run({.arguments = {"probe", "--config", "/nowhere.yaml"}});
    EXPECT_EQ(finished.status, 2) << finished.output << finished.errors;
    EXPECT_EQ(run({.arguments = {"probe", "--pace", "soon"}}).status, 2);
}

}  // namespace

}  // namespace halogate::program

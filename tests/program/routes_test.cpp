// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "program/support/gateway.hpp"

namespace halogate::program {

namespace {

const GatewayPlan bridge{.sections =
                             "policy:\n"
                             "  anonymous: [read:tickets]\n"
                             "  wrap_single_objects: true\n"
                             "  consumers:\n"
                             "    bridge:\n"
                             "      identify: {api_key: \"key-of-the-bridge\"}\n"
                             "      allow: [create:tickets, POST /api/Report]\n"
                             "      deny: [\"DELETE /api/**\"]\n"};

/// `halogate routes` with this configuration; nothing listens and nobody is asked.
Finished routes(const std::vector<std::string>& arguments, const std::string& body = {}) {
    const TemporaryFolder folder;
    const std::string secret = folder.write("secret", "s\n");
    const std::string path =
        folder.write("halogate.yaml", configuration(bridge, "https://nosuch.invalid", secret, secret));
    ProgramStart start{.arguments = {"routes", "--config", path}};
    start.arguments.insert(start.arguments.end(), arguments.begin(), arguments.end());
    if (!body.empty()) {
        start.arguments.emplace_back("--body");
        start.arguments.push_back(folder.write("body.json", body));
    }
    return run(start);
}

bool says(const Finished& finished, std::string_view part) {
    return finished.output.find(part) != std::string::npos;
}

TEST(Routes, TheWholePolicyIsATable) {
    const Finished table = routes({});
    EXPECT_EQ(table.status, 0) << table.errors;
    EXPECT_TRUE(says(table, "permission")) << table.output.substr(0, 400);
    EXPECT_TRUE(says(table, "bridge"));
    const auto row_of = [&](const std::string& begins) {
        const auto at = table.output.find("\n" + begins);
        return at == std::string::npos
                   ? ""
                   : table.output.substr(at + 1, table.output.find('\n', at + 1) - at - 1);
    };
    const auto tickets = row_of("POST    /api/Tickets ");
    EXPECT_NE(tickets.find("create:tickets update:tickets"), std::string::npos) << tickets;
    EXPECT_NE(tickets.find("verified"), std::string::npos) << tickets;
    EXPECT_TRUE(tickets.ends_with("no         with body")) << tickets;
    EXPECT_TRUE(row_of("DELETE  /api/Tickets/{id} ").ends_with("no         deny"));
    EXPECT_TRUE(row_of("POST    /api/Report ").ends_with("no         yes"));
    EXPECT_TRUE(row_of("GET     /api/Agent ").ends_with("yes        yes"));
}

TEST(Routes, ProgramsGetTheTableAsJson) {
    const Finished table = routes({"--json"});
    const auto json = nlohmann::json::parse(table.output);
    ASSERT_GT(json.at("routes").size(), 900U);
    const auto& first = json.at("routes").at(0);
    EXPECT_EQ(first.at("method"), "GET");
    EXPECT_EQ(first.at("route"), "/api/Tickets");
    EXPECT_EQ(first.at("permission"), "read:tickets");
    EXPECT_EQ(first.at("risk"), "normal");
    EXPECT_EQ(first.at("evidence"), "verified");
    EXPECT_EQ(first.at("consumers").at("anonymous"), "yes");
    EXPECT_EQ(first.at("consumers").at("bridge"), "no");
}

TEST(Routes, ADecisionIsExplainedAndItsStatusIsTheVerdict) {
    const Finished allowed = routes({"GET", "/api//TICKETS/../Tickets/1?x=y"});
    EXPECT_EQ(allowed.status, 0);
    EXPECT_TRUE(says(allowed, "/api/Tickets/1\n")) << allowed.output;
    EXPECT_TRUE(says(allowed, "`GET /api/Tickets/{id}`")) << allowed.output;
    EXPECT_TRUE(says(allowed, "verdict     allowed, by read:tickets")) << allowed.output;
    const Finished refused = routes({"GET", "/api/Client"});
    EXPECT_EQ(refused.status, 1);
    EXPECT_TRUE(says(refused, "read:customers is missing")) << refused.output;
    EXPECT_TRUE(says(refused, "add \"read:customers\" (or \"edit:customers\") to policy.anonymous"))
        << refused.output;
    const Finished invalid = routes({"GET", "/api/Tickets%2f1"});
    EXPECT_EQ(invalid.status, 1);
    EXPECT_TRUE(says(invalid, "invalid_path")) << invalid.output;
}

TEST(Routes, TheBodyIsPartOfTheCall) {
    const std::vector<std::string> call{"POST", "/api/Tickets", "--consumer", "bridge"};
    const Finished open = routes(call);
    EXPECT_EQ(open.status, 0);
    EXPECT_TRUE(says(open, "the body decides")) << open.output;
    const Finished created = routes(call, R"({"summary":"x"})");
    EXPECT_EQ(created.status, 0);
    EXPECT_TRUE(says(created, "allowed, by create:tickets; the object is sent as an array of one"))
        << created.output;
    const Finished updated = routes(call, R"([{"summary":"x"},{"id":4,"_recover":true}])");
    EXPECT_EQ(updated.status, 1);
    EXPECT_TRUE(says(updated, "element 2 undeletes, by `_recover`")) << updated.output;
    auto json_call = call;
    json_call.emplace_back("--json");
    const auto json = nlohmann::json::parse(routes(json_call, R"([{"sql":"select 1"}])").output);
    EXPECT_EQ(json.at("verdict"), "refused");
    EXPECT_EQ(json.at("error"), "route_denied");
    EXPECT_EQ(json.at("route"), "/api/Tickets");
    EXPECT_EQ(json.at("consumer"), "bridge");
}

TEST(Routes, WrongUsageIsToldAsThat) {
    EXPECT_EQ(routes({"GET"}).status, 2);
    const Finished nobody = routes({"GET", "/api/Tickets", "--consumer", "brige"});
    EXPECT_EQ(nobody.status, 2);
    EXPECT_NE(nobody.errors.find("did you mean \"bridge\"?"), std::string::npos) << nobody.errors;
    const Finished no_file = routes({"POST", "/api/Tickets", "--body", "/gone"});
    EXPECT_EQ(no_file.status, 2);
    EXPECT_NE(no_file.errors.find("/gone"), std::string::npos) << no_file.errors;
}

TEST(Routes, AnotherCatalogueTakesThePlaceOfTheBuiltInOne) {
    const TemporaryFolder folder;
    const std::string good =
        folder.write("good.yaml", "resources:\n  Foo: {collection: GET, domain: tickets, evidence: name}\n");
    const Finished foo = routes({"--catalogue", good, "GET", "/api/foo"});
    EXPECT_EQ(foo.status, 0) << foo.output << foo.errors;
    EXPECT_EQ(routes({"--catalogue", good, "GET", "/api/Tickets"}).status, 1);
    const std::string bad = folder.write("bad.yaml", "resources:\n  Foo: {colection: GET}\n");
    const Finished broken = routes({"--catalogue", bad});
    EXPECT_EQ(broken.status, 2);
    EXPECT_NE(broken.errors.find("bad.yaml:2:9: unknown key `colection`; did you mean `collection`?"),
              std::string::npos)
        << broken.errors;
}

}  // namespace

}  // namespace halogate::program

// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "program/support/gateway.hpp"

namespace halogate::program {

namespace {

Finished advise(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "advise");
    return run({.arguments = std::move(arguments)});
}

/// The usual configuration with this `policy`, and other sections.
std::string with_policy(const TemporaryFolder& folder, const std::string& sections) {
    return folder.write("advised.yaml",
                        configuration({.tenant = "tls: {}", .sections = sections}, "https://127.0.0.1:1",
                                      "/etc/hostname", folder.write("secret", client_secret)));
}

std::vector<std::string> sorted_words(const std::string& text) {
    std::istringstream stream{text};
    std::vector<std::string> words;
    for (std::string word; stream >> word;) words.push_back(word);
    std::sort(words.begin(), words.end());
    return words;
}

/// Six things that an alerting service does, as it would call HaloPSA. An asset is linked from both sides:
/// the ticket gets it in its list, and the asset gets the ticket as the last one that concerned it.
void work(const Gateway& gateway, const FieldList& key) {
    ASSERT_EQ(gateway.get("/api/Client?search=acme&count=5", key).status, 200U) << "lookup_client_site";
    ASSERT_EQ(gateway.get("/api/Site?client_id=1", key).status, 200U);
    const Answer created = gateway.post("/api/Tickets", ticket("disk full"), key);
    ASSERT_EQ(created.status, 201U) << "create_ticket";
    const std::string id = created.at("/id");
    ASSERT_EQ(gateway.get("/api/Tickets?search=disk&pageinate=true&page_size=50&page_no=1", key).status, 200U)
        << "search_tickets";
    ASSERT_EQ(gateway.get("/api/Tickets/" + id, key).status, 200U);
    ASSERT_EQ(gateway.post("/api/Tickets", R"([{"id":)" + id + R"(,"priority_id":1}])", key).status, 201U)
        << "update_ticket";
    ASSERT_EQ(gateway.post("/api/Actions", R"([{"ticket_id":)" + id + R"(,"note":"seen"}])", key).status,
              201U)
        << "add_action";
    ASSERT_EQ(gateway.get("/api/Asset?search=SERVER", key).status, 200U) << "link_asset_to_ticket";
    ASSERT_EQ(gateway.post("/api/Tickets", R"([{"id":)" + id + R"(,"assets":[{"id":1}]}])", key).status,
              201U);
    ASSERT_EQ(gateway.post("/api/Asset", R"([{"id":1,"last_ticket_id":)" + id + "}]", key).status, 201U);
}

TEST(Advise, SixThingsDoneByAPowerfulConsumerNeedThreeScopes) {
    const TemporaryFolder folder;
    const std::string audit = folder.file("audit.log");
    const FieldList key{{"X-API-Key", "key-of-the-alert-bridge"}};
    {
        Gateway gateway{
            {.sections = "log: {access: off, audit: " + audit +
                         "}\npolicy:\n  mode: observe\n  consumers:\n    alert-bridge: {identify: "
                         "{api_key: key-of-the-alert-bridge}, allow: [all]}\n"}};
        work(gateway, key);
    }
    const Finished said = advise({audit});
    EXPECT_EQ(said.status, 0) << said.errors;
    EXPECT_EQ(said.errors, "");
    const std::string scopes = "# Scopes to ask of HaloPSA: ";
    const std::size_t at = said.output.find(scopes);
    ASSERT_NE(at, std::string::npos) << said.output;
    const std::string line =
        said.output.substr(at + scopes.size(), said.output.find('\n', at) - at - scopes.size());
    EXPECT_EQ(sorted_words(line), sorted_words("edit:tickets edit:assets read:customers"));
    EXPECT_NE(
        said.output.find("allow: [read:assets, update:assets, read:customers, read:tickets, create:tickets, "
                         "update:tickets]"),
        std::string::npos)
        << said.output;
    EXPECT_NE(said.output.find("create:tickets: 2 times: POST /api/Actions 1, POST /api/Tickets 1"),
              std::string::npos)
        << said.output;

    const std::string config = with_policy(folder, said.output);
    const Finished checked = run({.arguments = {"check", "--offline", "--config", config}});
    EXPECT_EQ(checked.status, 0) << checked.output;
    EXPECT_NE(checked.output.find("edit:assets read:customers edit:tickets"), std::string::npos)
        << checked.output;

    // What was advised is enough: the same work again, enforced.
    const std::size_t allow = said.output.find("    alert-bridge:\n") + 18;
    std::string policy = said.output;
    policy.insert(allow, "      identify: {api_key: key-of-the-alert-bridge}\n");
    Gateway gateway{{.sections = policy}};
    work(gateway, key);
    EXPECT_EQ(gateway.get("/api/Invoice", key).status, 403U);
    EXPECT_EQ(gateway.call("DELETE", "/api/Tickets/1", {}, key).status, 403U);
}

std::string line(const std::string& consumer, const std::string& call, const std::string& permission,
                 const std::string& decision, const std::string& rule) {
    const std::size_t blank = call.find(' ');
    return R"({"time":"2026-01-02T03:04:05.000Z","consumer":")" + consumer + R"(","method":")" +
           call.substr(0, blank) + R"(","route":")" + call.substr(blank + 1) + R"(","path":")" +
           call.substr(blank + 1) + R"(","permission":")" + permission + R"(","decision":")" + decision +
           R"(","rule":")" + rule + "\"}\n";
}

TEST(Advise, WhatWasRefusedIsOnlySuggestedUnlessAskedFor) {
    const TemporaryFolder folder;
    const std::string log = folder.write(
        "audit.log",
        line("anonymous", "GET /api/Tickets", "read:tickets", "allowed", "permission") +
            line("anonymous", "GET /api/Client", "read:customers", "refused", "permission") +
            line("anonymous", "GET /api/Tickets", "read:tickets", "refused", "budget_exhausted"));
    const Finished plain = advise({log});
    EXPECT_EQ(plain.status, 0) << plain.errors;
    EXPECT_NE(plain.output.find("anonymous: [read:tickets]"), std::string::npos) << plain.output;
    EXPECT_NE(plain.output.find("#   refused 1 times: GET /api/Client would need read:customers"),
              std::string::npos)
        << plain.output;
    EXPECT_NE(plain.output.find("1 refused by the policy, 1 for other reasons"), std::string::npos);
    EXPECT_NE(advise({"--include-refused", log}).output.find("anonymous: [read:customers, read:tickets]"),
              std::string::npos);
}

TEST(Advise, WithAConfigurationItNamesWhatIsHeldAndNeverUsed) {
    const TemporaryFolder folder;
    const std::string config =
        with_policy(folder,
                    "policy:\n  anonymous: [edit:tickets]\n  consumers:\n    idle: {identify: {api_key: "
                    "0123456789abcdef0123}, allow: [read:kb]}\n");
    const std::string log = folder.write(
        "audit.log", line("anonymous", "GET /api/Tickets", "read:tickets", "allowed", "permission"));
    const Finished said = advise({"--config", config, log});
    EXPECT_EQ(said.status, 0) << said.errors;
    EXPECT_NE(said.output.find("held and never used: create:tickets update:tickets delete:tickets"),
              std::string::npos)
        << said.output;
    EXPECT_NE(said.output.find("held and never used: read:kb"), std::string::npos);
    EXPECT_NE(said.output.find("    idle:\n"), std::string::npos);
    EXPECT_EQ(advise({"--config", folder.file("none.yaml"), log}).status, 2);
}

TEST(Advise, ARouteThatOnlyAllOpensIsNamedAndCheckTakesIt) {
    const TemporaryFolder folder;
    const std::string log =
        folder.write("audit.log", line("bridge", "GET /api/Category", "all", "allowed", "permission") +
                                      line("bridge", "GET /api/Brand/New", "", "observed", "unlisted") +
                                      line("bridge", "POST /api/Report", "", "allowed", "named"));
    const Finished said = advise({log});
    EXPECT_EQ(said.status, 0) << said.errors;
    EXPECT_EQ(said.output.find("allow: [all]"), std::string::npos) << said.output;
    const Finished checked =
        run({.arguments = {"check", "--offline", "--config", with_policy(folder, said.output)}});
    EXPECT_EQ(checked.status, 0) << checked.output << said.output;
    const Finished explained = run({.arguments = {"routes", "--config", folder.file("advised.yaml"),
                                                  "--consumer", "bridge", "GET", "/api/Category"}});
    EXPECT_EQ(explained.status, 0) << explained.output << explained.errors;
}

TEST(Advise, SpeaksJsonToPrograms) {
    const TemporaryFolder folder;
    const std::string log = folder.write(
        "audit.log", line("bridge", "GET /api/Client", "read:customers", "observed", "permission"));
    const Finished said = advise({"--json", log});
    EXPECT_EQ(said.status, 0);
    EXPECT_EQ(json_at(said.output, "/scopes/0"), "read:customers");
    EXPECT_EQ(json_at(said.output, "/consumers/1/name"), "bridge");
    EXPECT_EQ(json_at(said.output, "/consumers/1/allow/0"), "read:customers");
    EXPECT_EQ(json_at(said.output, "/consumers/1/permissions/0/calls"), "1");
    EXPECT_EQ(json_at(said.output, "/lines"), "1");
}

TEST(Advise, LinesThatCannotBeReadAreCountedAndNamedByTheirPlace) {
    const TemporaryFolder folder;
    const std::string good = line("anonymous", "GET /api/Tickets", "read:tickets", "allowed", "permission");
    std::string text = good + "not json\n\n" + R"({"path":"/api/Tickets","status":200})" + "\n" +
                       std::string(100'000, 'x') + "\n" + good + "{\"consumer\":\"anonymous\",\"deci";
    const std::string log = folder.write("audit.log", text);
    const Finished said = advise({log});
    EXPECT_EQ(said.status, 1);
    for (const char* place : {":2: is no JSON", ":4: it is no audit line", ":5: is longer", ":7: is no JSON"})
        EXPECT_NE(said.errors.find(log + place), std::string::npos) << place << "\n" << said.errors;
    EXPECT_NE(said.output.find("2 lines"), std::string::npos) << said.output;
    EXPECT_NE(said.output.find("anonymous: [read:tickets]"), std::string::npos) << said.output;

    text.clear();
    for (int i = 0; i < 1'000; ++i) text += "garbage\n";
    const Finished much = advise({folder.write("garbage.log", text)});
    EXPECT_EQ(much.status, 1);
    EXPECT_NE(much.errors.find("990 more lines"), std::string::npos) << much.errors;
    EXPECT_LT(much.errors.size(), 3'000U);
}

TEST(Advise, WrongUsageIsSaidAndIsStatusTwo) {
    const Finished nothing = advise({});
    EXPECT_EQ(nothing.status, 2);
    const Finished missing = advise({"/no/such/audit.log"});
    EXPECT_EQ(missing.status, 2);
    EXPECT_NE(missing.errors.find("/no/such/audit.log: No such file"), std::string::npos) << missing.errors;
}

TEST(Advise, NoLineOfALogCanForgeAPolicy) {
    const TemporaryFolder folder;
    std::string text;
    for (const char* evil :
         {R"(x\n  consumers: {a: {allow: [all]}})", R"(/api/x\"] #)", R"(\u0000)", R"(\ud800)"}) {
        text += line(evil, "GET /api/Tickets", "read:tickets", "allowed", "permission");
        text += line("anonymous", std::string{"GET "} + evil, "read:tickets", "observed", "unlisted");
        text += line("anonymous", "GET /api/Tickets", evil, "allowed", "permission");
    }
    const Finished said = advise({folder.write("audit.log", text)});
    EXPECT_EQ(said.status, 1) << said.output;
    EXPECT_NE(said.output.find("  anonymous: []\n"), std::string::npos) << said.output;
    EXPECT_EQ(said.output.find("consumers:"), std::string::npos) << said.output;
}

}  // namespace

}  // namespace halogate::program

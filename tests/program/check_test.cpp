// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "program/support/gateway.hpp"

namespace halogate::program {

namespace {

/// `halogate check` with a configuration for this sandbox, or for another address.
struct Checked {
    std::vector<std::string> sandbox = {};
    GatewayPlan plan = {};
    std::string base_url = {};
    std::vector<std::string> arguments = {};
};

struct Result {
    Finished finished;
    long token_requests = 0;
    [[nodiscard]] std::string said() const { return finished.output + finished.errors; }
};

Result check(const Checked& checked) {
    Sandbox sandbox{checked.sandbox};
    const TemporaryFolder folder;
    const std::string url = checked.base_url.empty() ? sandbox.url() : checked.base_url;
    const std::string secret = folder.write("secret", checked.plan.secret + "\n");
    const std::string path =
        folder.write("halogate.yaml", configuration(checked.plan, url, sandbox.ca_file(), secret));
    ProgramStart start{.arguments = {"check", "--config", path}};
    start.arguments.insert(start.arguments.end(), checked.arguments.begin(), checked.arguments.end());
    Result result{run(start), sandbox.state("token_requests")};
    EXPECT_EQ(result.said().find(canary), std::string::npos) << "the secret is shown";
    EXPECT_EQ(result.said().find("Bearer "), std::string::npos) << "a token is shown";
    return result;
}

/// A finding: status 1, and what it says holds one of these words. What it says is returned, to be compared.
std::string expect_finding(const Checked& checked, const std::vector<std::string>& words) {
    const Result result = check(checked);
    EXPECT_EQ(result.finished.status, 1) << result.said();
    for (const std::string& word : words)
        EXPECT_NE(result.said().find(word), std::string::npos) << "no '" << word << "' in\n" << result.said();
    return result.said();
}

TEST(Check, ARightConfigurationIsGoodAndSaysAsWhomItActs) {
    const Result result = check({});
    EXPECT_EQ(result.finished.status, 0) << result.said();
    EXPECT_NE(result.said().find("Halogate Sandbox"), std::string::npos)
        << "the agent of the token: " << result.said();
    EXPECT_NE(result.said().find("edit:tickets"), std::string::npos)
        << "the granted scope: " << result.said();
    EXPECT_NE(result.said().find("warning  agent: the API application's login type attributes every call"),
              std::string::npos)
        << result.said();
    EXPECT_EQ(result.token_requests, 1);
}

TEST(Check, OfflineAsksNobody) {
    const Result result = check({.arguments = {"--offline"}});
    EXPECT_EQ(result.finished.status, 0) << result.said();
    EXPECT_EQ(result.token_requests, 0);
    const Result nowhere = check({.base_url = "https://nosuch.invalid", .arguments = {"--offline"}});
    EXPECT_EQ(nowhere.finished.status, 0) << nowhere.said();
}

TEST(Check, AWrongSecretIsToldAsThat) {
    const std::string said =
        expect_finding({.plan = {.secret = "wrong-canary-b7f1c09e"}}, {"invalid_client", "secret"});
    EXPECT_EQ(said.find("certificate"), std::string::npos) << said;
}

TEST(Check, AWrongTenantIsToldAsThat) {
    Sandbox sandbox;
    const TemporaryFolder folder;
    std::string text =
        configuration({}, sandbox.url(), sandbox.ca_file(), folder.write("secret", client_secret));
    text.replace(text.find("name: acme"), 10, "name: nobody");
    const Finished finished = run({.arguments = {"check", "--config", folder.write("halogate.yaml", text)}});
    EXPECT_EQ(finished.status, 1) << finished.output << finished.errors;
    EXPECT_NE((finished.output + finished.errors).find("tenant"), std::string::npos) << finished.output;
    EXPECT_NE((finished.output + finished.errors).find("nobody"), std::string::npos) << finished.output;
}

TEST(Check, AScopeThatIsNotGrantedIsToldAsThat) {
    expect_finding({.sandbox = {"--scopes", "read:tickets"}}, {"scope"});
}

TEST(Check, AnUnknownScopeIsToldAsThat) {
    expect_finding({.plan = {.tenant = "scopes: [\"read:nonsense\"]"}}, {"scope", "read:nonsense"});
}

TEST(Check, ABaseUrlThatAnswersWithAPageIsToldAsThat) {
    expect_finding(
        {.sandbox = {"--fault", "html /api/authinfo forever", "--fault", "html /auth/token forever"}},
        {"base_url", "HTML"});
}

TEST(Check, ACertificateThatIsNotTrustedIsToldAsThat) {
    expect_finding({.plan = {.tenant = "tls: {min_version: \"1.2\"}"}}, {"certificate", "ca_file"});
}

TEST(Check, APortThatDoesNotSpeakTlsIsNotTakenForABadCertificate) {
    Gateway plain;
    const std::string said = expect_finding({.base_url = "https://127.0.0.1:" + std::to_string(plain.port())},
                                            {"TLS", "https port"});
    EXPECT_EQ(said.find("certificate"), std::string::npos) << said;
}

TEST(Check, AFileOfAuthoritiesThatIsNotThereIsFoundOffline) {
    expect_finding({.plan = {.tenant = "tls: {ca_file: /nowhere/ca.pem}"}, .arguments = {"--offline"}},
                   {"tenant.tls.ca_file", "/nowhere/ca.pem", "No such file"});
    expect_finding({.plan = {.tenant = "tls: {ca_file: /etc/passwd}"}, .arguments = {"--offline"}},
                   {"tenant.tls.ca_file", "/etc/passwd", "PEM"});
}

TEST(Check, ATenantNameThatIsMissingIsNamed) {
    Sandbox sandbox;
    const TemporaryFolder folder;
    std::string text =
        configuration({}, sandbox.url(), sandbox.ca_file(), folder.write("secret", client_secret));
    text.replace(text.find("name: acme"), 10, "name:");
    const Finished finished = run({.arguments = {"check", "--config", folder.write("halogate.yaml", text)}});
    EXPECT_EQ(finished.status, 1) << finished.output << finished.errors;
    EXPECT_NE(finished.output.find("calls itself \"acme\" and tenant.name is empty"), std::string::npos)
        << finished.output;
}

TEST(Check, ANameThatDoesNotResolveIsToldAsThat) {
    expect_finding({.base_url = "https://nosuch.invalid"}, {"nosuch.invalid"});
}

TEST(Check, ATenantThatIsDownIsToldAsThat) {
    expect_finding({.base_url = "https://127.0.0.1:1"}, {"127.0.0.1:1", "refused"});
}

TEST(Check, DomainsThatHaloPSADoesNotHaveAreRefusedWhereverTheyStandWithTheOneThatGates) {
    struct Row {
        GatewayPlan plan;
        std::vector<std::string> words;
    };
    const std::string actions = "are gated by tickets, so write";
    const std::string sites = "are gated by customers, so write";
    const std::string all_of_a_consumer = "policy: {consumers: {bridge: {allow: [\"";
    for (const auto& [plan, words] : std::vector<Row>{
             {{.tenant = "scopes: [\"read:actions\"]"}, {actions, "tenant.scopes", "read:tickets"}},
             {{.tenant = "scopes: [\"edit:actions\"]"}, {actions, "tenant.scopes", "edit:tickets"}},
             {{.tenant = "scopes: edit:tickets edit:sites"}, {sites, "tenant.scopes", "edit:customers"}},
             {{.tenant = "scopes: [\":sites\"]"}, {sites, "tenant.scopes", "read:customers"}},
             {{.sections = "policy: {anonymous: [\"read:actions\"]}\n"}, {actions, "\"read:tickets\""}},
             {{.sections = "policy: {anonymous: [\"edit:actions\"]}\n"}, {actions, "\"edit:tickets\""}},
             {{.sections = "policy: {anonymous: [\"create:sites\"]}\n"}, {sites, "\"create:customers\""}},
             {{.sections = "policy: {anonymous: [\":sites\"]}\n"}, {sites, "\"read:customers\""}},
             {{.sections = all_of_a_consumer + "update:actions\"]}}}\n"}, {actions, "\"update:tickets\""}},
             {{.sections = all_of_a_consumer + "read:sites\"]}}}\n"}, {sites, "\"read:customers\""}},
             {{.sections = "policy: {routes: [{match: GET /api/X, permission: \"read:actions\"}]}\n"},
              {actions, "\"read:tickets\""}},
             {{.sections = "policy: {routes: [{match: GET /api/X, permission: \"edit:sites\"}]}\n"},
              {sites, "\"edit:customers\""}}}) {
        const Result result = check({.plan = plan, .arguments = {"--offline"}});
        EXPECT_EQ(result.finished.status, 2) << result.said();
        for (const std::string& word : words)
            EXPECT_NE(result.said().find(word), std::string::npos)
                << "no '" << word << "' in " << result.said();
    }
}

TEST(Check, DomainsThatHaloPSADoesNotHaveAreRefusedInTheEnvironmentToo) {
    for (const auto& [scopes, words] : std::vector<std::pair<std::string, std::string>>{
             {"read:actions", "gated by tickets"}, {"edit:tickets,edit:sites", "gated by customers"}}) {
        ProgramStart start{.arguments = {"check", "--offline"}};
        start.environment = {{"HALOPSA_BASE_URL", "https://x.halopsa.com"},
                             {"HALOPSA_CLIENT_ID", "id"},
                             {"HALOPSA_CLIENT_SECRET", "s"},
                             {"HALOPSA_SCOPES", scopes}};
        const Finished finished = run(start);
        EXPECT_EQ(finished.status, 2) << finished.output;
        EXPECT_NE((finished.output + finished.errors).find(words), std::string::npos) << finished.output;
    }
}

TEST(Check, LeastTokensAreAskedForOneByOneAndARefusedOneIsAFinding) {
    const std::string policy = "policy: {anonymous: [\"edit:tickets\", \"read:assets\"]}\n";
    const Result good = check({.plan = {.tenant = "tokens: least", .sections = policy}});
    EXPECT_EQ(good.finished.status, 0) << good.said();
    EXPECT_EQ(good.token_requests, 4) << "all together, then read:assets, read:tickets, edit:tickets";
    expect_finding({.sandbox = {"--fault", "html POST /auth/token skip=2"},
                    .plan = {.tenant = "tokens: least", .sections = policy}},
                   {"token", "edit:tickets"});
}

TEST(Check, ProgramsGetJson) {
    const Result good = check({.arguments = {"--json"}});
    EXPECT_EQ(good.finished.status, 0);
    EXPECT_EQ(good.finished.output.substr(0, 1), "{") << good.finished.output;
    EXPECT_FALSE(json_elements(good.finished.output).empty());
    const Result bad = check({.plan = {.secret = "wrong-canary-b7f1c09e"}, .arguments = {"--json"}});
    EXPECT_EQ(bad.finished.status, 1);
    EXPECT_FALSE(json_elements(bad.finished.output).empty());
}

}  // namespace

}  // namespace halogate::program

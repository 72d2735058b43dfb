// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <cctype>

#include "program/support/gateway.hpp"

namespace halogate::program {

namespace {

/// A configuration that is right but for what a test puts in; nothing listens at its tenant.
class Settings : public ::testing::Test {
protected:
    TemporaryFolder folder;

    std::string with(const GatewayPlan& plan) {
        const std::string secret = folder.write("secret", client_secret);
        return folder.write("halogate.yaml", configuration(plan, "https://127.0.0.1:1", ca_file(), secret));
    }

    std::string ca_file() { return folder.write("ca.pem", "not looked at\n"); }

    /// Both commands refuse it with status 2 and name the place and what is meant.
    void expect_refused(const std::string& path, const std::vector<std::string>& parts,
                        bool in_a_line = true) {
        for (const char* command : {"serve", "check"}) {
            ProgramStart start{.arguments = {command, "--config", path}};
            if (std::string_view{command} == "check") start.arguments.emplace_back("--offline");
            const Finished finished = run(start);
            const std::string said = finished.output + finished.errors;
            EXPECT_EQ(finished.status, 2) << command << "\n" << said;
            for (const std::string& part : parts)
                EXPECT_NE(said.find(part), std::string::npos) << part << "\n" << said;
            if (in_a_line) {
                EXPECT_TRUE(names_a_place(said, path)) << said;
            }
            EXPECT_EQ(said.find(canary), std::string::npos);
        }
    }

    /// file:line:column
    static bool names_a_place(const std::string& said, const std::string& path) {
        const std::size_t at = said.find(path + ":");
        if (at == std::string::npos) return false;
        const std::string rest = said.substr(at + path.size() + 1);
        const std::size_t colon = rest.find_first_not_of("0123456789");
        return colon > 0 && rest[colon] == ':' &&
               std::isdigit(static_cast<unsigned char>(rest[colon + 1])) != 0;
    }
};

TEST_F(Settings, AnUnknownKeyNamesTheNearest) {
    expect_refused(with({.tenant = "respons_timeout: 1s"}), {"respons_timeout", "response_timeout"});
    expect_refused(with({.sections = "limts: {concurrency: 3}\n"}), {"limts", "limits"});
}

TEST_F(Settings, ThePlaceIsTheTruePlace) {
    const std::string path = folder.write("halogate.yaml",
                                          "tenant:\n  base_url: https://x.halopsa.com\n"
                                          "  client_id: a\n  client_secret: b\n  nmae: c\n");
    expect_refused(path, {path + ":5:3", "nmae", "name"});
}

TEST_F(Settings, AWrongTypeSaysWhatIsExpected) {
    expect_refused(with({.sections = "limits: {concurrency: many}\n"}), {"many"});
    expect_refused(with({.tenant = "response_timeout: 5 bananas"}), {"5 bananas"});
    expect_refused(with({.sections = "limits: [1, 2]\n"}), {"limits"});
    expect_refused(with({.sections = "limits: {window: {requests: -3}}\n"}), {"-3"});
}

TEST_F(Settings, BrokenYamlNamesLineAndColumn) {
    expect_refused(with({.sections = "queue: {max_wait: 8s\n"}), {});
}

TEST_F(Settings, AKeyThatStandsTwiceIsRefused) {
    expect_refused(with({.tenant = "name: other"}), {"name"});
}

TEST_F(Settings, WhatIsMissingIsNamed) {
    expect_refused(folder.write("halogate.yaml", "tenant: {client_id: a, client_secret: b}\n"), {"base_url"},
                   false);
    expect_refused(
        folder.write("halogate.yaml", "tenant: {base_url: \"https://x.halopsa.com\", client_secret: b}\n"),
        {"client_id"}, false);
}

TEST_F(Settings, APermissionThatDoesNotExistNamesTheOneThatDoes) {
    expect_refused(with({.sections = "policy: {anonymous: [read:tikets]}\n"}), {"read:tikets", "tickets"});
    expect_refused(with({.sections = "policy: {anonymous: [read:actions]}\n"}), {"read:actions", "tickets"});
    expect_refused(with({.sections = "policy: {anonymous: [write:tickets]}\n"}), {"write:tickets"});
}

TEST_F(Settings, AVariableThatIsNotSetIsNamed) {
    expect_refused(with({.tenant = "token_url: ${HALOGATE_NO_SUCH_VARIABLE}"}),
                   {"HALOGATE_NO_SUCH_VARIABLE"});
}

TEST_F(Settings, AFileThatIsNotThereIsNamed) {
    const std::string path = folder.write("halogate.yaml",
                                          "tenant: {base_url: \"https://x.halopsa.com\", client_id: a, "
                                          "client_secret: \"${file:/no/such/file}\"}\n");
    expect_refused(path, {"/no/such/file"});
    expect_refused(folder.file("no-such.yaml"), {"no-such.yaml"}, false);
}

TEST_F(Settings, TheTenantIsReachedOverTlsOnly) {
    expect_refused(
        folder.write("halogate.yaml",
                     "tenant: {base_url: \"http://x.halopsa.com\", client_id: a, client_secret: b}\n"),
        {"https"});
}

TEST_F(Settings, AnAddressThatOthersReachNeedsTrustOrKeys) {
    expect_refused(with({.sections = "listeners: [{address: \"0.0.0.0:0\"}]\n"}), {"0.0.0.0", "trust"});
}

TEST_F(Settings, BytesThatCouldBeInjectedAreRefusedWhereTheyEnter) {
    expect_refused(with({.tenant = R"(headers: {halo-app-name: "a\r\nX-Injected: b"})"}), {"halo-app-name"});
    const std::string broken = folder.write("halogate.yaml",
                                            "tenant:\n  base_url: https://x.halopsa.com\n  client_id: a\n"
                                            "  client_secret: b\n  name: \"a\\r\\nb\"\n");
    expect_refused(broken, {"name"});
}

TEST_F(Settings, EveryFaultIsSaidNotOnlyTheFirst) {
    expect_refused(with({.tenant = "conect_timeout: 1s", .sections = "limits: {concurrency: 0}\nqueu: {}\n"}),
                   {"conect_timeout", "concurrency", "queu"});
}

TEST_F(Settings, AnAddressThatIsTrustedIsServedWithAWarning) {
    Gateway gateway{{.sections = "listeners: [{address: \"0.0.0.0:0\", trust: network}]\n"}};
    EXPECT_NE(gateway.program().errors().find("warn"), std::string::npos) << gateway.program().errors();
}

}  // namespace

}  // namespace halogate::program

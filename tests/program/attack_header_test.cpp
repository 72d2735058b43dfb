// SPDX-License-Identifier: MIT
// A local secret handed to the tenant; header injection; the secret's encoding.
#include <gtest/gtest.h>

#include <string>

#include "program/support/raw_gateway.hpp"

namespace halogate::program {

namespace {

using Then = RawReply::Then;

const std::string with_key =
    "policy:\n"
    "  anonymous: [edit:tickets]\n"
    "  consumers:\n"
    "    bridge:\n"
    "      identify: {api_key: \"key-of-the-bridge-MARK\"}\n"
    "      allow: [edit:tickets]\n";

void expect_nowhere(const std::string& bytes, const std::string& what) {
    EXPECT_EQ(bytes.find(what), std::string::npos) << bytes;
}

TEST(AttackHeader, ALocalSecretIsNotHandedToTheTenant) {
    RawGateway gateway{{.sections = with_key}};
    const FieldList of_callers[] = {
        {{"Authorization", "Bearer MARK"}},
        {{"authorization", "Basic TUFSSw==MARK"}},
        {{"Authorization", "Bearer key-of-the-bridge-MARK"}},
        {{"X-API-Key", "key-of-the-bridge-MARK"}},
        {{"X-Halo-Api-Key", "MARK"}},
        {{"Cookie", "session=MARK"}},
        {{"Cookie", "a=b"}, {"Cookie", "session=MARK"}},
        {{"Proxy-Authorization", "Basic MARK"}},
        {{"Connection", "X-Named"}, {"X-Named", "MARK"}},
        {{"Connection", "Authorization"}, {"Authorization", "Bearer MARK"}},
    };
    for (const FieldList& fields : of_callers) EXPECT_EQ(gateway.get("/api/Tickets/1", fields).status, 200U);
    EXPECT_EQ(gateway.get("/api/Tickets/1?tenant=MARK&TENANT=MARK&%74enant=MARK&a=1").status, 200U);
    const auto asked = gateway.tenant.seen("GET /api/Tickets");
    EXPECT_EQ(asked.size(), std::size(of_callers) + 1);
    for (const RawTenant::Seen& seen : asked) {
        expect_nowhere(seen.bytes, "MARK");
        const std::size_t first = seen.bytes.find("Authorization: Bearer raw-token\r\n");
        ASSERT_NE(first, std::string::npos) << "ours replaces";
        EXPECT_EQ(seen.bytes.find("uthorization:", first + 5), std::string::npos)
            << "and never stands beside";
    }
    expect_nowhere(gateway.written(), "MARK");
}

TEST(AttackHeader, ALocalTokenOrThePairThatItCostIsNotHandedToTheTenant) {
    RawGateway gateway{{.sections =
                            "policy:\n"
                            "  consumers:\n"
                            "    bridge:\n"
                            "      identify: {client_id: bridge-MARK, client_secret: secret-of-bridge-MARK}\n"
                            "      allow: [edit:tickets]\n"}};
    const std::string pair = "client_id=bridge-MARK&client_secret=secret-of-bridge-MARK";
    const FieldList form{{"Content-Type", "application/x-www-form-urlencoded"}};
    const Answer issued = gateway.connect().call("POST", "/auth/token?tenant=acme",
                                                 "grant_type=client_credentials&scope=all&" + pair, form);
    const std::string token = issued.at("/access_token");
    ASSERT_FALSE(token.empty()) << issued.body;
    for (const char* target : {"/api/Tickets/1", "/api/Tickets/2"})
        EXPECT_EQ(gateway.get(target, {{"Authorization", "Bearer " + token}}).status, 200U);
    // Forged by a byte, it is refused and goes nowhere either.
    std::string forged = token;
    forged[forged.size() / 2] = forged[forged.size() / 2] == 'A' ? 'B' : 'A';
    EXPECT_EQ(gateway.get("/api/Tickets/3", {{"Authorization", "Bearer " + forged}}).status, 401U);
    EXPECT_EQ(gateway.tenant.seen("GET /api/Tickets").size(), 2U);
    for (const std::string& local : {std::string{"MARK"}, token, forged}) {
        expect_nowhere(gateway.tenant.all_bytes(), local);
        expect_nowhere(gateway.written(), local);
    }
}

TEST(AttackHeader, UpgradeAndEveryConnectionNamedFieldIsDropped) {
    RawGateway gateway;
    const FieldList hops{{"Connection", "keep-alive, X-Named, Accept"},
                         {"X-Named", "MARK"},
                         {"Accept", "MARK"},
                         {"Keep-Alive", "timeout=MARK"},
                         {"TE", "trailers, MARK"},
                         {"Trailer", "MARK"},
                         {"Upgrade", "MARK"},
                         {"Proxy-Connection", "MARK"}};
    ASSERT_EQ(gateway.get("/api/Tickets/1", hops).status, 200U);
    expect_nowhere(gateway.tenant.all_bytes(), "MARK");
}

TEST(AttackHeader, HeaderInjectionThroughPathQueryOrRequestId) {
    RawGateway gateway;
    const FieldList ids[] = {{{"X-Request-Id", "a\"b{}"}},
                             {{"X-Request-Id", std::string(4000, 'x')}},
                             {{"X-Request-Id", "a b"}},
                             {{"X-Request-Id", "a%0d%0aInjected:1"}},
                             {{"X-Request-Id", ""}}};
    for (const FieldList& id : ids)
        EXPECT_NE(gateway.get("/api/Tickets/1", id).field("X-Request-Id"), id[0].second) << id[0].second;
    // A control character in a field is refused by its bytes alone.
    for (const char* raw : {"a\rInjected: 1", "a\nInjected: 1", "a\r\n Injected: 1", "a\x01"}) {
        const Answer answer = gateway.get("/api/Tickets/1", {{"X-Request-Id", raw}});
        EXPECT_EQ(answer.status, 400U) << raw;
        EXPECT_EQ(answer.field("Injected"), "");
    }
    for (const char* target :
         {"/api/Tickets/%0d%0aInjected:%201", "/api/Tickets/%0aInjected:%201",
          "/api/Tickets/1?x=%0d%0aInjected:%201", "/api/Tickets/1?%0d%0aInjected:%201", "/api/Tickets/1%00"})
        EXPECT_EQ(gateway.get(target).field("Injected"), "") << target;
    for (const RawTenant::Seen& seen : gateway.tenant.seen()) {
        expect_nowhere(seen.bytes, "\nInjected");
        expect_nowhere(seen.bytes, "\rInjected");
    }
}

TEST(AttackHeader, HeaderInjectionByTheTenantsAccessToken) {
    for (const char* token : {"abc\\r\\nInjected: 1", "abc\\nInjected: 1", "abc\\u0000", "abc def",
                              "abc\\u007f", "abc\xc3\xa9", ""}) {
        RawGateway gateway{{}, {{"POST /auth/token", {raw_token(token), Then::keep}}}};
        gateway.program().wait_for_line("without a usable access_token");
        expect_nowhere(gateway.written(), "Injected: 1");
        expect_nowhere(gateway.written(), "token: renewed");
    }
    RawGateway gateway{{}, {{"POST /auth/token", {raw_token("abc\\r\\nInjected: 1"), Then::keep}}}};
    EXPECT_EQ(gateway.get("/api/Tickets/1", {{"Prefer", "wait=0"}}).status, 502U);
    EXPECT_TRUE(gateway.tenant.seen("GET /api/Tickets").empty());
}

TEST(AttackHeader, HeaderInjectionByTheConfigurationIsRefusedAtStart) {
    const std::string evil = "a\\r\\nInjected: MARK";
    const GatewayPlan plans[] = {
        {.secret = "canary-b7f1c09e\nInjected: MARK"},
        {.secret = "canary-b7f1c09e\rMARK"},
        {.secret = std::string{"canary-b7f1c09e\0MARK", 20}},
        {.tenant = "headers: {halo-app-name: \"" + evil + "\"}\n"},
        {.tenant = "headers: {\"X: MARK\\r\\nY\": a}\n"},
        {.tenant = "headers: {Authorization: \"Bearer MARK\"}\n"},
        {.tenant = "scopes: [\"" + evil + "\"]\n"},
        {.tenant = "token_url: \"https://127.0.0.1/auth/token?" + evil + "\"\n"},
        {.sections = "policy: {consumers: {\"" + evil + "\": {allow: [read:tickets]}}}\n"},
        {.sections = "listeners: [{address: \"127.0.0.1:0\", hosts: [\"" + evil + "\"]}]\n"},
    };
    const TemporaryFolder folder;
    for (const GatewayPlan& plan : plans) {
        std::string text =
            configuration(plan, "https://127.0.0.1:1", "", folder.write("secret", plan.secret + "\n"));
        if (const auto tls = text.find("  tls:"); tls != std::string::npos)
            text.erase(tls, text.find('\n', tls) + 1 - tls);
        for (const char* command : {"check", "serve"}) {
            ProgramStart start{.arguments = {command, "--config", folder.write("halogate.yaml", text)}};
            if (start.arguments[0] == "check") start.arguments.emplace_back("--offline");
            const Finished finished = run(start);
            EXPECT_EQ(finished.status, 2) << command << text << finished.errors;
            expect_nowhere(finished.output + finished.errors, "canary");
        }
    }
    const std::string name =
        configuration({}, "https://127.0.0.1:1", "", folder.write("secret", client_secret));
    std::string evil_name = name;
    evil_name.replace(evil_name.find("acme"), 4, "\"" + evil + "\"");
    EXPECT_EQ(
        run({.arguments = {"check", "--offline", "--config", folder.write("name.yaml", evil_name)}}).status,
        2);
}

TEST(AttackHeader, SecretEncodingEveryCharacterArrivesWhole) {
    RawGateway gateway;
    ASSERT_EQ(gateway.get("/api/Tickets/1").status, 200U);
    const auto asked = gateway.tenant.seen("POST /auth/token");
    ASSERT_EQ(asked.size(), 1U);
    EXPECT_NE(asked[0].bytes.find("&client_secret=canary-b7f1c09e%2B%2541%26x%3Dy%C3%BC+z&"),
              std::string::npos)
        << asked[0].bytes;
    EXPECT_EQ(asked[0].bytes.substr(0, asked[0].bytes.find("\r\n\r\n")).find("canary"), std::string::npos)
        << "the secret is in the body, never in the URL";
    // A tenant that decodes forms as every framework does finds the secret that was configured.
    Gateway decoded;
    EXPECT_EQ(decoded.get("/api/Tickets/1").status, 200U);
}

}  // namespace

}  // namespace halogate::program

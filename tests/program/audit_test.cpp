// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <sstream>

#include "program/support/gateway.hpp"

namespace halogate::program {

namespace {

std::string to(const std::string& path, const std::string& more = "") {
    return "log: {access: off, audit: " + path + "}\n" + more;
}

/// All lines of a file that a gateway has closed.
std::vector<std::string> lines_of(const std::string& path) {
    std::istringstream text{read_file(path)};
    std::vector<std::string> lines;
    for (std::string line; std::getline(text, line);) lines.push_back(line);
    return lines;
}

std::string ids_after(const Answer& answer) {
    EXPECT_EQ(answer.status, 201U) << answer.body;
    return "[" + answer.at("/id") + "]";
}

class Audit : public ::testing::Test {
protected:
    TemporaryFolder folder;
    std::string path = folder.file("audit.log");
};

TEST_F(Audit, ACallThatCrossesIsOneLineWithWhatDecidedAndWhatItWrote) {
    Gateway gateway{{.sections = to(path)}};
    const std::string created = ids_after(gateway.post("/API/tickets?x=hush", ticket("audited")));
    const std::string id = created.substr(1, created.size() - 2);
    ASSERT_EQ(gateway.post("/api/Tickets", R"([{"id":)" + id + R"(,"summary":"again"}])").status, 201U);
    ASSERT_EQ(gateway.get("/api/Tickets/" + id).status, 200U);
    ASSERT_EQ(gateway.call("DELETE", "/api/Tickets/" + id).status, 200U);
    ASSERT_EQ(gateway.stop(), 0);
    const auto lines = lines_of(path);
    ASSERT_EQ(lines.size(), 4U);
    EXPECT_EQ(json_at(lines[0], "/decision"), "allowed");
    EXPECT_EQ(json_at(lines[0], "/rule"), "permission");
    EXPECT_EQ(json_at(lines[0], "/permission"), "create:tickets");
    EXPECT_EQ(json_at(lines[0], "/route"), "/api/Tickets");
    EXPECT_EQ(json_at(lines[0], "/path"), "/API/tickets");
    EXPECT_EQ(json_at(lines[0], "/consumer"), "anonymous");
    EXPECT_EQ(json_at(lines[0], "/identity"), "none");
    EXPECT_EQ(json_at(lines[0], "/status"), "201");
    EXPECT_EQ(json_at(lines[0], "/tenant_statuses"), "[201]");
    EXPECT_EQ(json_at(lines[0], "/ids"), created);
    EXPECT_EQ(json_at(lines[0], "/error"), "null");
    EXPECT_EQ(json_at(lines[1], "/permission"), "update:tickets");
    EXPECT_EQ(json_at(lines[1], "/ids"), created);
    EXPECT_EQ(json_at(lines[2], "/permission"), "read:tickets");
    EXPECT_EQ(json_at(lines[2], "/ids"), "null") << "a read writes nothing";
    EXPECT_EQ(json_at(lines[3], "/permission"), "delete:tickets");
    EXPECT_EQ(json_at(lines[3], "/ids"), created);
    EXPECT_EQ(read_file(path).find("hush"), std::string::npos);
}

TEST_F(Audit, TheAnswerIsRelayedByteForByteWhileItsIdsAreRead) {
    Gateway gateway{{.sections = to(path)}};
    const std::string body = R"([{"summary":"one","details":")" + std::string(30'000, 'x') +
                             R"("},{"summary":"two"},{"summary":"three"}])";
    const Answer answer = gateway.post("/api/Tickets", body);
    ASSERT_EQ(answer.status, 201U);
    const auto made = json_elements(answer.body);
    ASSERT_EQ(made.size(), 3U);
    ASSERT_EQ(gateway.stop(), 0);
    std::string ids;
    for (const std::string& each : made) ids += (ids.empty() ? "[" : ",") + json_at(each, "/id");
    EXPECT_EQ(json_at(lines_of(path).at(0), "/ids"), ids + "]");
}

TEST_F(Audit, EveryRefusalIsOneLineWithItsRuleOrItsCode) {
    Gateway gateway{{.sections = to(path,
                                    "policy:\n"
                                    "  anonymous: [read:tickets]\n"
                                    "  consumers:\n"
                                    "    bridge:\n"
                                    "      identify: {api_key: \"key-of-the-bridge\"}\n"
                                    "      allow: [edit:tickets]\n"
                                    "      deny: [\"DELETE /api/**\"]\n")}};
    const FieldList key{{"X-API-Key", "key-of-the-bridge"}};
    EXPECT_EQ(gateway.get("/api/Client").status, 403U);
    EXPECT_EQ(gateway.call("DELETE", "/api/Tickets/1", {}, key).status, 403U);
    EXPECT_EQ(gateway.get("/api/Nowhere").status, 403U);
    EXPECT_EQ(gateway.post("/api/Application", "[{}]", key).status, 403U);
    EXPECT_EQ(gateway.get("/api/Tickets", {{"X-API-Key", "another-key-than-that"}}).status, 401U);
    EXPECT_EQ(gateway.get("/api/Tickets%2f1").status, 400U);
    EXPECT_EQ(gateway.get("/api/Tickets", {{"Origin", "https://evil.example"}}).status, 403U);
    Caller broken = gateway.connect();
    broken.send("GET /api/Tickets HTTP/1.1\r\nHost: localhost\r\n folded\r\n\r\n");
    EXPECT_EQ(broken.receive().status, 400U);
    ASSERT_EQ(gateway.stop(), 0);
    const auto lines = lines_of(path);
    ASSERT_EQ(lines.size(), 8U);
    const char* rules[] = {"permission",       "deny",         "unlisted",        "privileged",
                           "unknown_consumer", "invalid_path", "browser_request", "bad_request"};
    for (std::size_t i = 0; i < lines.size(); ++i) {
        EXPECT_EQ(json_at(lines[i], "/decision"), "refused") << lines[i];
        EXPECT_EQ(json_at(lines[i], "/rule"), rules[i]) << lines[i];
        EXPECT_EQ(json_at(lines[i], "/exchanges"), "0");
        EXPECT_EQ(json_at(lines[i], "/tenant_statuses"), "[]");
    }
    EXPECT_EQ(json_at(lines[1], "/consumer"), "bridge");
    EXPECT_EQ(json_at(lines[1], "/identity"), "api_key");
    EXPECT_EQ(json_at(lines[2], "/path"), "/api/Nowhere");
    EXPECT_EQ(json_at(lines[2], "/route"), "null");
}

TEST_F(Audit, EachExchangeIsListed) {
    Gateway gateway{{.sections = to(path)}};
    gateway.sandbox.plan({.match = "GET /api/Tickets/1", .kind = "503"});
    gateway.sandbox.plan({.match = "GET /api/Tickets/2", .kind = "reset_before"});
    gateway.sandbox.plan({.match = "POST /api/Tickets", .kind = "reset_before"});
    ASSERT_EQ(gateway.get("/api/Tickets/1").status, 200U);
    ASSERT_EQ(gateway.get("/api/Tickets/2").status, 200U);
    ASSERT_EQ(gateway.post("/api/Tickets", R"([{"id":7,"summary":"x"},{"id":8}])").status, 502U);
    ASSERT_EQ(gateway.stop(), 0);
    const auto lines = lines_of(path);
    ASSERT_EQ(lines.size(), 3U);
    EXPECT_EQ(json_at(lines[0], "/tenant_statuses"), "[503,200]");
    EXPECT_EQ(json_at(lines[1], "/tenant_statuses"), "[null,200]");
    EXPECT_EQ(json_at(lines[2], "/tenant_statuses"), "[null]");
    EXPECT_EQ(json_at(lines[2], "/decision"), "allowed") << "it did cross";
    EXPECT_EQ(json_at(lines[2], "/error"), "tenant_bad_response");
    EXPECT_EQ(json_at(lines[2], "/ids"), "[7,8]") << "what the tenant may have changed";
}

/// Secrets wherever a caller and the tenant can put one: none stands in the file.
TEST_F(Audit, HoldsNoQueryNoBodyAndNoCredential) {
    const std::string secret = "hush-5e0c";
    Gateway gateway{{.sections = to(path,
                                    "policy:\n  anonymous: [all]\n  consumers:\n    bridge: {identify: "
                                    "{api_key: \"hush-5e0c-key-of-the-bridge\"}, allow: [edit:tickets]}\n")}};
    FieldList fields{{"X-API-Key", "hush-5e0c-key-of-the-bridge"},
                     {"Cookie", "a=" + secret},
                     {"User-Agent", secret},
                     {"X-Halo-Api-Key", secret},
                     {"Referer", secret},
                     {"Prefer", secret},
                     {"Idempotency-Key", secret},
                     {"traceparent", secret}};
    const std::string body = R"([{"summary":")" + secret + R"(","details":"id","client":{"id":")" + secret +
                             R"("},")" + secret + R"(":1}])";
    EXPECT_EQ(gateway.post("/api/Tickets?token=" + secret + "&" + secret, body, fields).status, 201U);
    EXPECT_EQ(gateway.get("/api/Tickets?search=" + secret + "#", fields).status, 400U);
    EXPECT_EQ(gateway.get("/api/Tickets?search=" + secret, fields).status, 200U);
    fields.at(6).second += "-of-another-request";
    EXPECT_EQ(
        gateway.post("/api/Tickets", R"([{"id":")" + secret + R"(","summary":"x"}])", fields).status / 100,
        2U)
        << "an id that is none";
    EXPECT_EQ(gateway.post("/api/Tickets", secret, fields).status / 100, 4U);
    EXPECT_EQ(gateway.post("/api/Client", body, fields).status, 403U);
    EXPECT_EQ(gateway.get("/api/Tickets", {{"X-API-Key", secret + "-wrong"}}).status, 401U);
    EXPECT_EQ(gateway.get("/api/Tickets", {{"Authorization", "Bearer " + secret}}).status, 200U);
    gateway.sandbox.revoke_tokens("400");
    EXPECT_EQ(gateway.get("/api/Tickets", fields).status, 200U);
    Caller broken = gateway.connect();
    broken.send("GET /api/" + secret + " HTTP/1.1\r\nHost: localhost\r\nX: " + secret + "\r\n " + secret +
                "\r\n\r\n");
    EXPECT_EQ(broken.receive().status, 400U);
    ASSERT_EQ(gateway.stop(), 0);
    const std::string text = read_file(path);
    EXPECT_EQ(text.find("hush"), std::string::npos) << text;
    EXPECT_EQ(text.find(canary), std::string::npos);
    EXPECT_EQ(text.find("Bearer"), std::string::npos);
    EXPECT_GE(lines_of(path).size(), 9U);
}

TEST_F(Audit, IsReopenedAfterARotation) {
    Gateway gateway{{.sections = "log: {audit: " + path + "}\n"}};
    ASSERT_EQ(gateway.get("/api/Tickets/1").status, 200U);
    gateway.program().wait_for_line("/api/Tickets/1");
    std::filesystem::rename(path, path + ".1");
    gateway.program().send_signal(SIGHUP);
    // The signal is taken by the reactor between two requests: one after the other, until the file is there.
    for (int i = 0; i < 200 && !std::filesystem::exists(path); ++i)
        ASSERT_EQ(gateway.get("/api/Tickets/2").status, 200U);
    ASSERT_EQ(gateway.get("/api/Tickets/3").status, 200U);
    ASSERT_EQ(gateway.stop(), 0);
    EXPECT_NE(read_file(path + ".1").find("/api/Tickets/1"), std::string::npos);
    EXPECT_NE(read_file(path).find("/api/Tickets/3"), std::string::npos);
}

TEST_F(Audit, AFullDiskStopsNobodyAndIsSaidInLogAndStatus) {
    Gateway gateway{{.sections = "log: {audit: /dev/full}\nadmin: {address: \"127.0.0.1:0\"}\n"}};
    Caller admin{connect_tcp(port_in(gateway.program().wait_for_line("health and status on ")))};
    ASSERT_EQ(gateway.get("/api/Tickets/1").status, 200U);
    gateway.program().wait_for_line("audit log: /dev/full: writing fails: No space left on device");
    EXPECT_EQ(gateway.get("/api/Tickets/2").status, 200U);
    const Answer status = admin.get("/status.json");
    EXPECT_EQ(status.at("/audit/enabled"), "true") << status.body;
    EXPECT_EQ(status.at("/audit/works"), "false");
    EXPECT_GE(std::stoi(status.at("/audit/lost")), 1);
}

TEST_F(Audit, RequiredRefusesWhileNothingCanBeWrittenAndLosesNoLine) {
    std::filesystem::create_symlink("/dev/full", path);
    Gateway gateway{{.sections = "log: {audit: " + path + "}\naudit: {required: true}\n"}};
    ASSERT_EQ(gateway.get("/api/Tickets/1").status, 200U) << "nobody has tried to write yet";
    gateway.program().wait_for_line("writing fails");
    const Answer refused = gateway.get("/api/Tickets/2");
    EXPECT_EQ(refused.status, 503U);
    EXPECT_EQ(refused.field("X-Halogate-Error"), "audit_unavailable");
    EXPECT_EQ(refused.field("Retry-After"), "1");
    EXPECT_NE(refused.at("/message").find("audit.required"), std::string::npos);
    EXPECT_EQ(gateway.get("/api/Invoice").status, 403U) << "what does not cross is refused as ever";
    EXPECT_EQ(gateway.sandbox.state("api_requests"), 1);

    std::filesystem::remove(path);
    gateway.program().send_signal(SIGHUP);
    gateway.program().wait_for_line("works again; lines lost since the start: 0");
    EXPECT_EQ(gateway.get("/api/Tickets/3").status, 200U);
    ASSERT_EQ(gateway.stop(), 0);
    const auto lines = lines_of(path);
    ASSERT_EQ(lines.size(), 4U);
    EXPECT_EQ(json_at(lines[0], "/path"), "/api/Tickets/1") << "kept until it could be written";
    EXPECT_EQ(json_at(lines[1], "/rule"), "audit_unavailable");
    EXPECT_EQ(json_at(lines[2], "/rule"), "permission");
    EXPECT_EQ(json_at(lines[3], "/path"), "/api/Tickets/3");
}

TEST_F(Audit, AWrongDestinationIsFoundBeforeTheStart) {
    const std::string secret = folder.write("secret", client_secret);
    for (const std::string& sections :
         {std::string{"log: {audit: stdot}\n"}, std::string{"audit: {required: true}\n"},
          "log: {audit: " + folder.path() + "/no/such/place}\n", "log: {audit: " + folder.path() + "}\n"}) {
        const std::string config = folder.write(
            "halogate.yaml",
            configuration({.sections = sections}, "https://127.0.0.1:1", "/etc/hostname", secret));
        const Finished finished = run({.arguments = {"serve", "--config", config}});
        EXPECT_EQ(finished.status, 2) << sections << finished.errors;
        EXPECT_NE(finished.errors.find("log.audit"), std::string::npos) << finished.errors;
    }
}

}  // namespace

}  // namespace halogate::program

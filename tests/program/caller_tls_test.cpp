// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>
#include <openssl/tls1.h>
#include <sys/stat.h>

#include <csignal>

#include "program/support/gateway.hpp"
#include "support/test_authority.hpp"

namespace halogate::program {

namespace {

using test::Identity;
using test::TestAuthority;

/// The certificates of one test, as files.
struct Pki {
    TemporaryFolder folder;
    TestAuthority authority;
    std::string ca_file = folder.write("ca.pem", authority.certificate());
    std::string certificate = folder.file("server.pem");
    std::string key = folder.file("server-key.pem");

    Pki() { show(authority.issue({})); }

    /// What the gateway's listener shows, from its next start or reload on.
    void show(const Identity& identity) const {
        static_cast<void>(folder.write("server.pem", identity.certificate));
        static_cast<void>(folder.write("server-key.pem", identity.key));
    }
    /// `more` is put into the listener's `tls`.
    [[nodiscard]] std::string listener(const std::string& more = {},
                                       const std::string& address = "127.0.0.1:0") const {
        return "listeners: [{address: \"" + address + "\", tls: {certificate: " + certificate +
               ", key: " + key + more + "}}]\n";
    }
    [[nodiscard]] std::string client_ca() const { return ", client_ca: " + ca_file; }
    /// A caller that shows this identity.
    [[nodiscard]] TlsCaller caller(const Identity& identity) const {
        return {.ca_file = ca_file,
                .certificate = folder.write("client.pem", identity.certificate),
                .key = folder.write("client-key.pem", identity.key)};
    }
    [[nodiscard]] TlsCaller caller() const { return {.ca_file = ca_file}; }
};

/// The status of one request; 0 when no connection comes about, or it ends without an answer.
unsigned status_for(const Gateway& gateway, const TlsCaller& caller) {
    try {
        return Caller{connect_tls(gateway.port(), caller)}.get("/api/Tickets/1").status;
    } catch (const std::runtime_error&) {
        return 0;
    }
}

std::size_t count_of(const std::string& text, std::string_view part) {
    std::size_t count = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
    return count;
}

TEST(CallerTls, CallersAreServedOverTls) {
    const Pki pki;
    Gateway gateway{{.sections = pki.listener()}};
    gateway.program().wait_for_line("listening on https://127.0.0.1:");
    Caller caller{connect_tls(gateway.port(), pki.caller())};
    EXPECT_EQ(caller.get("/api/Tickets/1").status, 200U);
    const std::string details(200'000, 'x');
    const Answer made = caller.post("/api/Tickets", R"([{"summary":"large","details":")" + details + "\"}]");
    EXPECT_EQ(made.status, 201U) << made.body;
    EXPECT_EQ(caller.get("/api/Tickets/" + made.at("/id")).at("/details"), details);
}

TEST(CallerTls, WhoSpeaksPlainOrOldIsNotServedAndHarmsNobody) {
    const Pki pki;
    Gateway gateway{{.sections = pki.listener() + "log: {level: debug}\n"}};
    Caller plain = gateway.connect();
    plain.send(request_text("GET", "/api/Tickets/1"));
    EXPECT_EQ(plain.receive_all().find("HTTP/"), std::string::npos);
    TlsCaller old = pki.caller();
    old.newest_version = TLS1_1_VERSION;
    EXPECT_EQ(status_for(gateway, old), 0U);
    old.newest_version = TLS1_2_VERSION;
    EXPECT_EQ(status_for(gateway, old), 200U);
    EXPECT_EQ(gateway.stop(), 0);
    EXPECT_EQ(count_of(gateway.program().errors(), "no TLS connection could be agreed"), 2U)
        << "one line each: " << gateway.program().errors();
}

TEST(CallerTls, OnlyCallersWithAGoodCertificateAreServedWhereOneIsRequired) {
    const Pki pki;
    const TestAuthority other;
    Gateway gateway{{.sections = pki.listener(pki.client_ca(), "0.0.0.0:0")}};
    const auto hour = std::chrono::hours{1};
    EXPECT_EQ(status_for(gateway, pki.caller()), 0U) << "none";
    EXPECT_EQ(status_for(gateway, pki.caller(other.issue({.usage = "clientAuth"}))), 0U) << "other CA";
    EXPECT_EQ(status_for(gateway, pki.caller(pki.authority.issue({.usage = "clientAuth", .until = -hour}))),
              0U)
        << "expired";
    EXPECT_EQ(status_for(gateway, pki.caller(pki.authority.issue({.usage = "serverAuth"}))), 0U)
        << "for servers";
    EXPECT_EQ(status_for(gateway, pki.caller(pki.authority.issue({.usage = "clientAuth"}))), 200U);
}

TEST(CallerTls, ACertificateThatIsOptionalMustStillBeGood) {
    const Pki pki;
    const TestAuthority other;
    Gateway gateway{{.sections = pki.listener(pki.client_ca() + ", client_certificates: optional")}};
    EXPECT_EQ(status_for(gateway, pki.caller()), 200U);
    EXPECT_EQ(status_for(gateway, pki.caller(other.issue({.usage = "clientAuth"}))), 0U);
}

TEST(CallerTls, TheNameInACertificateMakesItsCallerAConsumer) {
    const Pki pki;
    Gateway gateway{{.sections = pki.listener(pki.client_ca(), "0.0.0.0:0") +
                                 "policy: {anonymous: [], consumers: {bridge: {identify: {certificate: "
                                 "bridge.internal}, allow: [read:tickets]}}}\n"}};
    const auto named = [&](const std::string& name) {
        return pki.caller(pki.authority.issue({.names = "DNS:" + name, .usage = "clientAuth"}));
    };
    EXPECT_EQ(status_for(gateway, named("Bridge.Internal")), 200U);
    EXPECT_EQ(status_for(gateway, named("other.internal")), 403U) << "known, and may do nothing";
    const auto lines = gateway.program().wait_for_lines("/api/Tickets/1", 2);
    EXPECT_EQ(json_at(lines[0], "/consumer"), "bridge");
    EXPECT_EQ(json_at(lines[0], "/identity"), "certificate");
    EXPECT_EQ(json_at(lines[1], "/consumer"), "anonymous");
}

TEST(CallerTls, AHangUpOverTlsLeavesTheQueue) {
    const Pki pki;
    Gateway gateway{{.sections = pki.listener() + "limits: {window: {requests: 1, per: 5m}, reserve: 0%}\n"}};
    ASSERT_EQ(status_for(gateway, pki.caller()), 200U);
    Caller caller{connect_tls(gateway.port(), pki.caller())};
    caller.send(request_text("GET", "/api/Tickets/2", {}, {{"Prefer", "wait=500"}}));
    caller.finish_sending();
    const std::string line = gateway.program().wait_for_line("\"hung_up\":true");
    EXPECT_EQ(json_at(line, "/exchanges"), "0");
}

TEST(CallerTls, WhoNeverEndsTheHandshakeCountsAndHasToGo) {
    const Pki pki;
    Gateway gateway{{.sections = pki.listener() + "callers: {max_connections: 1, head_timeout: 2s}\n"}};
    Caller silent = gateway.connect();
    Caller turned_away{connect_tls(gateway.port(), pki.caller())};
    EXPECT_EQ(turned_away.receive().field("X-Halogate-Error"), "queue_full");
    EXPECT_EQ(silent.receive_all(), "") << "its time is up";
    EXPECT_EQ(status_for(gateway, pki.caller()), 200U);
}

TEST(CallerTls, AReloadShowsTheNewCertificateToNewConnections) {
    const Pki pki;
    const TestAuthority next;
    const TlsCaller trusts_next{.ca_file = pki.folder.write("next.pem", next.certificate())};
    Gateway gateway{{.sections = pki.listener()}};
    Caller open{connect_tls(gateway.port(), pki.caller())};
    ASSERT_EQ(open.get("/api/Tickets/1").status, 200U);
    EXPECT_EQ(status_for(gateway, trusts_next), 0U);

    pki.show(next.issue({}));
    gateway.program().send_signal(SIGHUP);
    gateway.program().wait_for_line("listeners[0].tls: certificate, key and authorities read again");
    EXPECT_EQ(status_for(gateway, trusts_next), 200U);
    EXPECT_EQ(status_for(gateway, pki.caller()), 0U);
    EXPECT_EQ(open.get("/api/Tickets/1").status, 200U) << "open connections go on";
}

TEST(CallerTls, AReloadOfABadPairKeepsTheOldOne) {
    const Pki pki;
    Gateway gateway{{.sections = pki.listener()}};
    static_cast<void>(pki.folder.write("server-key.pem", pki.authority.issue({}).key));
    gateway.program().send_signal(SIGHUP);
    gateway.program().wait_for_line("listeners[0].tls.key: " + pki.key + " is not the key of");
    gateway.program().wait_for_line("stays in force");
    EXPECT_EQ(status_for(gateway, pki.caller()), 200U);
}

TEST(CallerTls, AReloadTakesOtherAuthoritiesForCallers) {
    const Pki pki;
    const TestAuthority next;
    const std::string client_ca = pki.folder.write("client-ca.pem", pki.authority.certificate());
    Gateway gateway{{.sections = pki.listener(", client_ca: " + client_ca)}};
    const Identity of_next = next.issue({.usage = "clientAuth"});
    ASSERT_EQ(status_for(gateway, pki.caller(of_next)), 0U);
    static_cast<void>(pki.folder.write("client-ca.pem", next.certificate()));
    gateway.program().send_signal(SIGHUP);
    gateway.program().wait_for_line("read again");
    EXPECT_EQ(status_for(gateway, pki.caller(of_next)), 200U);
    EXPECT_EQ(status_for(gateway, pki.caller(pki.authority.issue({.usage = "clientAuth"}))), 0U);
}

/// What `command` says of a listener with these files, and its exit status.
Finished said_of(const Pki& pki, std::vector<std::string> command) {
    const GatewayPlan plan{.sections = pki.listener()};
    const std::string text =
        configuration(plan, "https://nosuch.invalid", pki.ca_file, pki.folder.write("secret", client_secret));
    command.insert(command.end(), {"--config", pki.folder.write("halogate.yaml", text)});
    return run({.arguments = std::move(command)});
}

TEST(CallerTls, UnusableFilesAreNamedAtTheStartAndByCheck) {
    const Pki pki;
    static_cast<void>(pki.folder.write("server-key.pem", pki.authority.issue({}).key));
    const std::string words = "listeners[0].tls.key: " + pki.key + " is not the key of " + pki.certificate;
    const Finished served = said_of(pki, {"serve"});
    EXPECT_EQ(served.status, 2);
    EXPECT_NE(served.errors.find(words), std::string::npos) << served.errors;
    const Finished checked = said_of(pki, {"check", "--offline"});
    EXPECT_EQ(checked.status, 1);
    EXPECT_NE(checked.output.find(words), std::string::npos) << checked.output;
}

TEST(CallerTls, WhatShouldBeMendedIsWarnedOf) {
    const Pki pki;
    EXPECT_EQ(said_of(pki, {"check", "--offline"}).output.find("listeners[0].tls"), std::string::npos);
    pki.show(pki.authority.issue({.until = -std::chrono::hours{1}}));
    ASSERT_EQ(::chmod(pki.key.c_str(), 0644), 0);
    const Finished checked = said_of(pki, {"check", "--offline"});
    EXPECT_EQ(checked.status, 0);
    EXPECT_NE(checked.output.find("warning  files: listeners[0].tls.certificate: expired at "),
              std::string::npos)
        << checked.output;
    EXPECT_NE(checked.output.find("warning  files: listeners[0].tls.key: every user of this machine can"),
              std::string::npos)
        << checked.output;
    Gateway gateway{{.sections = pki.listener()}};
    gateway.program().wait_for_line("listeners[0].tls.certificate: expired at ");
    gateway.program().wait_for_line("listeners[0].tls.key: every user of this machine can read");
}

}  // namespace

}  // namespace halogate::program

// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdio>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "program/support/gateway.hpp"
#include "program/support/patience.hpp"

namespace halogate::program {

namespace {

const std::string with_admin = "admin: {address: \"127.0.0.1:0\"}\n";

std::string policy(const std::string& anonymous) {
    return "policy: {anonymous: [" + anonymous + "]}\n";
}

std::string window_of(int requests) {
    return "limits: {window: {requests: " + std::to_string(requests) + ", per: 5m}, reserve: 0%}\n";
}

Answer status_of(Gateway& gateway) {
    const std::string line = gateway.program().wait_for_line("health and status on http://");
    return Caller{connect_tcp(port_in(line.substr(line.find("http://"))))}.get("/status.json");
}

TEST(Reload, ThePolicyIsTheNewOneForTheNextCallOfAnOpenConnectionToo) {
    Gateway gateway;
    Caller caller = gateway.connect();
    ASSERT_EQ(caller.get("/api/Client/1").status, 200U);
    gateway.reconfigure({.sections = policy("edit:tickets")});
    const Answer refused = caller.get("/api/Client/1");
    EXPECT_EQ(refused.status, 403U);
    EXPECT_NE(refused.body.find("read:customers"), std::string::npos) << refused.body;
    EXPECT_EQ(caller.get("/api/Tickets/1").status, 200U);
}

TEST(Reload, ACallThatHasBegunKeepsTheOldSettings) {
    Gateway gateway;
    ASSERT_EQ(gateway.get("/api/Tickets/2").status, 200U);
    gateway.sandbox.plan({.match = "GET /api/Client/1", .kind = "slow_body"});
    Caller caller = gateway.connect();
    caller.send(request_text("GET", "/api/Client/1"));
    caller.receive_some();
    gateway.reconfigure({.tenant = "response_timeout: 1s", .sections = policy("edit:tickets")});
    const Answer answer = caller.receive();
    EXPECT_EQ(answer.status, 200U);
    EXPECT_TRUE(answer.complete);
    EXPECT_EQ(gateway.get("/api/Client/1").status, 403U);
}

TEST(Reload, ABadFileLeavesTheOldOneInForceAndSaysSo) {
    Gateway gateway{{.sections = with_admin}};
    gateway.send_configuration(gateway.configuration_text({.sections = with_admin}) + "polcy: {}\n");
    gateway.program().wait_for_line("polcy");
    gateway.program().wait_for_line("nothing has changed: configuration 1 of");
    EXPECT_EQ(gateway.get("/api/Client/1").status, 200U);
    const Answer after_failure = status_of(gateway);
    EXPECT_EQ(after_failure.at("/configuration/generation"), "1");
    EXPECT_EQ(after_failure.at("/configuration/failed_reloads"), "1");
    EXPECT_NE(after_failure.at("/configuration/last_error").find("polcy"), std::string::npos);

    gateway.reconfigure({.sections = with_admin + policy("read:tickets")});
    const Answer after = status_of(gateway);
    EXPECT_EQ(after.at("/configuration/generation"), "2");
    EXPECT_EQ(after.at("/configuration/last_error"), "null");
    EXPECT_EQ(gateway.get("/api/Client/1").status, 403U);
}

TEST(Reload, AnAddressThatCannotBeHadIsAFaultLikeAnyOther) {
    Gateway gateway;
    Gateway other;
    gateway.send_configuration(gateway.configuration_text(
        {.sections = "listeners: [{address: \"127.0.0.1:0\"}, {address: \"127.0.0.1:" +
                     std::to_string(other.port()) + "\"}]\n" + policy("read:tickets")}));
    gateway.program().wait_for_line("`listeners[1].address` must be one of this machine that is free");
    gateway.program().wait_for_line("nothing has changed");
    EXPECT_EQ(gateway.get("/api/Client/1").status, 200U) << "nothing of it is in force";
    EXPECT_EQ(other.get("/api/Tickets/1").status, 200U);
}

TEST(Reload, WhatTheWindowHasSeenCountsUnderTheNewLimit) {
    Gateway gateway{{.sections = window_of(2)}};
    EXPECT_EQ(gateway.get("/api/Tickets/1", {{"Prefer", "wait=0"}}).status, 200U);
    EXPECT_EQ(gateway.get("/api/Tickets/1", {{"Prefer", "wait=0"}}).status, 200U);
    gateway.reconfigure({.sections = window_of(3)});
    EXPECT_EQ(gateway.get("/api/Tickets/1", {{"Prefer", "wait=0"}}).status, 200U);
    EXPECT_EQ(gateway.get("/api/Tickets/1", {{"Prefer", "wait=0"}}).status, 429U);
}

std::string two_consumers(const std::string& order, const std::string& cap) {
    const std::string bridge =
        "    bridge: {identify: {api_key: key-of-the-bridge}, allow: [edit:tickets], caps: {create: " + cap +
        "}}\n";
    const std::string reader =
        "    reader: {identify: {api_key: key-of-the-reader}, allow: [read:tickets]}\n";
    return "policy:\n  anonymous: [read:tickets]\n  consumers:\n" +
           (order == "bridge first" ? bridge + reader : reader + bridge);
}

TEST(Reload, ACapRemembersWhatItsConsumerHasTakenWhereverThatStands) {
    Gateway gateway{{.sections = two_consumers("bridge first", "2 per 1h")}};
    const FieldList key{{"X-API-Key", "key-of-the-bridge"}};
    EXPECT_EQ(gateway.post("/api/Tickets", ticket("one"), key).status, 201U);
    gateway.reconfigure({.sections = two_consumers("reader first", "3 per 1h")});
    EXPECT_EQ(gateway.post("/api/Tickets", ticket("two"), key).status, 201U);
    gateway.reconfigure({.sections = two_consumers("bridge first", "2 per 1h")});
    EXPECT_EQ(gateway.post("/api/Tickets", ticket("three"), key).field("X-Halogate-Error"), "caller_limit");
}

TEST(Reload, ATokenIsAskedForAnewOnlyWhenTheNeededScopesChange) {
    Gateway gateway;
    ASSERT_EQ(gateway.get("/api/Tickets/1").status, 200U);
    ASSERT_EQ(gateway.sandbox.state("token_requests"), 1);
    gateway.reconfigure({.sections = "queue: {max_wait: 9s}\n"});
    EXPECT_EQ(gateway.get("/api/Tickets/1").status, 200U);
    EXPECT_EQ(gateway.sandbox.state("token_requests"), 1);
    gateway.reconfigure({.sections = policy("edit:tickets, edit:customers, edit:assets, read:contracts")});
    gateway.program().wait_for_lines("token: renewed", 2);
    EXPECT_EQ(gateway.get("/api/Tickets/1").status, 200U);
    EXPECT_EQ(gateway.sandbox.state("token_requests"), 2);
}

TEST(Reload, ListenersComeAndGoAndTheOthersStay) {
    const TemporaryFolder folder;
    const std::string first = folder.file("first.sock");
    const std::string second = folder.file("second.sock");
    const std::string tcp = "listeners:\n  - address: 127.0.0.1:0\n";
    Gateway gateway{{.sections = tcp + "  - unix: " + first + "\n"}};
    Caller kept = gateway.connect();
    Caller leaving{connect_unix(first)};
    ASSERT_EQ(kept.get("/api/Tickets/1").status, 200U);
    ASSERT_EQ(leaving.get("/api/Tickets/1").status, 200U);
    gateway.sandbox.plan({.match = "GET /api/Tickets/2", .kind = "slow_body"});
    leaving.send(request_text("GET", "/api/Tickets/2"));
    leaving.receive_some();
    gateway.reconfigure({.sections = tcp + "  - unix: " + second + "\n"});
    EXPECT_TRUE(leaving.receive().complete) << "what has begun finishes";
    EXPECT_EQ(leaving.receive_all(), "") << "and then the connection is closed";
    EXPECT_THROW((void)connect_unix(first), std::exception);
    EXPECT_EQ(Caller{connect_unix(second)}.get("/api/Tickets/1").status, 200U);
    EXPECT_EQ(kept.get("/api/Tickets/1").status, 200U);
    EXPECT_EQ(gateway.get("/api/Tickets/1").status, 200U) << "the port is the same";
}

TEST(Reload, AnAddressCanBeNarrowedWhileItIsInUse) {
    std::string port;
    {
        const Gateway finder;
        port = std::to_string(finder.port());
    }
    const auto at = [&](const std::string& host, const std::string& trust) {
        return "listeners: [{address: \"" + host + ":" + port + "\"" + trust + "}]\n";
    };
    Gateway gateway{{.sections = at("0.0.0.0", ", trust: network")}};
    ASSERT_EQ(gateway.get("/api/Tickets/1").status, 200U);
    gateway.reconfigure({.sections = at("127.0.0.1", "")});
    EXPECT_EQ(gateway.get("/api/Tickets/1").status, 200U);
}

TEST(Reload, TheLogsAreOpenedAgainEvenWhenTheConfigurationIsBad) {
    const TemporaryFolder folder;
    const std::string log = folder.file("access.log");
    Gateway gateway{{.sections = "log: {access: " + log + "}\n"}};
    ASSERT_EQ(gateway.get("/api/Tickets/1").status, 200U);
    ASSERT_EQ(::rename(log.c_str(), (log + ".old").c_str()), 0);
    gateway.send_configuration("nonsense: true\n");
    gateway.program().wait_for_line("nothing has changed");
    ASSERT_EQ(gateway.get("/api/Tickets/2").status, 200U);
    EXPECT_EQ(gateway.stop(), 0);
    EXPECT_NE(read_file(log).find("/api/Tickets/2"), std::string::npos);
    EXPECT_EQ(read_file(log).find("/api/Tickets/1"), std::string::npos);
}

TEST(Reload, AnotherAccessLogTakesTheLinesFromThenOn) {
    const TemporaryFolder folder;
    const auto to = [&](const std::string& name) { return "log: {access: " + folder.file(name) + "}\n"; };
    Gateway gateway{{.sections = to("a.log")}};
    ASSERT_EQ(gateway.get("/api/Tickets/1").status, 200U);
    gateway.reconfigure({.sections = to("b.log")});
    ASSERT_EQ(gateway.get("/api/Tickets/2").status, 200U);
    EXPECT_EQ(gateway.stop(), 0);
    EXPECT_NE(read_file(folder.file("a.log")).find("/api/Tickets/1"), std::string::npos);
    EXPECT_NE(read_file(folder.file("b.log")).find("/api/Tickets/2"), std::string::npos);
}

TEST(Reload, ASecretOfTheEnvironmentIsFoundAgainAndCannotBeSeenThere) {
    Sandbox sandbox;
    const TemporaryFolder folder;
    ProgramStart start;
    start.folder = folder.path();
    start.arguments = {"serve"};
    start.environment = {{"HALOPSA_BASE_URL", sandbox.url()},
                         {"HALOPSA_TENANT", std::string{tenant_name}},
                         {"HALOPSA_CLIENT_ID", std::string{client_id}},
                         {"HALOPSA_CLIENT_SECRET", std::string{client_secret}},
                         {"HALOGATE_LISTEN", "127.0.0.1:0"},
                         {"HALOGATE_ADMIN", "off"},
                         {"SSL_CERT_FILE", sandbox.ca_file()}};
    RunningProgram program{start};
    Caller caller{connect_tcp(port_in(program.wait_for_line("listening on http://")))};
    ASSERT_EQ(caller.get("/api/Tickets/1").status, 200U);
    for (int generation = 2; generation < 4; ++generation) {
        program.send_signal(SIGHUP);
        program.wait_for_line("reload: configuration " + std::to_string(generation) + " is in force");
        EXPECT_EQ(caller.get("/api/Tickets/1").status, 200U);
    }
    EXPECT_EQ(sandbox.state("token_requests"), 1);
    if (::geteuid() != 0) return;  // nobody else may look
    const std::string seen = read_file("/proc/" + std::to_string(program.pid()) + "/environ");
    EXPECT_NE(seen.find("HALOPSA_TENANT="), std::string::npos);
    EXPECT_EQ(seen.find(client_secret), std::string::npos);
}

TEST(Reload, TheSandboxCanBeReloadedToo) {
    ProgramStart start;
    start.arguments = {"serve", "--sandbox", "--listen", "127.0.0.1:0"};
    start.environment = {{"HALOGATE_ADMIN", "off"}};
    RunningProgram program{start};
    Caller caller{connect_tcp(port_in(program.wait_for_line("listening on http://")))};
    ASSERT_EQ(caller.get("/api/Tickets/1").status, 200U);
    program.send_signal(SIGHUP);
    program.wait_for_line("reload: configuration 2 is in force");
    EXPECT_EQ(caller.get("/api/Tickets/1").status, 200U);
}

/// What each of many reloads changes, and no caller may notice.
std::string variation(int number, const TemporaryFolder& folder) {
    std::string sections = "listeners:\n  - address: 127.0.0.1:0\n";
    if (number % 2 == 0) sections += "  - unix: " + folder.file("side.sock") + "\n";
    sections += "limits: {window: {requests: " + std::to_string(100'000 + number) +
                ", per: 5m}, concurrency: " + std::to_string(16 + number % 4) + ", reserve: 0%}\n";
    sections += "policy:\n  anonymous: [edit:tickets, edit:customers]\n  consumers:\n";
    const std::string name = number % 3 == 0 ? "a-visitor" : "z-visitor";
    sections += "    " + name + ": {identify: {api_key: key-of-number-" + std::to_string(number) +
                "}, allow: [read:tickets]}\n";
    sections += "    steady: {identify: {api_key: key-of-the-steady}, allow: [read:tickets], weight: " +
                std::to_string(1 + number % 3) + "}\n";
    return sections;
}

TEST(Reload, UnderLoadNobodyNotices) {
    const TemporaryFolder folder;
    Gateway gateway{{.sections = variation(0, folder)}};
    std::atomic<bool> over = false;
    std::atomic<int> good = 0;
    std::mutex mutex;
    std::vector<std::string> bad;
    const auto note = [&](const Answer& answer) {
        if (answer.status == 200U && answer.complete) return void(++good);
        const std::lock_guard lock{mutex};
        bad.push_back(std::to_string(answer.status) + " " + answer.body);
    };
    const auto work = [&](bool keeps_alive) {
        Caller kept = gateway.connect();
        while (!over) try {
                note(keeps_alive ? kept.get("/api/Tickets/1")
                                 : gateway.get("/api/Tickets/1", {{"X-API-Key", "key-of-the-steady"}}));
            } catch (const std::exception& error) {
                const std::lock_guard lock{mutex};
                bad.emplace_back(error.what());
                kept = gateway.connect();
            }
    };
    std::vector<std::thread> callers;
    for (int i = 0; i < 4; ++i) callers.emplace_back(work, i % 2 == 0);
    for (int number = 1; number <= 60; ++number) gateway.reconfigure({.sections = variation(number, folder)});
    over = true;
    for (std::thread& caller : callers) caller.join();
    EXPECT_EQ(bad, std::vector<std::string>{});
    EXPECT_GT(good, 60);
}

}  // namespace

}  // namespace halogate::program

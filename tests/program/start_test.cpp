// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <csignal>

#include "program/support/gateway.hpp"

namespace halogate::program {

namespace {

TEST(Start, NeedsNoConfigurationInFrontOfTheSandbox) {
    const TemporaryFolder folder;
    ProgramStart start;
    start.folder = folder.path();
    start.arguments = {"serve", "--sandbox", "--listen", "127.0.0.1:0"};
    start.environment = {{"HALOGATE_ADMIN", "off"}};
    RunningProgram program{start};

    Caller caller{connect_tcp(port_in(program.wait_for_line("listening on http://")))};
    const Answer answer = caller.get("/api/Tickets");
    EXPECT_EQ(answer.status, 200U) << answer.body;
    EXPECT_NE(answer.at("/tickets/0/id"), "");

    program.send_signal(SIGTERM);
    EXPECT_EQ(program.wait(), 0) << program.errors();
}

TEST(Start, WhoReachesTheSandboxFromOutsideIsServedToo) {
    const TemporaryFolder folder;
    ProgramStart start;
    start.folder = folder.path();
    start.arguments = {"serve", "--sandbox", "--listen", "0.0.0.0:0"};
    start.environment = {{"HALOGATE_ADMIN", "off"}};
    RunningProgram program{start};
    Caller caller{connect_tcp(port_in(program.wait_for_line("listening on http://")))};
    const Answer answer = caller.get("/api/Tickets");
    EXPECT_EQ(answer.status, 200U) << answer.body;
    EXPECT_NE(program.errors().find("open to other machines"), std::string::npos) << program.errors();
}

TEST(Start, CallersLeaveDescriptorsForTheTenant) {
    const TemporaryFolder folder;
    ProgramStart start;
    start.folder = folder.path();
    start.binary = "/bin/sh";
    start.arguments = {
        "-c",         "ulimit -n 128; exec \"$0\" \"$@\"", HALOGATE_BINARY, "serve", "--sandbox", "--listen",
        "127.0.0.1:0"};
    start.environment = {{"HALOGATE_ADMIN", "off"}};
    RunningProgram program{start};
    const auto port = port_in(program.wait_for_line("listening on http://"));
    EXPECT_NE(program.errors().find("callers.max_connections is lowered to 32"), std::string::npos)
        << program.errors();
    std::vector<Caller> idle;
    for (int count = 0; count < 31; ++count) idle.emplace_back(connect_tcp(port));
    EXPECT_EQ(Caller{connect_tcp(port)}.get("/api/Tickets/1").status, 200U);
}

TEST(Start, TheSandboxSaysHowToReachItOnAUnixSocket) {
    const TemporaryFolder folder;
    ProgramStart start;
    start.folder = folder.path();
    const std::string path = folder.file("halogate.sock");
    start.arguments = {"serve", "--sandbox", "--listen", path};
    start.environment = {{"HALOGATE_ADMIN", "off"}};
    RunningProgram program{start};
    program.wait_for_line("curl --unix-socket " + path + " 'http://localhost/api/Tickets");
}

TEST(Start, AnAccessLogThatCannotBeWrittenIsSaidWithItsKey) {
    const TemporaryFolder folder;
    const std::string nowhere = folder.file("absent") + "/access.log";
    const std::string text = configuration({.sections = "log: {access: " + nowhere + "}\n"},
                                           "https://127.0.0.1:1", "", folder.write("secret", client_secret));
    const std::string file = folder.write("halogate.yaml", text);
    for (const char* command : {"serve", "check"}) {
        const Finished finished = run({.arguments = {command, "--config", file}});
        EXPECT_NE(finished.status, 0) << command;
        const std::string said = finished.output + finished.errors;
        EXPECT_NE(said.find("log.access: cannot write " + nowhere), std::string::npos) << said;
    }
}

TEST(Start, TheEnvironmentAloneIsEnough) {
    Sandbox sandbox;
    const TemporaryFolder folder;
    ProgramStart start;
    start.folder = folder.path();
    start.arguments = {"serve"};
    start.environment = {
        {"HALOPSA_BASE_URL", sandbox.url()},
        {"HALOPSA_TENANT", std::string{tenant_name}},
        {"HALOPSA_CLIENT_ID", std::string{client_id}},
        {"HALOPSA_CLIENT_SECRET_FILE", folder.write("secret", std::string{client_secret} + "\n")},
        {"HALOPSA_SCOPES", "read:tickets"},
        {"HALOGATE_LISTEN", "127.0.0.1:0"},
        {"HALOGATE_ADMIN", "off"},
        {"SSL_CERT_FILE", sandbox.ca_file()}};
    RunningProgram program{start};

    Caller caller{connect_tcp(port_in(program.wait_for_line("listening on http://")))};
    EXPECT_EQ(caller.get("/api/Tickets").status, 200U);
    EXPECT_EQ(caller.get("/api/Client").status, 403U) << "HALOPSA_SCOPES is the policy of `anonymous`";
    EXPECT_EQ(caller.post("/api/Tickets", ticket("x")).status, 403U);
    EXPECT_EQ(sandbox.state("token_requests"), 1);
}

TEST(Start, TheConfigurationIsFoundByTheEnvironmentToo) {
    Sandbox sandbox;
    const TemporaryFolder folder;
    const std::string secret = folder.write("secret", client_secret);
    ProgramStart start;
    start.folder = folder.path();
    start.arguments = {"serve"};
    start.environment = {
        {"HALOGATE_CONFIG",
         folder.write("elsewhere.yaml", configuration({}, sandbox.url(), sandbox.ca_file(), secret))}};
    RunningProgram program{start};
    Caller caller{connect_tcp(port_in(program.wait_for_line("listening on http://")))};
    EXPECT_EQ(caller.get("/api/Tickets/1").status, 200U);
}

TEST(Start, AUnixSocketIsAListenerToo) {
    const TemporaryFolder folder;
    const std::string path = folder.file("halogate.sock");
    Gateway gateway{{.sections = "listeners: [{unix: " + path + "}]\n"}};
    Caller caller{connect_unix(path)};
    EXPECT_EQ(caller.get("/api/Tickets/1").status, 200U);
    EXPECT_EQ(gateway.stop(), 0);
    EXPECT_THROW((void)connect_unix(path), std::exception) << "nobody may find a socket that nobody serves";
}

TEST(Start, ASocketLeftBehindByADeadProcessIsNotInTheWay) {
    const TemporaryFolder folder;
    const std::string path = folder.file("halogate.sock");
    const GatewayPlan plan{.sections = "listeners: [{unix: " + path + "}]\n"};
    {
        Gateway first{plan};
        first.program().send_signal(SIGKILL);
        EXPECT_EQ(first.program().wait(), 128 + SIGKILL);
    }
    Gateway second{plan};
    EXPECT_EQ(Caller{connect_unix(path)}.get("/api/Tickets/1").status, 200U);
}

TEST(Start, VersionAndHelpAreAnsweredEverywhere) {
    const Finished version = run({.arguments = {"--version"}});
    EXPECT_EQ(version.status, 0);
    EXPECT_TRUE(version.output.starts_with("halogate ")) << version.output;
    for (const char* command : {"serve", "sandbox", "check"}) {
        const Finished help = run({.arguments = {command, "--help"}});
        EXPECT_EQ(help.status, 0) << command;
        EXPECT_NE(help.output.find("--"), std::string::npos) << command << help.output;
        const Finished same = run({.arguments = {command, "--version"}});
        EXPECT_EQ(same.status, 0) << command << same.errors;
        EXPECT_EQ(same.output, version.output) << command;
    }
    const Finished all = run({.arguments = {"--help"}});
    EXPECT_EQ(all.status, 0);
    for (const char* command : {"serve", "sandbox", "check"})
        EXPECT_NE(all.output.find(command), std::string::npos) << all.output;
}

TEST(Start, WrongUsageIsStatusTwoAndSaysWhatIsWrong) {
    const std::pair<std::vector<std::string>, const char*> wrong[] = {
        {{}, "--help"},
        {{"sevre"}, "sevre"},
        {{"serve", "--confg", "x"}, "--confg"},
        {{"check", "--nothing"}, "--nothing"},
        {{"sandbox", "--window", "much"}, "much"},
        {{"sandbox", "--window", "much"}, "--window"},
        {{"sandbox", "--latency", "5"}, "--latency"},
        {{"sandbox", "--fault", "earthquake"}, "earthquake"},
    };
    for (const auto& [arguments, named] : wrong) {
        const Finished finished = run({.arguments = arguments});
        EXPECT_EQ(finished.status, 2) << finished.output << finished.errors;
        EXPECT_NE(finished.errors.find(named), std::string::npos) << finished.errors;
    }
}

TEST(Start, AnAddressInUseIsSaidAndIsStatusTwo) {
    Gateway gateway;
    const std::string text = configuration(
        {.sections = "listeners: [{address: \"127.0.0.1:" + std::to_string(gateway.port()) + "\"}]\n"},
        gateway.sandbox.url(), gateway.sandbox.ca_file(), gateway.folder().file("secret"));
    const Finished second =
        run({.arguments = {"serve", "--config", gateway.folder().write("second.yaml", text)}});
    EXPECT_NE(second.status, 0);
    EXPECT_NE(second.errors.find(std::to_string(gateway.port())), std::string::npos) << second.errors;
}

TEST(Start, DoesNotWaitForATenantThatIsDown) {
    const TemporaryFolder folder;
    const std::string secret = folder.write("secret", client_secret);
    // Port 1 of loopback: refused at once.
    const std::string text = configuration({.tenant = "token_url: https://127.0.0.1:1/auth/token\ntls: {}\n"},
                                           "https://127.0.0.1:1", "", secret);
    RunningProgram program{{.arguments = {"serve", "--config", folder.write("halogate.yaml", text)}}};
    Caller caller{connect_tcp(port_in(program.wait_for_line("listening on http://")))};
    const Answer answer = caller.get("/api/Tickets", {{"Prefer", "wait=1"}});
    EXPECT_EQ(answer.status, 502U);
    EXPECT_EQ(answer.field("X-Halogate-Error"), "tenant_unreachable") << answer.body;
}

}  // namespace

}  // namespace halogate::program

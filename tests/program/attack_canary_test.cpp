// SPDX-License-Identifier: MIT
// Token or secret leaves by a redirect, log, error, metric, core: secrets that can be recognised go through
// every path, and all that comes out is searched for them.
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "program/support/raw_gateway.hpp"

namespace halogate::program {

namespace {

namespace fs = std::filesystem;
using Then = RawReply::Then;

constexpr const char* token_mark = "token-canary-5d1e77";
constexpr const char* key_mark = "key-canary-90ab12";

const std::string talkative =
    "admin: {address: \"127.0.0.1:0\"}\n"
    "log: {level: debug, queries: names}\n"
    "policy:\n"
    "  anonymous: [edit:tickets]\n"
    "  consumers:\n"
    "    bridge: {identify: {api_key: \"key-canary-90ab12-of-the-bridge\"}, allow: [read:tickets]}\n";

void expect_no_mark(const std::string& text, std::string_view where) {
    for (const std::string_view mark : {canary, std::string_view{token_mark}, std::string_view{key_mark}})
        EXPECT_EQ(text.find(mark), std::string::npos) << mark << " stands in " << where << ":\n" << text;
}

std::string text_of(const Answer& answer) {
    std::string text;
    for (const auto& [name, value] : answer.fields) text += name + ": " + value + "\n";
    return text + answer.body;
}

std::uint16_t admin_port(RawGateway& gateway) {
    return port_in(gateway.program().wait_for_line("health and status on"));
}

/// All that the gateway itself has to say: to callers, to whoever looks at the admin listener, to its logs.
void expect_silence_about_secrets(RawGateway& gateway) {
    for (const char* page : {"/", "/healthz", "/readyz", "/status.json", "/metrics", "/debug", "/nowhere"})
        expect_no_mark(text_of(Caller{connect_tcp(admin_port(gateway))}.get(page)), page);
    expect_no_mark(gateway.written(), "the logs");
}

std::string in_json(std::string_view text) {
    std::string escaped;
    for (const char c : text) {
        if (c == '"' || c == '\\') escaped += '\\';
        escaped += c;
    }
    return escaped;
}

std::vector<RawReply> telling_replies() {
    const std::string secret = in_json(client_secret);
    const std::string form = "canary-b7f1c09e%2B%2541%26x%3Dy%C3%BC+z";
    const std::string described = R"({"error":"invalid_client","error_description":")";
    const std::string url = "Location: https://evil.example/?client_secret=" + form + "\r\n";
    return {
        {raw_answer(described + "no client with secret " + secret + "\"}", "", "401 Unauthorized"),
         Then::keep},
        {raw_answer(described + "client_secret=" + form + "\"}", "", "400 Bad Request"), Then::keep},
        {raw_answer(R"({"error":"canary-b7f1c09e"})", "", "400 Bad Request"), Then::keep},
        {raw_answer(R"({"Message":"canary-b7f1c09e+%41&x=y"})", "", "403 Forbidden"), Then::keep},
        {raw_answer("you sent client_secret=" + form, "", "500 Internal Server Error"), Then::keep},
        {raw_answer("<html>" + std::string{client_secret} + "</html>"), Then::keep},
        {raw_answer(R"({"access_token":"token-canary-5d1e77","token_type":"MAC"})"), Then::keep},
        {raw_answer(R"({"access_token":"token-canary-5d1e77)"), Then::keep},
        {raw_answer(R"(token-canary-5d1e77 access_token)"), Then::keep},
        {raw_answer(R"({"access_token":"token-canary-5d1e77","token_type":"Bearer","expires_in":"soon"})"),
         Then::keep},
        {raw_answer("{}", url, "302 Found"), Then::keep},
        {raw_answer(described + secret + "\"}", "Retry-After: 1\r\n", "429 Too Many Requests"), Then::keep},
        {raw_answer(described + secret + "\"}", "X-Echo: " + form + "\r\n", "418 " + form), Then::keep},
        {"HTTP/1.1 200 OK\r\nX-Echo : " + form + "\r\n\r\n", Then::close},
        {"client_secret=" + form, Then::close},
    };
}

TEST(AttackCanary, ATokenEndpointThatEchoesTheSecretIsNotQuoted) {
    for (const RawReply& reply : telling_replies()) {
        SCOPED_TRACE(reply.bytes);
        RawGateway gateway{{.sections = talkative}, {{"POST /auth/token", reply}}};
        gateway.program().wait_for_line(R"("level":"error","message":"token: )");
        expect_silence_about_secrets(gateway);
    }
}

TEST(AttackCanary, ACallerIsToldOfTheRefusalAndNothingOfTheSecret) {
    RawGateway gateway{{.sections = talkative}, {{"POST /auth/token", telling_replies()[0]}}};
    gateway.program().wait_for_line(R"("level":"error","message":"token: )");
    const Answer answer = gateway.get("/api/Tickets/1");
    EXPECT_EQ(answer.field("X-Halogate-Error"), "credentials_rejected") << answer.body;
    expect_no_mark(text_of(answer), "the answer");
    expect_silence_about_secrets(gateway);
}

TEST(AttackCanary, NoTroubleOfAnExchangeTellsTheTokenOrAKey) {
    RawGateway gateway{
        {.tenant = "response_timeout: 1s\n", .sections = talkative + "retry: {max_attempts: 1}\n"},
        {{"POST /auth/token", {raw_token(token_mark), Then::keep}}}};
    const FieldList key{{"X-API-Key", std::string{key_mark} + "-of-the-bridge"}};
    const std::string echo = "X-Echo : Bearer token-canary-5d1e77\r\n";
    const RawReply troubles[] = {
        {raw_answer("{}", "", "500 Internal Server Error"), Then::keep},
        {raw_answer("{}", "", "401 Unauthorized"), Then::keep},
        {raw_answer(R"({"error":"Token not found"})", "", "400 Bad Request"), Then::keep},
        {raw_answer("{}", "", "503 Service Unavailable"), Then::keep},
        {"HTTP/1.1 200 OK\r\n" + echo + "\r\n", Then::close},
        {"Bearer token-canary-5d1e77\r\n\r\n", Then::close},
        {"", Then::close},
        {"", Then::keep},
    };
    for (const RawReply& trouble : troubles) {
        gateway.tenant.answer("GET /api/Tickets/1", trouble);
        expect_no_mark(text_of(gateway.get("/api/Tickets/1", key)), "the answer");
    }
    EXPECT_NE(gateway.tenant.all_bytes().find(token_mark), std::string::npos)
        << "the token did go to the tenant";
    const FieldList wrong[] = {{{"X-API-Key", std::string{key_mark} + "-of-the-brigde"}},
                               {{"Authorization", std::string{"Bearer "} + token_mark}}};
    for (const FieldList& credential : wrong)
        expect_no_mark(text_of(gateway.get("/api/Client", credential)), "the refusal");
    expect_no_mark(text_of(gateway.get("/api/Tickets/1", {{"X-Bad : ", key_mark}})), "the refusal");
    expect_silence_about_secrets(gateway);
}

TEST(AttackCanary, TheTokenEndpointForCallersTellsNoPairThatItIsShown) {
    RawGateway gateway{{.sections = talkative}};
    const std::string pair = std::string{"client_id=bridge&client_secret="} + key_mark;
    const FieldList form{{"Content-Type", "application/x-www-form-urlencoded"}};
    const FieldList basic{{"Content-Type", "application/x-www-form-urlencoded"},
                          {"Authorization", std::string{"Basic "} + key_mark}};
    for (const std::string& body :
         {"grant_type=client_credentials&" + pair, pair, "grant_type=" + pair, std::string{key_mark}})
        for (const FieldList& fields : {form, basic})
            expect_no_mark(text_of(gateway.connect().call("POST", "/auth/token", body, fields)),
                           "the refusal");
    expect_no_mark(text_of(gateway.connect().call("POST", "/auth/token?" + pair, {}, form)), "the refusal");
    expect_silence_about_secrets(gateway);
}

TEST(AttackCanary, AQueryThatHoldsASecretIsNotLogged) {
    RawGateway gateway{{.sections = talkative}};
    ASSERT_EQ(gateway.get("/api/Tickets?token=token-canary-5d1e77&nonce=key-canary-90ab12").status, 200U);
    gateway.program().wait_for_line("\"query\":\"token,nonce\"");
    expect_silence_about_secrets(gateway);
}

ProgramStart by_environment(const RawTenant& tenant) {
    ProgramStart start;
    start.arguments = {"serve"};
    start.environment = {{"HALOPSA_BASE_URL", tenant.url()},
                         {"HALOPSA_TENANT", "acme"},
                         {"HALOPSA_CLIENT_ID", std::string{client_id}},
                         {"HALOPSA_CLIENT_SECRET", std::string{client_secret}},
                         {"HALOGATE_LISTEN", "127.0.0.1:0"},
                         {"HALOGATE_ADMIN", "off"},
                         {"SSL_CERT_FILE", tenant.ca_file()}};
    return start;
}

std::string of_process(pid_t pid, const char* name) {
    return read_file("/proc/" + std::to_string(pid) + "/" + name);
}

TEST(AttackCanary, TheSecretIsGoneFromTheEnvironmentAndNotOnTheCommandLine) {
    const RawTenant tenant;
    RunningProgram program{by_environment(tenant)};
    Caller caller{connect_tcp(port_in(program.wait_for_line("listening on http://")))};
    EXPECT_EQ(caller.get("/api/Tickets/1").status, 200U) << "it is known nevertheless";
    expect_no_mark(of_process(program.pid(), "cmdline"), "the command line");
    if (::geteuid() != 0) {
        EXPECT_THROW((void)of_process(program.pid(), "environ"), std::exception);
        return;
    }
    const std::string environment = of_process(program.pid(), "environ");
    EXPECT_NE(environment.find("HALOPSA_TENANT=acme"), std::string::npos) << "what is no secret is there";
    expect_no_mark(environment, "the environment");
}

TEST(AttackCanary, ASecretReferredToByTheConfigurationIsGoneFromTheEnvironmentToo) {
    if (::geteuid() != 0) GTEST_SKIP() << "only root may look into the environment of a hardened process";
    const RawTenant tenant;
    const TemporaryFolder folder;
    std::string text =
        configuration({.sections = "policy: {consumers: {bridge: {identify: {api_key: \"${KEY}\"}, "
                                   "allow: [read:tickets]}}}\n"},
                      tenant.url(), tenant.ca_file(), "");
    text.replace(text.find("${file:}"), 8, "${FIRST}${SECOND}");
    ProgramStart start{.arguments = {"serve", "--config", folder.write("halogate.yaml", text)}};
    start.environment = {{"FIRST", std::string{canary}},
                         {"SECOND", "second-half-of-it"},
                         {"KEY", std::string{key_mark} + "-of-the-bridge"}};
    RunningProgram program{start};
    program.wait_for_line("listening on http://");
    const std::string environment = of_process(program.pid(), "environ");
    expect_no_mark(environment, "the environment");
    EXPECT_EQ(environment.find("second-half"), std::string::npos);
}

TEST(AttackCanary, NoChildInheritsAnything) {
    const RawTenant tenant;
    RunningProgram program{by_environment(tenant)};
    Caller caller{connect_tcp(port_in(program.wait_for_line("listening on http://")))};
    ASSERT_EQ(caller.get("/api/Tickets/1").status, 200U);
    const std::string tasks = "/proc/" + std::to_string(program.pid()) + "/task";
    for (const auto& task : fs::directory_iterator{tasks})
        EXPECT_EQ(read_file(task.path().string() + "/children"), "") << "there are none";
}

// A process that may not be dumped belongs to root in /proc: neither a core file nor another process of its
// user can have its memory.
TEST(AttackCanary, NoCoreIsDumpedAndNobodyOfTheSameUserMayLookIntoTheMemory) {
    const TemporaryFolder folder;
    fs::permissions(folder.path(), fs::perms::owner_all | fs::perms::group_exec | fs::perms::others_exec);
    const std::string copy = folder.file("halogate");
    fs::copy_file(HALOGATE_BINARY, copy);
    ProgramStart start{.arguments = {"serve", "--sandbox", "--listen", "127.0.0.1:0"},
                       .environment = {{"HALOGATE_ADMIN", "off"}},
                       .binary = copy};
    if (::geteuid() == 0) {
        const std::vector<std::string> as_nobody{"--reuid=65534", "--regid=65534", "--clear-groups",
                                                 "--pdeathsig=KILL", copy};
        start.arguments.insert(start.arguments.begin(), as_nobody.begin(), as_nobody.end());
        start.binary = "/usr/bin/setpriv";
    }
    RunningProgram program{start};
    program.wait_for_line("listening on http://");
    struct stat owner {};
    const std::string process = "/proc/" + std::to_string(program.pid());
    ASSERT_EQ(::stat(process.c_str(), &owner), 0);
    EXPECT_NE(owner.st_uid, 0U) << "it runs as an ordinary user";
    ASSERT_EQ(::stat((process + "/mem").c_str(), &owner), 0);
    EXPECT_EQ(owner.st_uid, 0U) << "and its memory is nobody's but root's";
}

TEST(AttackCanary, ASecretInAFileThatOthersReadIsWarnedOf) {
    const RawTenant tenant;
    const TemporaryFolder folder;
    std::string text = configuration({}, tenant.url(), tenant.ca_file(), "");
    text.replace(text.find("${file:}"), 8, "\"" + std::string{client_secret} + "\"");
    const std::string path = folder.write("halogate.yaml", text);
    const std::vector<std::string> check{"check", "--offline", "--config", path};
    EXPECT_EQ(run({.arguments = check}).output.find("others can read"), std::string::npos);
    fs::permissions(path, fs::perms::others_read, fs::perm_options::add);
    const Finished finished = run({.arguments = check});
    EXPECT_NE(finished.output.find("others can read"), std::string::npos) << finished.output;
    expect_no_mark(finished.output + finished.errors, "the warning");
    RunningProgram program{{.arguments = {"serve", "--config", path}}};
    expect_no_mark(program.wait_for_line("others can read"), "the warning");
}

}  // namespace

}  // namespace halogate::program

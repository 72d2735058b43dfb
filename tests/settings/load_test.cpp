// SPDX-License-Identifier: MIT
#include "settings/load.hpp"

#include <gmock/gmock.h>

#include "support/settings_environment.hpp"

namespace {

using namespace std::chrono_literals;
using halogate::Expected;
using halogate::settings::Finding;
using halogate::settings::load;
using halogate::settings::LoadedSettings;
using halogate::settings::Settings;
using halogate::settings::TenantKind;
using halogate::test::rendered;
using halogate::test::WrittenEnvironment;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

constexpr auto tenant_lines =
    "tenant:\n  base_url: https://x.halopsa.com\n  client_id: id\n  client_secret: s\n";

WrittenEnvironment with_file(const std::string& text) {
    WrittenEnvironment environment;
    environment.files["h.yaml"] = text;
    return environment;
}

/// The configuration of a tenant, and then these lines (the first of them is line 5).
Expected<LoadedSettings, std::vector<Finding>> load_lines(const std::string& lines) {
    return load({.config = "h.yaml"}, with_file(tenant_lines + lines));
}

std::vector<std::string> faults_of(const std::string& lines) {
    const auto loaded = load_lines(lines);
    return loaded ? std::vector<std::string>{} : rendered(loaded.error());
}

Settings settings_of(const std::string& lines) {
    return load_lines(lines).value().settings;
}

WrittenEnvironment bare_environment() {
    WrittenEnvironment environment;
    environment.variables = {{"HALOPSA_BASE_URL", "https://x.halopsa.com"},
                             {"HALOPSA_TENANT", "acme"},
                             {"HALOPSA_CLIENT_ID", "id"},
                             {"HALOPSA_CLIENT_SECRET", "s"}};
    return environment;
}

// --- where it is found

TEST(Load, CommandLineComesBeforeVariableBeforeUsualPath) {
    auto environment = bare_environment();
    for (const auto* path : {"/a", "/b", "/etc/halogate/halogate.yaml"})
        environment.files[path] = tenant_lines;
    environment.variables["HALOGATE_CONFIG"] = "/b";
    EXPECT_EQ(load({.config = "/a"}, environment)->source, "/a");
    EXPECT_EQ(load({}, environment)->source, "/b");
    environment.variables.erase("HALOGATE_CONFIG");
    EXPECT_EQ(load({}, environment)->source, "/etc/halogate/halogate.yaml");
    environment.files.clear();
    EXPECT_EQ(load({}, environment)->source, "environment");
}

TEST(Load, FileThatCannotBeReadIsAFaultOfWhoNamedIt) {
    WrittenEnvironment environment;
    EXPECT_THAT(rendered(load({.config = "/gone"}, environment).error()),
                ElementsAre("--config: cannot read `/gone`: No such file or directory"));
    environment.variables["HALOGATE_CONFIG"] = "/gone";
    EXPECT_THAT(rendered(load({}, environment).error()),
                ElementsAre("HALOGATE_CONFIG: cannot read `/gone`: No such file or directory"));
}

// --- the environment alone

TEST(Load, EnvironmentAloneIsEnough) {
    const auto loaded = load({}, bare_environment());
    ASSERT_TRUE(loaded);
    const auto& settings = loaded->settings;
    EXPECT_EQ(settings.tenant.base_url, "https://x.halopsa.com");
    EXPECT_EQ(settings.tenant.name, "acme");
    EXPECT_EQ(settings.tenant.client_id, "id");
    EXPECT_EQ(settings.tenant.client_secret.reveal(), "s");
    EXPECT_THAT(settings.tenant.scopes, IsEmpty());
    ASSERT_EQ(settings.listeners.size(), 1U);
    EXPECT_EQ(settings.listeners[0].address, "127.0.0.1:4256");
    EXPECT_EQ(settings.admin_address, "127.0.0.1:4257");
    ASSERT_EQ(settings.consumers.size(), 1U);
    EXPECT_EQ(settings.consumers[0].policy.name, "anonymous");
    EXPECT_THAT(settings.consumers[0].policy.allow.names(),
                ElementsAre("edit:assets", "read:customers", "edit:tickets"));
    EXPECT_THAT(loaded->warnings, IsEmpty());
}

TEST(Load, ScopesOfTheEnvironmentAreWhatAnonymousHolds) {
    auto environment = bare_environment();
    environment.variables["HALOPSA_SCOPES"] = "read:tickets, create:assets";
    EXPECT_THAT(load({}, environment)->settings.consumers[0].policy.allow.names(),
                ElementsAre("create:assets", "read:tickets"));
    environment.variables["HALOPSA_SCOPES"] = "read:tikets";
    EXPECT_THAT(rendered(load({}, environment).error()),
                ElementsAre(AllOf(StartsWith("HALOPSA_SCOPES: "), HasSubstr("read:tickets"))));
}

TEST(Load, NamesOfTheAdminListenerComeFromTheEnvironmentToo) {
    auto environment = bare_environment();
    EXPECT_THAT(load({}, environment)->settings.admin_hosts, IsEmpty());
    environment.variables["HALOGATE_ADMIN_HOSTS"] = "halogate, halogate.internal";
    const auto settings = load({}, environment)->settings;
    EXPECT_THAT(settings.admin_hosts, ElementsAre("halogate", "halogate.internal"));
    EXPECT_EQ(settings.admin_address, "127.0.0.1:4257");
    environment.variables["HALOGATE_ADMIN"] = "127.0.0.1:5";
    EXPECT_EQ(load({}, environment)->settings.admin_address, "127.0.0.1:5");
    environment.variables["HALOGATE_ADMIN_HOSTS"] = "halogate:4257";
    EXPECT_THAT(rendered(load({}, environment).error()),
                ElementsAre("HALOGATE_ADMIN_HOSTS: `admin.hosts`: `halogate:4257` is no host name; write it "
                            "without port"));
}

TEST(Load, EverythingThatTheEnvironmentLacksIsNamedAtOnce) {
    const auto lines = rendered(load({}, WrittenEnvironment{}).error());
    EXPECT_THAT(lines,
                testing::IsSupersetOf(
                    {HasSubstr("`HALOPSA_BASE_URL` is not set"), HasSubstr("`HALOPSA_CLIENT_ID` is not set"),
                     HasSubstr("`HALOPSA_CLIENT_SECRET` or `HALOPSA_CLIENT_SECRET_FILE` is not set")}));
    EXPECT_EQ(lines.size(), 3U);
}

TEST(Load, SecretFileOfTheEnvironmentIsReadWithoutItsNewline) {
    auto environment = bare_environment();
    environment.variables.erase("HALOPSA_CLIENT_SECRET");
    environment.variables["HALOPSA_CLIENT_SECRET_FILE"] = "/run/secrets/halo}";
    environment.files["/run/secrets/halo}"] = "p ${X}\r\n";
    EXPECT_EQ(load({}, environment)->settings.tenant.client_secret.reveal(), "p ${X}");
    environment.files.clear();
    EXPECT_THAT(
        rendered(load({}, environment).error()),
        testing::Contains(
            "HALOPSA_CLIENT_SECRET_FILE: cannot read file `/run/secrets/halo}`: No such file or directory"));
    environment.variables["HALOPSA_CLIENT_SECRET"] = "s";
    EXPECT_THAT(rendered(load({}, environment).error()), ElementsAre(HasSubstr("which of the two is meant")));
}

TEST(Load, TrustOfTheEnvironmentOpensItsListenerWithAWarning) {
    auto environment = bare_environment();
    environment.variables["HALOGATE_LISTEN"] = "0.0.0.0:4256";
    EXPECT_THAT(rendered(load({}, environment).error()),
                ElementsAre(StartsWith("HALOGATE_LISTEN: `0.0.0.0:4256` is not loopback")));
    environment.variables["HALOGATE_TRUST"] = "network";
    environment.variables["HALOGATE_ADMIN"] = "off";
    const auto loaded = load({}, environment);
    ASSERT_TRUE(loaded);
    EXPECT_TRUE(loaded->settings.listeners[0].trust_network);
    EXPECT_EQ(loaded->settings.admin_address, "");
    EXPECT_THAT(rendered(loaded->warnings), ElementsAre(StartsWith("HALOGATE_TRUST: whoever can reach")));
    EXPECT_TRUE(load({.listen = "0.0.0.0:80"}, environment));
    environment.variables["HALOGATE_TRUST"] = "yes";
    EXPECT_THAT(rendered(load({}, environment).error()),
                testing::Contains(HasSubstr("can only be `network`")));
}

TEST(Load, VariableThatAFileMakesUselessIsWarnedOf) {
    auto environment = with_file(tenant_lines);
    environment.variables["HALOGATE_LISTEN"] = "127.0.0.1:1";
    EXPECT_THAT(rendered(load({.config = "h.yaml"}, environment)->warnings),
                ElementsAre("HALOGATE_LISTEN: is set but not used: the configuration file counts alone"));
    environment.files["h.yaml"] += "listeners: [{address: \"${HALOGATE_LISTEN}\"}]\n";
    EXPECT_THAT(load({.config = "h.yaml"}, environment)->warnings, IsEmpty());
    environment.variables["HALOGATE_ADMIN"] = "off";
    environment.variables["HALOGATE_ADMIN_HOSTS"] = "halogate";
    environment.files["h.yaml"] += "admin: {hosts: [\"${HALOGATE_ADMIN_HOSTS:-h}\"]}\n";
    EXPECT_THAT(rendered(load({.config = "h.yaml"}, environment)->warnings),
                ElementsAre(StartsWith("HALOGATE_ADMIN: is set but not used")))
        << "the other variable only begins with its name";
}

// --- secrets

// Anything may be referred to anywhere, by mistake most of all: what a finding quotes is the reference.
TEST(Load, AFindingTellsTheReferenceAndNotWhatItStandsFor) {
    auto environment = with_file(
        "tenant: {base_url: https://x.halopsa.com, client_id: i, client_secret: s}\n"
        "policy:\n"
        "  anonymous: [\"${S}\", \"${file:/run/key}\"]\n"
        "  consumers: {a: {deny: [\"DELETE /api/**${S}/x\"], max_wait: \"${S}\"}}\n"
        "listeners: [{address: \"${S}\", hosts: [\"${file:/none/${S}}\"]}]\n");
    environment.variables["S"] = "canary-1234/canary-5678 canary-9012";
    environment.files["/run/key"] = "canary-file-3456\n";
    const auto loaded = load({.config = "h.yaml"}, environment);
    ASSERT_FALSE(loaded);
    const auto said = rendered(loaded.error());
    EXPECT_GE(said.size(), 5U);
    for (const auto& line : said) EXPECT_THAT(line, testing::Not(HasSubstr("canary")));
    EXPECT_THAT(said, testing::Contains(HasSubstr("${file:/run/key}")));
    EXPECT_THAT(said, testing::Contains(HasSubstr("cannot read file `/none/${S}`")));
}

TEST(Load, SecretsArriveWholeWhateverTheyHold) {
    for (const std::string secret :
         {"+%&= ü:#{", "a: b # c", "{x}", "[1, 2]", "\"'", "${NOT} $${THIS}", "  both ends  ", "- x"}) {
        auto environment =
            with_file("tenant:\n  base_url: https://x.halopsa.com\n  client_id: id\n  client_secret: ${S}\n");
        environment.variables["S"] = secret;
        EXPECT_EQ(load({.config = "h.yaml"}, environment)->settings.tenant.client_secret.reveal(), secret);
        auto alone = bare_environment();
        alone.variables["HALOPSA_CLIENT_SECRET"] = secret;
        EXPECT_EQ(load({}, alone)->settings.tenant.client_secret.reveal(), secret);
    }
}

TEST(Load, ControlCharactersAreRefusedWithoutShowingTheSecret) {
    using namespace std::string_literals;
    for (const auto& evil : {"canary\rx"s, "canary\nx"s, "canary\0x"s, "canary\x7fx"s}) {
        for (const auto* key :
             {"client_secret", "client_id", "name", "scopes", "headers: {halo-app-name", "token_url"}) {
            auto environment = with_file(std::string{"tenant:\n  base_url: https://x.halopsa.com\n"} +
                                         (key == std::string{"client_secret"} ? "" : "  client_secret: s\n") +
                                         (key == std::string{"client_id"} ? "" : "  client_id: id\n") + "  " +
                                         key + ": \"${EVIL}\"" +
                                         (std::string{key}.find('{') == std::string::npos ? "" : "}") + "\n");
            environment.variables["EVIL"] = evil;
            const auto loaded = load({.config = "h.yaml"}, environment);
            ASSERT_FALSE(loaded) << key;
            EXPECT_THAT(rendered(loaded.error()),
                        testing::Contains(HasSubstr("holds a line break or another control character")))
                << key;
            for (const auto& line : rendered(loaded.error()))
                EXPECT_THAT(line, testing::Not(HasSubstr("canary")));
        }
    }
}

TEST(Load, SecretInAFileThatOthersReadIsWarnedOf) {
    auto environment = with_file(tenant_lines);
    EXPECT_THAT(load({.config = "h.yaml"}, environment)->warnings, IsEmpty());
    environment.modes["h.yaml"] = 0640;
    EXPECT_THAT(rendered(load({.config = "h.yaml"}, environment)->warnings),
                ElementsAre(StartsWith("h.yaml:4:18: a secret stands in this file, which others can read")));
    environment.files["h.yaml"] = "tenant: {base_url: https://x, client_id: i, client_secret: \"${S}\"}";
    environment.variables["S"] = "s";
    EXPECT_THAT(load({.config = "h.yaml"}, environment)->warnings, IsEmpty());
}

TEST(Load, UnsetVariableIsNamedWhereItIsUsed) {
    EXPECT_THAT(
        faults_of("admin: {address: \"${ADMIN}\"}\n"),
        ElementsAre("h.yaml:5:18: `admin.address`: environment variable `ADMIN` is not set; set it, or write "
                    "`${ADMIN:-default}`"));
}

// --- unknown keys and wrong types

TEST(Load, UnknownKeysNameTheNearestValidOne) {
    EXPECT_THAT(faults_of("listener:\n  - address: 127.0.0.1:1\nlisteners:\n  - adress: 127.0.0.1:1\nqueue: "
                          "{max_wiat: 8s}\n"),
                ElementsAre("h.yaml:5:1: unknown key `listener`; did you mean `listeners`?",
                            "h.yaml:8:5: unknown key `adress` in `listeners[0]`; did you mean `address`?",
                            "h.yaml:8:5: a listener needs `address` or `unix`, one of them",
                            "h.yaml:9:9: unknown key `max_wiat` in `queue`; did you mean `max_wait`?"));
}

TEST(Load, KeyInTheWrongSectionIsSentHome) {
    EXPECT_THAT(faults_of("limits: {max_attempts: 3}\n"),
                ElementsAre("h.yaml:5:10: unknown key `max_attempts` in `limits`; it belongs in `retry`"));
}

TEST(Load, UnknownKeyLikeNoOtherIsToldWhatThereIs) {
    EXPECT_THAT(faults_of("queue: {zzzzzz: 3}\n"),
                ElementsAre("h.yaml:5:9: unknown key `zzzzzz` in `queue`; known are `max_wait`, "
                            "`longest_wait`, `max_waiting`"));
}

TEST(Load, EveryWrongTypeSaysWhatIsExpected) {
    EXPECT_THAT(
        faults_of("queue:\n  max_wait: 8\n  max_waiting: many\nlimits:\n  reserve: 10\n  learn: yes\n  "
                  "window: 300\n"
                  "retry: [5]\nlog: {level: inof}\ncallers: {buffer: 1MB}\nlisteners: 127.0.0.1:1\n"),
        ElementsAre(
            "h.yaml:6:13: `queue.max_wait: 8` needs a unit: `8s` for seconds, `8m` for minutes",
            "h.yaml:7:16: `queue.max_waiting: many` must be a whole number",
            "h.yaml:9:12: `limits.reserve: 10` needs its sign: `10%`",
            "h.yaml:10:10: `limits.learn: yes` must be `true` or `false`",
            "h.yaml:11:11: `limits.window` holds options, such as `requests`, not a value",
            "h.yaml:12:8: `retry` holds options, such as `max_attempts`, not a value",
            "h.yaml:13:14: `log.level: inof` is not known; did you mean `info`?",
            "h.yaml:14:19: `callers.buffer: 1MB` is no size; write bytes, or a whole number and KiB, MiB or "
            "GiB, such as `1MiB`",
            "h.yaml:15:12: `listeners` is a list: begin each element with `- `",
            "h.yaml:15:12: `listeners` is empty: nobody could call"));
}

TEST(Load, BoundsAreHeld) {
    EXPECT_THAT(faults_of("limits: {window: {requests: 0, per: 999ms}, concurrency: 0, reserve: 101%}\n"
                          "tenant2: 1\n"),
                ElementsAre("h.yaml:5:29: `limits.window.requests: 0` must be at least `1`",
                            "h.yaml:5:37: `limits.window.per: 999ms` must be at least `1s`",
                            "h.yaml:5:58: `limits.concurrency: 0` must be at least `1`",
                            "h.yaml:5:70: `limits.reserve: 101%` must be at most `100%`",
                            "h.yaml:6:1: unknown key `tenant2`; did you mean `tenant`?"));
    EXPECT_THAT(faults_of("policy: {consumers: {a: {identify: {api_key: 0123456789abcdef}, weight: 0}}}\n"),
                ElementsAre(HasSubstr("`policy.consumers.a.weight: 0` must be at least `0.001`")));
    EXPECT_THAT(
        faults_of("policy: {consumers: {a: {identify: {api_key: 0123456789abcdef}, weight: -1}}}\n").size(),
        1);
}

TEST(Load, DuplicateKeyIsAFault) {
    EXPECT_THAT(faults_of("log: {level: info}\nlog: {level: debug}\n"),
                ElementsAre("h.yaml:6:1: key `log` is given twice; the first stands in line 5"));
}

TEST(Load, MissingTenantIsAskedForInFull) {
    const auto loaded = load({.config = "h.yaml"}, with_file("log: {level: info}\n"));
    ASSERT_FALSE(loaded);
    EXPECT_THAT(rendered(loaded.error()),
                ElementsAre(StartsWith("h.yaml:1:1: `tenant.base_url` is missing: "),
                            StartsWith("h.yaml:1:1: `tenant.client_id` is missing: "),
                            StartsWith("h.yaml:1:1: `tenant.client_secret` is missing: ")));
    EXPECT_EQ(load({.config = "h.yaml"}, with_file("")).error().size(), 3U);
}

TEST(Load, RootThatIsNoMapIsAFault) {
    EXPECT_THAT(
        rendered(load({.config = "h.yaml"}, with_file("hello\n")).error()),
        testing::Contains("h.yaml:1:1: a configuration holds options, such as `tenant`, not a value"));
}

TEST(Load, OptionsWrittenWithTheirDefaultsAreTaken) {
    EXPECT_THAT(
        faults_of("listeners:\n  - address: 127.0.0.1:1\n    tls: {certificate: , key: , client_ca: }\n"
                  "policy: {mode: enforce, anonymous: [read:tickets]}\nlog: {audit: off}\n"),
        IsEmpty());
    const auto loaded =
        load({.config = "h.yaml"},
             with_file("tenant: {base_url: https://x, client_id: i, client_secret: s, tokens: shared}"));
    EXPECT_TRUE(loaded);
}

// --- sandbox and command line

TEST(Load, SandboxNeedsNoConfigurationAtAll) {
    const auto loaded = load({.listen = "127.0.0.1:0", .tenant = TenantKind::sandbox}, WrittenEnvironment{});
    ASSERT_TRUE(loaded);
    EXPECT_EQ(loaded->source, "built-in defaults");
    EXPECT_EQ(loaded->settings.listeners[0].address, "127.0.0.1:0");
    const auto defaults = halogate::settings::sandbox_defaults();
    EXPECT_EQ(defaults.listeners[0].address, "127.0.0.1:4256");
    EXPECT_FALSE(defaults.consumers[0].policy.allow.names().empty());
}

TEST(Load, SandboxDoesNotFollowReferencesToRealCredentials) {
    const auto loaded =
        load({.config = "h.yaml", .tenant = TenantKind::sandbox},
             with_file("tenant:\n  base_url: ${U}\n  client_id: ${I}\n  client_secret: ${file:/s}\n"
                       "  connect_timeout: 1s\nlisteners: [{address: 0.0.0.0:1}]\n"));
    ASSERT_TRUE(loaded);
    EXPECT_EQ(loaded->settings.tenant.connect_timeout, 1s);
    EXPECT_THAT(rendered(loaded->warnings), ElementsAre(HasSubstr("only the sandbox is behind it")));
}

TEST(Load, ListenReplacesTheListenersOfTheFile) {
    const auto environment =
        with_file(std::string{tenant_lines} + "listeners: [{address: 127.0.0.1:1}, {unix: /s}]\n");
    const auto settings = load({.config = "h.yaml", .listen = "[::1]:9"}, environment).value().settings;
    ASSERT_EQ(settings.listeners.size(), 1U);
    EXPECT_EQ(settings.listeners[0].address, "[::1]:9");
    EXPECT_EQ(
        load({.config = "h.yaml", .listen = "/run/h.sock"}, environment)->settings.listeners[0].unix_path,
        "/run/h.sock");
    EXPECT_THAT(rendered(load({.config = "h.yaml", .listen = "9"}, environment).error()),
                ElementsAre(StartsWith("--listen: `listeners[0].address` must be an IP address and a port")));
}

TEST(Load, PolicyWithoutAnonymousGivesItNothing) {
    EXPECT_THAT(settings_of("policy: {unlisted: deny}\n").consumers[0].policy.allow.names(), IsEmpty());
    EXPECT_FALSE(settings_of("policy:\n").consumers[0].policy.allow.names().empty());
}

constexpr auto every_option = R"(
listeners:
  - {unix: /run/h.sock, mode: 0600, hosts: [halogate, h.internal], consumer: bridge}
admin: {address: off, hosts: [Metrics.internal]}
limits: {window: {requests: 700, per: 1m}, bucket: {rate: 2.5, burst: 10}, concurrency: 4, reserve: 25%, learn: false}
queue: {max_wait: 1s, longest_wait: 2m, max_waiting: 3}
retry: {max_attempts: 2, base: 1ms, cap: 2ms, budget: 50%}
callers: {buffer: 64KiB, max_body: 2MiB, max_connections: 7, head_timeout: 1s, body_timeout: 2s, idle_timeout: 3s, drain_timeout: 4s}
policy:
  anonymous: read:tickets read:assets
  consumers:
    bridge:
      identify:
        api_key: 0123456789abcdef
        api_key_sha256: [E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B856]
        client_id: bridge
        client_secret: fedcba9876543210
        uid: [1000, 0]
        certificate: Bridge.Internal
      allow: [create:tickets]
      deny: ["DELETE /api/**", "* /api/Users/{id}"]
      weight: 2
      max_wait: 25s
  routes:
    - {match: "POST /api/Report", permission: edit:reporting, risk: privileged}
  unlisted: allow
  local_tokens: {lifetime: 10m, key: 0123456789abcdef0123456789abcdef}
log: {level: debug, access: /var/log/halogate, queries: full}
)";

TEST(Load, EveryOptionOfListenersLimitsAndWaitingArrives) {
    const auto settings = settings_of(every_option);
    EXPECT_EQ(settings.listeners[0].unix_path, "/run/h.sock");
    EXPECT_EQ(settings.listeners[0].address, "");
    EXPECT_EQ(settings.listeners[0].mode, 0600U);
    EXPECT_THAT(settings.listeners[0].hosts, ElementsAre("halogate", "h.internal"));
    EXPECT_EQ(settings.listeners[0].consumer, "bridge");
    EXPECT_EQ(settings.admin_address, "");
    EXPECT_THAT(settings.admin_hosts, ElementsAre("Metrics.internal"));
    EXPECT_EQ(settings.limits.window.requests, 700U);
    EXPECT_EQ(settings.limits.window.per, 1min);
    EXPECT_DOUBLE_EQ(settings.limits.bucket->permits_per_second, 2.5);
    EXPECT_DOUBLE_EQ(settings.limits.bucket->burst, 10);
    EXPECT_EQ(settings.limits.concurrency, 4U);
    EXPECT_DOUBLE_EQ(settings.limits.reserve, 0.25);
    EXPECT_FALSE(settings.limits.learn);
    EXPECT_EQ(settings.queue.max_wait, 1s);
    EXPECT_EQ(settings.queue.longest_wait, 2min);
    EXPECT_EQ(settings.queue.max_waiting, 3U);
    EXPECT_EQ(settings.retry.max_attempts, 2U);
    EXPECT_EQ(settings.retry.base, 1ms);
    EXPECT_EQ(settings.retry.cap, 2ms);
    EXPECT_DOUBLE_EQ(settings.retry.budget, 0.5);
    EXPECT_EQ(settings.callers.buffer, 65'536U);
    EXPECT_EQ(settings.callers.max_body, 2'097'152U);
    EXPECT_EQ(settings.callers.max_connections, 7U);
    EXPECT_EQ(settings.callers.head_timeout, 1s);
    EXPECT_EQ(settings.callers.body_timeout, 2s);
    EXPECT_EQ(settings.callers.idle_timeout, 3s);
    EXPECT_EQ(settings.callers.drain_timeout, 4s);
}

TEST(Load, EveryOptionOfPolicyAndLogArrives) {
    const auto settings = settings_of(every_option);
    EXPECT_THAT(settings.consumers[0].policy.allow.names(), ElementsAre("read:assets", "read:tickets"));
    ASSERT_EQ(settings.consumers.size(), 2U);
    const auto& bridge = settings.consumers[1];
    EXPECT_EQ(bridge.policy.name, "bridge");
    EXPECT_EQ(bridge.identify.api_key.reveal(), "0123456789abcdef");
    ASSERT_EQ(bridge.identify.api_key_sha256.size(), 1U);
    EXPECT_EQ(halogate::to_hex(bridge.identify.api_key_sha256[0]),
              "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b856");
    EXPECT_EQ(bridge.identify.client_id, "bridge");
    EXPECT_EQ(bridge.identify.client_secret.reveal(), "fedcba9876543210");
    EXPECT_THAT(bridge.identify.uids, ElementsAre(1000U, 0U));
    EXPECT_EQ(bridge.identify.certificate, "bridge.internal");
    EXPECT_EQ(settings.local_tokens.lifetime, 10min);
    EXPECT_EQ(settings.local_tokens.key.reveal(), "0123456789abcdef0123456789abcdef");
    EXPECT_THAT(bridge.policy.allow.names(), ElementsAre("create:tickets"));
    ASSERT_EQ(bridge.policy.deny.size(), 2U);
    EXPECT_EQ(bridge.policy.deny[0].method, "DELETE");
    EXPECT_EQ(bridge.policy.deny[1].pattern, "/api/Users/{id}");
    EXPECT_DOUBLE_EQ(bridge.weight, 2);
    EXPECT_EQ(bridge.max_wait, 25s);
    ASSERT_EQ(settings.extra_routes.size(), 1U);
    EXPECT_EQ(settings.extra_routes[0].method, "POST");
    EXPECT_EQ(settings.extra_routes[0].domain, "reporting");
    EXPECT_EQ(settings.extra_routes[0].action, halogate::policy::Action::edit);
    EXPECT_EQ(settings.extra_routes[0].risk, halogate::policy::Risk::privileged);
    EXPECT_EQ(settings.unlisted, halogate::policy::Unlisted::allow);
    EXPECT_EQ(settings.log.level, "debug");
    EXPECT_EQ(settings.log.access, "/var/log/halogate");
    EXPECT_EQ(settings.log.queries, halogate::settings::QueryLogging::full);
}

}  // namespace

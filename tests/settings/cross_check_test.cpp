// SPDX-License-Identifier: MIT
#include "settings/cross_check.hpp"

#include <gmock/gmock.h>

#include "settings/load.hpp"
#include "support/settings_environment.hpp"

namespace {

using halogate::settings::load;
using halogate::test::rendered;
using halogate::test::WrittenEnvironment;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// Through the whole of load, because a rule between options is worth its place only.
auto load_text(const std::string& text) {
    WrittenEnvironment environment;
    environment.files["h.yaml"] = text;
    return load({.config = "h.yaml"}, environment);
}

auto load_tenant(const std::string& tenant) {
    return load_text("tenant: {base_url: https://x.halopsa.com, client_id: i, client_secret: s, " + tenant +
                     "}\n");
}

auto load_rest(const std::string& rest) {
    return load_text("tenant: {base_url: https://x.halopsa.com, client_id: i, client_secret: s}\n" + rest);
}

std::vector<std::string> faults_of(const std::string& rest) {
    const auto loaded = load_rest(rest);
    return loaded ? std::vector<std::string>{} : rendered(loaded.error());
}

std::vector<std::string> warnings_of(const std::string& rest) {
    return rendered(load_rest(rest).value().warnings);
}

constexpr auto open_listener = "listeners: [{address: 0.0.0.0:4256}]\n";

TEST(CrossCheck, ALimitThatIsNotKnownNeedsLearningAndNoNumber) {
    EXPECT_THAT(faults_of("limits: {unknown: window, learn: false}\n"),
                ElementsAre(HasSubstr("`limits.unknown` needs `limits.learn`")));
    const auto limits = load_rest("limits: {unknown: window}\n").value().settings.limits;
    EXPECT_EQ(limits.window.requests, 1'000'000U) << "as many as can be configured";
    const auto bounded =
        load_rest("limits: {unknown: window, window: {requests: 700}}\n").value().settings.limits;
    EXPECT_EQ(bounded.window.requests, 700U);
}

TEST(CrossCheck, BaseUrlMustBeHttpsAndNothingElse) {
    const auto fault = [](const std::string& url) {
        return rendered(
            load_text("tenant: {base_url: \"" + url + "\", client_id: i, client_secret: s}").error());
    };
    EXPECT_THAT(
        fault("http://x.halopsa.com"),
        ElementsAre(
            "h.yaml:1:20: `tenant.base_url` must begin with `https://`: the client secret and the token "
            "travel on it"));
    EXPECT_THAT(fault("https://u:p@x"), ElementsAre(HasSubstr("user or password")));
    EXPECT_THAT(fault("https://x?a=b"), ElementsAre(HasSubstr("query")));
    EXPECT_THAT(fault("https://x.halopsa.com/API/"),
                ElementsAre(HasSubstr("ends in `/api`, which halogate adds itself")));
}

TEST(CrossCheck, ScopesAreAutoOrAList) {
    EXPECT_THAT(load_tenant("scopes: auto")->settings.tenant.scopes, IsEmpty());
    EXPECT_THAT(load_tenant("scopes: [read:tickets, all:teams]")->settings.tenant.scopes,
                ElementsAre("read:tickets", "all:teams"));
    EXPECT_THAT(rendered(load_tenant("scopes: [auto, all]").error()),
                ElementsAre(HasSubstr("`auto` stands alone")));
    EXPECT_THAT(rendered(load_tenant("scopes: []").error()), ElementsAre(HasSubstr("is an empty list")));
    EXPECT_THAT(rendered(load_tenant("scopes: ['a\"b']").error()), ElementsAre(HasSubstr("RFC 6749")));
}

TEST(CrossCheck, HeadersOfTheGatewayCannotBeFixed) {
    EXPECT_THAT(load_tenant("headers: {halo-app-name: halogate}")->settings.tenant.headers,
                ElementsAre(testing::Pair("halo-app-name", "halogate")));
    EXPECT_THAT(rendered(load_tenant("headers: {Authorization: x, 'a b': c, X-Y: }").error()),
                testing::UnorderedElementsAre(HasSubstr("header `Authorization` is set by halogate itself"),
                                              HasSubstr("`a b` is no header name"),
                                              HasSubstr("header `X-Y` has no value")));
}

TEST(CrossCheck, ListenerThatOtherMachinesReachIsRefused) {
    EXPECT_THAT(faults_of(open_listener),
                ElementsAre(HasSubstr("h.yaml:2:23: `0.0.0.0:4256` is not loopback")));
}

TEST(CrossCheck, ListenerIsOpenedWhereEveryCallerMustAuthenticate) {
    const std::string keyed =
        "policy: {anonymous: [], consumers: {a: {identify: {api_key: 0123456789abcdef}, allow: "
        "[read:tickets]}}}\n";
    EXPECT_THAT(faults_of(open_listener + keyed), IsEmpty());
    const std::string keyless = "policy: {anonymous: [], consumers: {a: {allow: [read:tickets]}}}\n";
    EXPECT_THAT(faults_of(open_listener + keyless), ElementsAre(HasSubstr("is not loopback")));
    const std::string open =
        "policy: {anonymous: [read:tickets], consumers: {a: {identify: {api_key: 0123456789abcdef}}}}\n";
    EXPECT_THAT(faults_of(open_listener + open), ElementsAre(HasSubstr("is not loopback")));
    EXPECT_THAT(faults_of("listeners: [{address: 0.0.0.0:1, consumer: a}]\n" + keyed),
                ElementsAre(HasSubstr("is not loopback")));
}

TEST(CrossCheck, ListenerIsOpenedWhereEveryCallerMustShowACertificate) {
    const auto with_tls = [](const std::string& more) {
        return "listeners: [{address: 0.0.0.0:1, tls: {certificate: c, key: k" + more + "}}]\n";
    };
    EXPECT_THAT(faults_of(with_tls(", client_ca: a")), IsEmpty());
    EXPECT_THAT(warnings_of(with_tls(", client_ca: a")), IsEmpty());
    EXPECT_THAT(faults_of(with_tls("")), ElementsAre(HasSubstr("`0.0.0.0:1` is not loopback")));
    EXPECT_THAT(faults_of(with_tls(", client_ca: a, client_certificates: optional")),
                ElementsAre(HasSubstr("`0.0.0.0:1` is not loopback")));
}

TEST(CrossCheck, KeysInClearAreWarnedOf) {
    const std::string keyed =
        "policy: {anonymous: [], consumers: {a: {identify: {api_key: 0123456789abcdef}, allow: "
        "[read:tickets]}}}\n";
    EXPECT_THAT(warnings_of(open_listener + keyed),
                ElementsAre(HasSubstr("h.yaml:2:23: keys are sent to `0.0.0.0:4256` in clear")));
    EXPECT_THAT(warnings_of("listeners: [{address: 0.0.0.0:1, tls: {certificate: c, key: k}}]\n" + keyed),
                IsEmpty());
    EXPECT_THAT(warnings_of("listeners: [{address: 127.0.0.1:1}]\n" + keyed), IsEmpty());
}

TEST(CrossCheck, OriginsAreWrittenAsBrowsersWriteThem) {
    const auto fault = [](const std::string& origin) {
        return faults_of("listeners: [{address: 127.0.0.1:1, origins: ['" + origin + "']}]\n");
    };
    for (const char* good :
         {"https://tools.example.com", "http://localhost:3000", "https://[::1]:8443", "http://10.0.0.1:443"})
        EXPECT_THAT(fault(good), IsEmpty()) << good;
    EXPECT_THAT(fault("*"), ElementsAre(HasSubstr("`listeners[0].origins`: `*` names no page")));
    EXPECT_THAT(fault("null"), ElementsAre(HasSubstr("names no page")));
    EXPECT_THAT(fault("tools.example.com"), ElementsAre(HasSubstr("is no origin: write https://HOST")));
    EXPECT_THAT(fault("https://tools.example.com/"), ElementsAre(HasSubstr("a closing '/' too")));
    EXPECT_THAT(fault("https://Tools.example.com"), ElementsAre(HasSubstr("in lower case")));
    EXPECT_THAT(fault("https://tools.example.com:443"), ElementsAre(HasSubstr("without ':443'")));
    EXPECT_THAT(fault("http://tools.example.com:80"), ElementsAre(HasSubstr("without ':80'")));
    for (const char* bad : {"https://", "https://a b", "https://*.example.com", "https://u@h", "https://.a"})
        EXPECT_THAT(fault(bad), ElementsAre(HasSubstr("holds no host name"))) << bad;
    for (const char* bad : {"https://h:", "https://h:0", "https://h:65536", "https://h:x", "https://h:1:2"})
        EXPECT_THAT(fault(bad), ElementsAre(HasSubstr("holds no port"))) << bad;
}

TEST(CrossCheck, TlsOptionsThatNeedEachOtherComeTogether) {
    const auto fault = [](const std::string& listener) {
        return faults_of("listeners: [{address: 127.0.0.1:1, tls: {" + listener + "}}]\n");
    };
    EXPECT_THAT(fault("certificate: c"), ElementsAre(HasSubstr("`listeners[0].tls.key` is missing")));
    EXPECT_THAT(fault("key: k"), ElementsAre(HasSubstr("`listeners[0].tls.certificate` is missing")));
    EXPECT_THAT(fault("client_ca: a"),
                ElementsAre(HasSubstr("`listeners[0].tls.client_ca` needs `certificate` and `key`")));
    EXPECT_THAT(fault("certificate: c, key: k, client_certificates: optional"),
                ElementsAre(HasSubstr("`listeners[0].tls.client_certificates` needs `client_ca`")));
    EXPECT_THAT(faults_of("listeners: [{unix: /s, tls: {certificate: c, key: k}}]\n"),
                ElementsAre(HasSubstr("a unix socket has no TLS")));
    EXPECT_THAT(fault("certificate: c, key: k, client_ca: a, client_certificates: optional"), IsEmpty());
}

TEST(CrossCheck, TrustedNetworkOpensTheListenerAndIsWarnedOf) {
    EXPECT_THAT(warnings_of("listeners: [{address: 0.0.0.0:1, trust: network}]\n"),
                ElementsAre(HasSubstr("h.yaml:2:41: whoever can reach `0.0.0.0:1` is trusted")));
}

TEST(CrossCheck, ListenerIsAnAddressOrASocketAndOnlyOnce) {
    EXPECT_THAT(
        faults_of(
            "listeners:\n  - {}\n  - {address: 127.0.0.1:1, unix: /s}\n  - unix: s\n  - address: 127.0.0.1\n"
            "  - unix: /t\n  - unix: /t\n  - {unix: /u, mode: 9}\n"),
        ElementsAre(
            "h.yaml:3:5: a listener needs `address` or `unix`, one of them",
            "h.yaml:4:5: a listener needs `address` or `unix`, one of them",
            "h.yaml:5:11: `listeners[2].unix` must be an absolute path of at most 107 bytes",
            HasSubstr("h.yaml:6:14: `listeners[3].address` must be an IP address and a port"),
            "h.yaml:8:5: `/t` is listened on twice",
            "h.yaml:9:22: `listeners[6].mode: 9` is no file mode; write it in octal, such as `0660`"));
    EXPECT_THAT(faults_of("listeners: []\n"), ElementsAre(HasSubstr("`listeners` is empty")));
}

TEST(CrossCheck, ListenerNamesAConsumerThatThereIs) {
    const std::string bridge = "policy: {consumers: {bridge: {allow: [read:tickets]}}}\n";
    EXPECT_THAT(faults_of(bridge + "listeners: [{unix: /s, consumer: bridge}]\n"), IsEmpty());
    EXPECT_THAT(
        faults_of(bridge + "listeners: [{unix: /s, consumer: brigde}]\n"),
        ElementsAre(
            "h.yaml:3:34: `listeners[0].consumer`: there is no consumer `brigde`; did you mean `bridge`?"));
    EXPECT_THAT(faults_of("listeners: [{unix: /s, hosts: ['a:1']}]\n"),
                ElementsAre(HasSubstr("`a:1` is no host name")));
}

TEST(CrossCheck, AdminHasAnAddressOfItsOwn) {
    EXPECT_THAT(faults_of("admin: {address: 127.0.0.1:4256}\n"),
                ElementsAre(HasSubstr("is the address of a listener")));
    EXPECT_THAT(faults_of("admin: {address: here}\n"), ElementsAre(HasSubstr("or `off`")));
    EXPECT_THAT(warnings_of("admin: {address: 0.0.0.0:4257}\n"),
                ElementsAre(HasSubstr("open to other machines")));
}

TEST(CrossCheck, NamesOfTheAdminListenerAreHostNames) {
    EXPECT_THAT(faults_of("admin: {hosts: [halogate, h_1.internal]}\n"), IsEmpty());
    EXPECT_THAT(
        faults_of("admin: {hosts: ['halogate:4257', 'http://h']}\n"),
        ElementsAre(HasSubstr("`admin.hosts`: `halogate:4257` is no host name; write it without port"),
                    HasSubstr("`admin.hosts`: `http://h` is no host name")));
    EXPECT_THAT(faults_of("admin: {hosts: halogate}\n"), ElementsAre(HasSubstr("`admin.hosts` is a list")));
}

TEST(CrossCheck, ATargetBeyondTheHeadIsAFault) {
    EXPECT_THAT(faults_of("callers: {max_head: 4KiB}\n"),
                ElementsAre(HasSubstr("`callers.max_target` is more than `callers.max_head`")));
}

TEST(CrossCheck, ABreakerThatShrinksIsAFault) {
    const auto loaded = load_text(
        "tenant: {base_url: \"https://x.halopsa.com\", client_id: i, client_secret: s, breaker: {open: 2m}}");
    ASSERT_FALSE(loaded);
    EXPECT_THAT(rendered(loaded.error()),
                ElementsAre(HasSubstr("`tenant.breaker.open` is longer than `tenant.breaker.longest`")));
}

TEST(CrossCheck, ImpossibleLimitsAreAllNamedAtOnce) {
    EXPECT_THAT(
        faults_of("limits: {bucket: {rate: 1}, reserve: 100%}\nqueue: {max_wait: 11m}\nretry: {base: 31s}\n"
                  "callers: {max_body: 1KiB}\nlog: {access: sdtout}\n"),
        ElementsAre(
            "h.yaml:2:18: `limits.bucket` needs `burst` too: give both, or neither",
            "h.yaml:2:38: `limits.reserve` leaves nothing of the window to callers that are not urgent",
            "h.yaml:3:19: `queue.max_wait` is longer than `queue.longest_wait`",
            "h.yaml:4:15: `retry.base` is longer than `retry.cap`",
            "h.yaml:5:10: `callers.buffer` is more than `callers.max_body`",
            "h.yaml:6:15: `log.access` must be `stdout`, `stderr`, `off` or a path with a `/`; did you mean "
            "`stdout`?"));
    EXPECT_THAT(warnings_of("limits: {concurrency: 33}\n"),
                ElementsAre(HasSubstr("more than `tenant.max_connections`")));
}

TEST(CrossCheck, WrongPermissionsAreShownWhereTheyStand) {
    EXPECT_THAT(
        faults_of("policy:\n  anonymous: [read:tickets, read:tikets]\n  consumers:\n    a:\n      allow:\n   "
                  "     - write:tickets\n"),
        ElementsAre(HasSubstr("h.yaml:3:29: \"read:tikets\""), HasSubstr("h.yaml:7:11: \"write:tickets\"")));
}

TEST(CrossCheck, ADenialOfAMethodThatDoesNotExistIsNoDenial) {
    EXPECT_THAT(
        faults_of("policy:\n  consumers:\n    a:\n      deny: [DELTE /api/**, FETCH /api/**]\n"),
        ElementsAre("h.yaml:5:14: `policy.consumers.a.deny`: `DELTE` is no method; did you mean `DELETE`?",
                    HasSubstr("`FETCH` is no method; write it in capitals, such as `GET`, or `*`")));
}

TEST(CrossCheck, ScopesThatDoNotServeThePolicyAreWarnedOf) {
    const auto warnings = [](const std::string& scopes) {
        return rendered(load_text("tenant:\n  base_url: https://x.halopsa.com\n  client_id: i\n"
                                  "  client_secret: ${S:-s}\n  scopes: " +
                                  scopes + "\npolicy: {anonymous: [create:tickets, read:assets]}\n")
                            .value()
                            .warnings);
    };
    EXPECT_THAT(warnings("auto"), IsEmpty());
    EXPECT_THAT(warnings("all"), IsEmpty());
    EXPECT_THAT(warnings("[edit:tickets, edit:assets]"), IsEmpty());
    EXPECT_THAT(
        warnings("[edit:tickets]"),
        ElementsAre("h.yaml:5:11: `tenant.scopes` lacks `read:assets`, which `policy` needs: the tenant "
                    "will refuse what the policy allows. Add it, or write `auto`"));
    EXPECT_THAT(warnings("[edit:tickets, read:assets, read:tikets]"),
                ElementsAre("h.yaml:5:11: `tenant.scopes`: no known scope is read:tikets; did you mean "
                            "read:tickets?"));
}

TEST(CrossCheck, APolicyWithoutAnyPermissionStillNeedsAScope) {
    EXPECT_THAT(warnings_of("policy: {anonymous: []}\n"),
                ElementsAre(HasSubstr("`policy` holds no permission, and a token without a scope is refused "
                                      "everywhere: `read:tickets` is asked for")));
    EXPECT_THAT(warnings_of("policy: {anonymous: [], mode: observe}\n"),
                testing::Contains(HasSubstr("everywhere: `all` is asked for")));
}

TEST(CrossCheck, ScopesThatHaloPSAIsKnownNotToHaveAreRefusedWithWhatGatesThem) {
    EXPECT_THAT(rendered(load_tenant("scopes: [read:tickets, read:actions, ':sites']").error()),
                ElementsAre(HasSubstr("h.yaml:1:98: `tenant.scopes`: HaloPSA has no scope read:actions; they "
                                      "are gated by tickets, so write read:tickets"),
                            HasSubstr("`tenant.scopes`: HaloPSA has no scope :sites; they are gated by "
                                      "customers, so write read:customers")));
}

TEST(CrossCheck, LeastTokensWarnOfScopesThatOnlyAllCarries) {
    const auto warnings = [](const std::string& options) {
        return rendered(load_tenant("tokens: least, " + options).value().warnings);
    };
    EXPECT_EQ(load_tenant("tokens: least")->settings.tenant.tokens, halogate::token::TokenMode::least);
    EXPECT_EQ(load_tenant("tokens: shared")->settings.tenant.tokens, halogate::token::TokenMode::shared);
    const std::string usual = "scopes: [edit:tickets, edit:assets, read:customers, all:teams";
    EXPECT_THAT(warnings(usual + "]"), IsEmpty());
    EXPECT_THAT(
        warnings(usual + ", admin:webhooks]"),
        ElementsAre(HasSubstr("`tenant.scopes` has `admin:webhooks`, which with `tenant.tokens: least` "
                              "is carried only by calls whose permission is `all`")));
    EXPECT_THAT(warnings("scopes: [edit:tickets, edit:assets]"),
                ElementsAre(HasSubstr("`tenant.scopes` lacks `read:customers`, which `policy` needs: the "
                                      "tenant will refuse what the policy allows, and such calls carry what "
                                      "the list has instead")));
}

TEST(CrossCheck, DenyAndRoutesAreMethodAndPath) {
    EXPECT_THAT(
        faults_of(
            "policy:\n  consumers:\n    a:\n      deny: [delete /api/**, /api/x, \"GET  /a\", \" /a\", \"GET "
            "/a/**/b\"]\n  routes:\n"
            "    - {match: POST /api/A, permission: edit:reporting}\n    - {match: POST /api/a, "
            "permission: edit:reporting}\n"
            "    - {match: POST /api/B, permission: edit:nothing}\n    - {match: POST /api/C}\n"
            "    - {match: GET, permission: all, risk: high}\n"),
        ElementsAre(
            HasSubstr(
                "h.yaml:5:14: `policy.consumers.a.deny`: `delete` is no method; did you mean `DELETE`?"),
            HasSubstr(
                "h.yaml:5:30: `policy.consumers.a.deny`: must be a method or `*`, one blank and a path"),
            HasSubstr("h.yaml:5:38: `policy.consumers.a.deny`: must be a method or `*`"),
            HasSubstr("h.yaml:5:49: `policy.consumers.a.deny`: must be a method or `*`"),
            HasSubstr("h.yaml:5:56: `policy.consumers.a.deny`: path pattern"),
            "h.yaml:8:15: `policy.routes[1].match` stands in `policy.routes` twice",
            HasSubstr("h.yaml:9:40: \"edit:nothing\""),
            HasSubstr("h.yaml:10:7: `policy.routes[3].permission` is missing"),
            HasSubstr("h.yaml:11:15: `policy.routes[4].match`: must be a method"),
            HasSubstr("h.yaml:11:43: `policy.routes[4].risk: high` must be one of `normal`, `privileged`")));
}

TEST(CrossCheck, ConsumersAreToldApart) {
    EXPECT_THAT(
        faults_of(
            "policy:\n  consumers:\n    a: {identify: {api_key: 0123456789abcdef}}\n"
            "    b: {identify: {api_key: 0123456789abcdef}}\n    anonymous: {allow: [all]}\n    a b: {}\n"
            "    c: {identify: {api_key: 'with a blank inside'}, max_wait: 11m}\n"),
        ElementsAre(
            "h.yaml:5:29: consumers `a` and `b` have the same `api_key`",
            HasSubstr("h.yaml:6:16: `anonymous` is the consumer that is not recognised"),
            HasSubstr("h.yaml:7:10: a consumer's name is made of letters"),
            HasSubstr("h.yaml:8:29: `policy.consumers.c.identify.api_key` must be ASCII without blanks"),
            HasSubstr("h.yaml:8:63: `policy.consumers.c.max_wait` is longer than `queue.longest_wait`")));
}

TEST(CrossCheck, ConsumersThatNobodyCanBeAndWeakKeysAreWarnedOf) {
    EXPECT_THAT(
        warnings_of("policy: {consumers: {a: {allow: [read:tickets]}, b: {identify: {api_key: short}}}}\n"),
        ElementsAre(HasSubstr("nobody can be consumer `a`"), HasSubstr("is shorter than 16 bytes")));
}

}  // namespace

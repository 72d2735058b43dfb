// SPDX-License-Identifier: MIT
#include "settings/identity_check.hpp"

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

auto load_rest(const std::string& rest) {
    WrittenEnvironment environment;
    environment.files["h.yaml"] =
        "tenant: {base_url: https://x.halopsa.com, client_id: i, client_secret: '${S:-s}'}\n" + rest;
    return load({.config = "h.yaml"}, environment);
}

std::vector<std::string> faults_of(const std::string& rest) {
    const auto loaded = load_rest(rest);
    return loaded ? std::vector<std::string>{} : rendered(loaded.error());
}

std::vector<std::string> warnings_of(const std::string& rest) {
    return rendered(load_rest(rest).value().warnings);
}

/// A consumer `a` with this in its section `identify`.
std::string identify(const std::string& ways) {
    return "policy: {consumers: {a: {identify: {" + ways + "}, allow: [read:tickets]}}}\n";
}

/// Two consumers, each with this.
std::string both(const std::string& ways) {
    return "policy:\n  consumers:\n    a: {identify: {" + ways + "}}\n    b: {identify: {" + ways + "}}\n";
}

const std::string digest(64, 'a');

TEST(IdentityCheck, TwoConsumersThatAreRecognisedByTheSameAreAFault) {
    EXPECT_THAT(faults_of(both("api_key: '${K:-0123456789abcdef}'")),
                ElementsAre("h.yaml:5:29: consumers `a` and `b` have the same `api_key`"));
    EXPECT_THAT(faults_of(both("api_key_sha256: " + digest)),
                ElementsAre(HasSubstr("the same `api_key_sha256`")));
    EXPECT_THAT(faults_of(both("client_id: c, client_secret: '${K:-0123456789abcdef}'")),
                ElementsAre(HasSubstr("the same `client_id`")));
    EXPECT_THAT(faults_of(both("uid: [7, 8]")), ElementsAre(HasSubstr("the same `uid`")));
    EXPECT_THAT(faults_of(both("certificate: c.internal")), ElementsAre(HasSubstr("the same `certificate`")));
}

TEST(IdentityCheck, AKeyAndItsDigestAreTheSameKey) {
    EXPECT_THAT(
        faults_of(
            "policy:\n  consumers:\n    a: {identify: {api_key: abc}}\n    b: {identify: {api_key_sha256: "
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad}}\n"),
        ElementsAre(HasSubstr("consumers `a` and `b` have the same `api_key_sha256`")));
    EXPECT_THAT(
        faults_of("policy:\n  consumers:\n    a: {identify: {certificate: X.internal}}\n    b: {identify: "
                  "{certificate: x.INTERNAL}}\n"),
        ElementsAre(HasSubstr("the same `certificate`")));
}

TEST(IdentityCheck, OneConsumerMayHaveSeveralKeysAndUids) {
    const std::string other(64, 'b');
    EXPECT_THAT(faults_of(identify("api_key_sha256: [" + digest + ", " + other + "], uid: [0, 4294967294]")),
                IsEmpty());
}

TEST(IdentityCheck, EveryWayHasAForm) {
    EXPECT_THAT(
        faults_of(identify("api_key_sha256: [" + digest + "a, abc]")),
        ElementsAre(HasSubstr("must be 64 hexadecimal digits"), HasSubstr("must be 64 hexadecimal digits")));
    EXPECT_THAT(faults_of(identify(
                    "api_key_sha256: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")),
                ElementsAre(HasSubstr("is the SHA-256 of nothing")));
    EXPECT_THAT(faults_of(identify("uid: [root, -1, 4294967295]")),
                ElementsAre(HasSubstr("`id -u NAME` prints it"), HasSubstr("must be a user's number"),
                            HasSubstr("must be a user's number")));
    EXPECT_THAT(faults_of(identify("certificate: '*.internal'")),
                ElementsAre(HasSubstr("must be a DNS name, whole")));
    EXPECT_THAT(faults_of(identify("client_id: c")), ElementsAre(HasSubstr("needs `client_secret` too")));
    EXPECT_THAT(faults_of(identify("client_secret: 0123456789abcdef")),
                ElementsAre(HasSubstr("needs `client_id` too")));
}

TEST(IdentityCheck, AConsumerThatNobodyCanBeIsWarnedOf) {
    EXPECT_THAT(warnings_of("policy: {consumers: {a: {allow: [read:tickets]}}}\n"),
                ElementsAre(HasSubstr(
                    "nobody can be consumer `a`: it has nothing in `identify` (`halogate key a` makes")));
    EXPECT_THAT(warnings_of(identify("uid: [7]")),
                ElementsAre(HasSubstr("recognised by `uid` alone, and no listener is a unix socket")));
    EXPECT_THAT(warnings_of("listeners: [{unix: /s}]\n" + identify("uid: [7]")), IsEmpty());
    EXPECT_THAT(warnings_of("listeners: [{unix: /s, consumer: a}]\n" + identify("")), IsEmpty());
    EXPECT_THAT(warnings_of(identify("certificate: c")),
                ElementsAre(HasSubstr("by `certificate` alone, and no listener has a `tls.client_ca`")));
    EXPECT_THAT(
        warnings_of(
            "listeners: [{address: '127.0.0.1:1', tls: {certificate: /c, key: /k, client_ca: /a}}]\n" +
            identify("certificate: c")),
        IsEmpty());
    for (const std::string& way : {std::string{"api_key_sha256: "} + digest,
                                   std::string{"client_id: c, client_secret: '${K:-0123456789abcdef}'"}})
        EXPECT_THAT(warnings_of(identify(way)), IsEmpty()) << way;
}

TEST(IdentityCheck, ASecretThatCanBeGuessedIsWarnedOf) {
    EXPECT_THAT(warnings_of(identify("api_key: '${K:-short}'")),
                ElementsAre(HasSubstr("can be guessed; `halogate key NAME` makes a good one")));
    EXPECT_THAT(warnings_of(identify("client_id: c, client_secret: '${K:-short}'")),
                ElementsAre(HasSubstr("can be guessed; `openssl rand -hex 32` makes a good one")));
}

TEST(IdentityCheck, EveryWayThatACallerMustProveOpensAListener) {
    const auto open = [](const std::string& ways) {
        return faults_of(
            "listeners: [{address: 0.0.0.0:4256}]\npolicy: {anonymous: [], consumers: {a: {identify: {" +
            ways + "}}}}\n");
    };
    for (const std::string& way : {std::string{"api_key_sha256: "} + digest, std::string{"certificate: c"},
                                   std::string{"uid: [7]"}, std::string{"client_id: c, client_secret: s"}})
        EXPECT_THAT(open(way), IsEmpty()) << way;
    EXPECT_THAT(open(""), ElementsAre(HasSubstr("give every consumer something in `identify`")));
}

TEST(IdentityCheck, TheKeyOfLocalTokensIsLongEnough) {
    EXPECT_THAT(faults_of("policy: {local_tokens: {key: 0123456789abcdef0123456789abcde}}\n"),
                ElementsAre(HasSubstr("`policy.local_tokens.key` must be at least 32 bytes")));
    EXPECT_THAT(faults_of("policy: {local_tokens: {lifetime: 59s}}\n"),
                ElementsAre(HasSubstr("at least `1m`")));
    EXPECT_THAT(faults_of("policy: {local_tokens: {lifetime: 25h}}\n"),
                ElementsAre(HasSubstr("at most `24h`")));
}

}  // namespace

// SPDX-License-Identifier: MIT
#include "app/process_hardening.hpp"

#include <gtest/gtest.h>
#include <sys/prctl.h>

#include <array>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

#include "app/remembered_environment.hpp"

namespace halogate::app {
namespace {

/// A variable whose bytes this test owns, and can look at after it has gone from the environment.
class Variable {
public:
    Variable(const std::string& name, std::string_view value) : name_{name} {
        const std::string text = name + "=" + std::string{value};
        std::memcpy(bytes_.data(), text.c_str(), text.size() + 1);
        ::putenv(bytes_.data());  // NOLINT(concurrency-mt-unsafe): the test has one thread
    }
    ~Variable() { ::unsetenv(name_.c_str()); }  // NOLINT(concurrency-mt-unsafe): as above
    Variable(const Variable&) = delete;
    Variable& operator=(const Variable&) = delete;

    [[nodiscard]] bool is_set() const {
        const char* const value = std::getenv(name_.c_str());  // NOLINT(concurrency-mt-unsafe): as above
        return value != nullptr && *value != '\0';
    }
    [[nodiscard]] std::string_view bytes() const { return {bytes_.data(), bytes_.size()}; }

private:
    std::string name_;
    std::array<char, 100> bytes_{};
};

TEST(ForgetInEnvironment, TheBytesOfASecretAreOverwrittenWhereTheyLay) {
    const Variable secret{"HARDENING_TEST_A", "canary-0123456789"};
    const Variable other{"HARDENING_TEST_B", "acme"};
    const auto forgotten = forget_in_environment({Secret{"canary-0123456789"}});
    ASSERT_EQ(forgotten.size(), 1U);
    EXPECT_EQ(forgotten.front().first, "HARDENING_TEST_A");
    EXPECT_EQ(forgotten.front().second.reveal(), "canary-0123456789");
    EXPECT_FALSE(secret.is_set());
    EXPECT_EQ(secret.bytes().find("canary"), std::string_view::npos);
    EXPECT_EQ(secret.bytes().find("6789"), std::string_view::npos);
    EXPECT_TRUE(other.is_set()) << "what is no secret stays";
}

TEST(ForgetInEnvironment, PartsOfASecretAndTextsAroundOneAreForgottenToo) {
    const Variable part{"HARDENING_TEST_A", "canary-01"};
    const Variable around{"HARDENING_TEST_B", "Bearer canary-0123456789;"};
    const Variable short_part{"HARDENING_TEST_C", "canary"};
    EXPECT_EQ(forget_in_environment({Secret{"canary-0123456789"}}).size(), 2U);
    EXPECT_FALSE(part.is_set());
    EXPECT_FALSE(around.is_set());
    EXPECT_TRUE(short_part.is_set()) << "a word that is found in anything is no part of a secret";
}

TEST(ForgetInEnvironment, TheClientSecretsOwnVariableIsForgottenEvenWhenNobodyUsedIt) {
    const Variable unused{"HALOPSA_CLIENT_SECRET", "of another tenant"};
    const Variable neighbour{"HALOPSA_CLIENT_SECRET_FILE", "/run/secrets/halopsa"};
    EXPECT_EQ(forget_in_environment({Secret{}, Secret{""}}).size(), 1U);
    EXPECT_FALSE(unused.is_set());
    EXPECT_EQ(unused.bytes().find("another"), std::string_view::npos);
    EXPECT_TRUE(neighbour.is_set());
}

TEST(RememberedEnvironment, WhatWasForgottenIsStillFoundHereAndNowhereElse) {
    const Variable secret{"HARDENING_TEST_A", "canary-0123456789"};
    const Variable other{"HARDENING_TEST_B", "acme"};
    RememberedEnvironment environment;
    EXPECT_EQ(environment.get("HARDENING_TEST_A"), "canary-0123456789");
    for (int reading = 0; reading < 2; ++reading) {
        environment.forget({Secret{"canary-0123456789"}});
        EXPECT_FALSE(secret.is_set());
        EXPECT_EQ(environment.get("HARDENING_TEST_A"), "canary-0123456789");
    }
    EXPECT_EQ(environment.get("HARDENING_TEST_B"), "acme");
    EXPECT_EQ(environment.get("HARDENING_TEST_C"), std::nullopt);
}

TEST(ForbidDumps, TheProcessIsNotDumpable) {
    const int before = ::prctl(PR_GET_DUMPABLE, 0, 0, 0, 0);
    forbid_dumps();
    EXPECT_EQ(::prctl(PR_GET_DUMPABLE, 0, 0, 0, 0), 0);
    ::prctl(PR_SET_DUMPABLE, before, 0, 0, 0);
}

}  // namespace
}  // namespace halogate::app

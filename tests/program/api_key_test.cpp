// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "program/support/gateway.hpp"

namespace halogate::program {

namespace {

TEST(ApiKey, TheKeyThatIsMadeIsTheKeyThatIsTaken) {
    const Finished made = run({.arguments = {"key", "bridge", "--json"}});
    ASSERT_EQ(made.status, 0) << made.errors;
    const std::string key = json_at(made.output, "/api_key");
    const std::string digest = json_at(made.output, "/api_key_sha256");
    EXPECT_TRUE(key.starts_with("hgk_")) << key;
    EXPECT_EQ(key.size(), 47U) << "256 random bits";
    EXPECT_EQ(json_at(made.output, "/consumer"), "bridge");
    Gateway gateway{{.sections = "policy:\n"
                                 "  anonymous: [read:tickets]\n"
                                 "  consumers:\n"
                                 "    bridge:\n"
                                 "      identify:\n"
                                 "        api_key_sha256: [" +
                                 digest +
                                 "]\n"
                                 "      allow: [read:customers]\n"}};
    EXPECT_EQ(gateway.get("/api/Client", {{"Authorization", "Bearer " + key}}).status, 200U);
    EXPECT_EQ(gateway.get("/api/Client", {{"X-API-Key", key}}).status, 200U);
    std::string wrong = key;
    wrong[10] = wrong[10] == 'A' ? 'B' : 'A';
    EXPECT_EQ(gateway.get("/api/Tickets", {{"Authorization", "Bearer " + wrong}}).status, 401U)
        << "a key that is wrong is never anonymous";
    for (const auto& seen : gateway.sandbox.seen()) EXPECT_EQ(seen.json.find(key), std::string::npos);
    EXPECT_EQ(gateway.written().find(key), std::string::npos);
}

TEST(ApiKey, WhatIsPrintedForPeopleCanBePasted) {
    const Finished made = run({.arguments = {"key", "bridge"}});
    ASSERT_EQ(made.status, 0) << made.errors;
    const auto yaml = made.output.find("policy:\n");
    const auto after = made.output.find("\n\n", yaml);
    ASSERT_NE(yaml, std::string::npos);
    const auto start = made.output.find("hgk_");
    const std::string key = made.output.substr(start, made.output.find('\n', start) - start);
    EXPECT_EQ(made.output.find(key, start + 1), std::string::npos) << "shown once";
    Gateway gateway{{.sections = made.output.substr(yaml, after + 1 - yaml)}};
    EXPECT_EQ(gateway.get("/api/Tickets", {{"X-API-Key", key}}).status, 200U);
    EXPECT_EQ(gateway.get("/api/Tickets").status, 403U);
}

TEST(ApiKey, TwoKeysAreNeverTheSameAndANameIsChecked) {
    EXPECT_NE(run({.arguments = {"key", "a", "--json"}}).output,
              run({.arguments = {"key", "a", "--json"}}).output);
    for (const char* name : {"anonymous", "a b", "", "a/b"})
        EXPECT_EQ(run({.arguments = {"key", name}}).status, 2) << name;
    EXPECT_EQ(run({.arguments = {"key"}}).status, 2);
}

}  // namespace

}  // namespace halogate::program

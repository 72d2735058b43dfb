// SPDX-License-Identifier: MIT
#include "settings/admin_address.hpp"

#include <gtest/gtest.h>

#include "support/settings_environment.hpp"

namespace {

using halogate::settings::find_admin_address;
using halogate::test::WrittenEnvironment;

std::string found_in(const std::string& text) {
    WrittenEnvironment environment;
    environment.files["a.yaml"] = text;
    environment.variables["PORT"] = "9";
    return find_admin_address("a.yaml", environment).value();
}

TEST(AdminAddress, ComesFromTheFileOrIsTheUsualOne) {
    EXPECT_EQ(found_in("admin: {address: \"127.0.0.1:5\"}\n"), "127.0.0.1:5");
    EXPECT_EQ(found_in("admin: {address: \"127.0.0.1:${PORT}\"}\n"), "127.0.0.1:9");
    EXPECT_EQ(found_in("admin:\n"), "127.0.0.1:4257");
    EXPECT_EQ(found_in("nonsense: [\"${ABSENT}\"]\n"), "127.0.0.1:4257");
    EXPECT_EQ(found_in(""), "127.0.0.1:4257");
}

TEST(AdminAddress, WithoutAFileTheEnvironmentSaysIt) {
    WrittenEnvironment environment;
    EXPECT_EQ(find_admin_address(std::nullopt, environment).value(), "127.0.0.1:4257");
    environment.variables["HALOGATE_ADMIN"] = "off";
    EXPECT_EQ(find_admin_address(std::nullopt, environment).value(), "off");
}

TEST(AdminAddress, WhatCannotBeReadIsSaid) {
    WrittenEnvironment environment;
    EXPECT_EQ(find_admin_address("b.yaml", environment).error(),
              "cannot read `b.yaml`: No such file or directory");
    environment.files["b.yaml"] = "a: [\n";
    EXPECT_TRUE(find_admin_address("b.yaml", environment).error().starts_with("b.yaml:"));
}

}  // namespace

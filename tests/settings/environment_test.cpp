// SPDX-License-Identifier: MIT
#include "settings/environment.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>

namespace {

using halogate::settings::ProcessEnvironment;

std::string written_file(const std::string& name, const std::string& bytes) {
    auto path = testing::TempDir() + name;
    std::ofstream{path, std::ios::binary} << bytes;
    return path;
}

TEST(ProcessEnvironment, FileComesWholeWithItsMode) {
    const std::string bytes{"a\0b\r\n", 5};
    const auto path = written_file("halogate_environment_test", bytes);
    ASSERT_EQ(::chmod(path.c_str(), 0640), 0);
    const ProcessEnvironment environment;
    EXPECT_EQ(environment.read_file(path).value(), bytes);
    EXPECT_EQ(environment.file_mode(path), 0640U);
    std::remove(path.c_str());
    EXPECT_EQ(environment.file_mode(path), std::nullopt);
    EXPECT_EQ(environment.read_file(path).error(), "No such file or directory");
}

TEST(ProcessEnvironment, WhatHasNoEndIsRefused) {
    const ProcessEnvironment environment;
    EXPECT_EQ(environment.read_file("/dev/zero").error(), "File is longer than 1 MiB");
    EXPECT_EQ(environment.read_file("/").error(), "Is a directory");
}

TEST(ProcessEnvironment, UnsetAndEmptyVariablesDiffer) {
    ASSERT_EQ(::setenv("HALOGATE_ENVIRONMENT_TEST", "", 1), 0);
    const ProcessEnvironment environment;
    EXPECT_EQ(environment.get("HALOGATE_ENVIRONMENT_TEST"), "");
    ASSERT_EQ(::unsetenv("HALOGATE_ENVIRONMENT_TEST"), 0);
    EXPECT_EQ(environment.get("HALOGATE_ENVIRONMENT_TEST"), std::nullopt);
}

}  // namespace

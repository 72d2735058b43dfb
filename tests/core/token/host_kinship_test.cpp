// SPDX-License-Identifier: MIT
#include "core/token/host_kinship.hpp"

#include <gtest/gtest.h>

namespace halogate::token {
namespace {

TEST(HostKinship, ATenantsHostsShareItsDomain) {
    EXPECT_TRUE(are_akin("x.halopsa.com", "x.halopsa.com"));
    EXPECT_TRUE(are_akin("x.halopsa.com", "uk-trial.halopsa.com"));
    EXPECT_TRUE(are_akin("x.halopsa.com", "halopsa.com"));
    EXPECT_TRUE(are_akin("halo.example.co.uk", "auth.example.co.uk"));
    EXPECT_TRUE(are_akin("halo.corp.local", "login.corp.local"));
}

TEST(HostKinship, StrangersDoNot) {
    EXPECT_FALSE(are_akin("x.halopsa.com", "x.halopsa.com.evil.example"));
    EXPECT_FALSE(are_akin("x.halopsa.com", "evilhalopsa.com"));
    EXPECT_FALSE(are_akin("x.halopsa.com", "x.evilhalopsa.com"));
    EXPECT_FALSE(are_akin("x.halopsa.com", "com"));
    EXPECT_FALSE(are_akin("x.halopsa.com", "a.b.halopsa.com"));
    EXPECT_FALSE(are_akin("a.b.halopsa.com", "halopsa.com"));
    EXPECT_FALSE(are_akin("halopsa.com", "evil.com"));
    EXPECT_FALSE(are_akin("x.halopsa.com", ""));
    EXPECT_FALSE(are_akin("", ""));
}

TEST(HostKinship, APublicSuffixMakesNoFamily) {
    EXPECT_FALSE(are_akin("example.co.uk", "evil.co.uk"));
    EXPECT_FALSE(are_akin("example.com.au", "com.au"));
    EXPECT_FALSE(are_akin("example.co.nz", "evil.co.nz"));
    EXPECT_FALSE(are_akin("example.uk.com", "evil.uk.com"));
}

TEST(HostKinship, ARentedNameMakesNoFamily) {
    EXPECT_FALSE(are_akin("myhalo.azurewebsites.net", "evil.azurewebsites.net"));
    EXPECT_FALSE(are_akin("vm.westeurope.cloudapp.azure.com", "evil.westeurope.cloudapp.azure.com"));
    EXPECT_TRUE(are_akin("myhalo.azurewebsites.net", "myhalo.azurewebsites.net"));
}

TEST(HostKinship, SingleNamesAndAddressesMustBeEqual) {
    EXPECT_TRUE(are_akin("localhost", "localhost"));
    EXPECT_FALSE(are_akin("halo", "auth"));
    EXPECT_TRUE(are_akin("127.0.0.1", "127.0.0.1"));
    EXPECT_FALSE(are_akin("10.1.2.3", "11.1.2.3"));
    EXPECT_FALSE(are_akin("10.1.2.3", "1.2.3"));
    EXPECT_FALSE(are_akin("127.0.0.1", "localhost"));
    EXPECT_FALSE(are_akin("10.0.0.0x7f", "11.0.0.0x7f"));
    EXPECT_TRUE(are_akin("[::1]", "[::1]"));
    EXPECT_FALSE(are_akin("[::ffff:10.1.2.3]", "[::fffe:10.1.2.3]"));
}

}  // namespace
}  // namespace halogate::token

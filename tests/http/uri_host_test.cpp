// SPDX-License-Identifier: MIT
#include "http/uri_host.hpp"

#include <gtest/gtest.h>

namespace halogate::http {
namespace {

using namespace std::string_literals;

TEST(HostField, NamesAndAddressesAreReadInOneSpelling) {
    EXPECT_EQ(parse_host_field("LocalHost"), (HostPort{"localhost", std::nullopt}));
    EXPECT_EQ(parse_host_field("localhost:4256"), (HostPort{"localhost", 4256}));
    EXPECT_EQ(parse_host_field("127.0.0.1:65535"), (HostPort{"127.0.0.1", 65535}));
    EXPECT_EQ(parse_host_field("halo_gate-1.internal"), (HostPort{"halo_gate-1.internal", std::nullopt}));
    EXPECT_EQ(parse_host_field("[::1]:4256"), (HostPort{"::1", 4256}));
    EXPECT_EQ(parse_host_field("[0:0:0:0:0:0:0:1]"), (HostPort{"::1", std::nullopt}));
    EXPECT_EQ(parse_host_field("[2001:DB8::A]"), (HostPort{"2001:db8::a", std::nullopt}));
}

TEST(HostField, WhateverCouldBeReadInTwoWaysIsNoHost) {
    for (const auto* value : {"",          ":",
                              ":80",       "a:",
                              "a:0",       "a:080",
                              "a:65536",   "a:+80",
                              "a:80x",     "a:80:80",
                              "a b",       "a,b",
                              "a.",        ".a",
                              "a..b",      "user@a",
                              "a/b",       "a?b",
                              "a#b",       "a%41",
                              "[::1",      "::1",
                              "[::1]x",    "[::1]80",
                              "[]",        "[fe80::1%eth0]",
                              "[1.2.3.4]", "[v1.a]",
                              "[::1]:",    "http://a",
                              "a\t",       "caf\xc3\xa9",
                              "[[::1]]",   "a\\b"})
        EXPECT_FALSE(parse_host_field(value)) << value;
    EXPECT_FALSE(parse_host_field("a\0b"s));
    EXPECT_FALSE(parse_host_field("[::1\0]"s));
    EXPECT_FALSE(parse_host_field(std::string(64, 'a')));
    std::string longest = std::string(63, 'a') + '.' + std::string(63, 'b') + '.' + std::string(63, 'c') +
                          '.' + std::string(61, 'd');
    EXPECT_TRUE(parse_host_field(longest));
    EXPECT_FALSE(parse_host_field(longest + 'd'));
}

}  // namespace
}  // namespace halogate::http

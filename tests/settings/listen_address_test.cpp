// SPDX-License-Identifier: MIT
#include "settings/listen_address.hpp"

#include <gtest/gtest.h>

namespace {

using halogate::settings::parse_listen_address;

TEST(ListenAddress, LoopbackIsKnownInEverySpelling) {
    for (const auto* text : {"127.0.0.1:4256", "127.8.9.10:0", "[::1]:65535", "localhost:4256", "LocalHost:1",
                             "[::ffff:127.0.0.1]:4256", "[0:0:0:0:0:0:0:1]:4256"}) {
        ASSERT_TRUE(parse_listen_address(text)) << text;
        EXPECT_TRUE(parse_listen_address(text)->loopback) << text;
    }
}

TEST(ListenAddress, EverythingElseIsReachedByOtherMachines) {
    for (const auto* text :
         {"0.0.0.0:4256", "[::]:4256", "10.0.0.1:1", "128.0.0.1:1", "[::ffff:10.0.0.1]:1", "[fe80::1]:1"}) {
        ASSERT_TRUE(parse_listen_address(text)) << text;
        EXPECT_FALSE(parse_listen_address(text)->loopback) << text;
    }
}

TEST(ListenAddress, WhatIsNoAddressAndPortIsRefused) {
    for (const auto* text :
         {"", ":", ":4256", "4256", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1",
          "127.0.0.1:4256x", "127.1:4256", "0177.0.0.1:1", "::1:4256", "[127.0.0.1]:1", "example.com:80",
          "http://127.0.0.1:4256", "*:4256", "[]:1", "[localhost]:1"}) {
        EXPECT_FALSE(parse_listen_address(text)) << text;
    }
}

}  // namespace

// SPDX-License-Identifier: MIT
#include "base/private_address.hpp"

#include <gtest/gtest.h>

namespace halogate {
namespace {

TEST(PrivateAddress, ThisMachineAndNetworksThatAreNotRoutedAreInternal) {
    for (const char* text :
         {"127.0.0.1", "127.255.0.1", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "100.64.0.1",
          "100.127.0.1", "::1", "fd00::1", "fc00::1", "::ffff:10.1.2.3"})
        EXPECT_EQ(address_kind(text), AddressKind::internal) << text;
}

TEST(PrivateAddress, TheInternetAndLinkLocalAddressesAreElsewhere) {
    for (const char* text : {"0.0.0.0", "8.8.8.8", "11.0.0.1", "126.0.0.1", "172.15.0.1", "172.32.0.1",
                             "192.167.1.1", "100.128.0.1", "100.63.0.1", "169.254.169.254", "::", "::2",
                             "2001:db8::1", "fe80::1", "::ffff:8.8.8.8"})
        EXPECT_EQ(address_kind(text), AddressKind::elsewhere) << text;
}

TEST(PrivateAddress, ANameIsNoAddress) {
    for (const char* text : {"", "localhost", "collector", "10.0.0", "010.0.0.1", "[::1]", "0x7f.1"})
        EXPECT_EQ(address_kind(text), AddressKind::none) << text;
}

}  // namespace
}  // namespace halogate

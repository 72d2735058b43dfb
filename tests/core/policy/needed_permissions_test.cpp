// SPDX-License-Identifier: MIT
#include "core/policy/needed_permissions.hpp"

#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "settings/catalogue_reader.hpp"

namespace halogate::policy {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> needed(std::vector<ConsumerPolicy::Named> named, std::string_view holds = {}) {
    ConsumerPolicy consumer;
    consumer.name = "x";
    consumer.named = std::move(named);
    if (!holds.empty()) {
        EXPECT_TRUE(consumer.allow.add(holds));
    }
    return needed_permissions(consumer, settings::built_in_catalogue()).names();
}

TEST(NeededPermissions, ARouteOfUnknownDomainNeedsNone) {
    EXPECT_THAT(needed({{"GET", "/api/SLA"}, {"*", "/api/Application/**"}, {"GET", "/api/Agent"}}),
                IsEmpty());
}

TEST(NeededPermissions, ARouteOfAKnownDomainNeedsItsPermission) {
    EXPECT_THAT(needed({{"POST", "/api/Report"}}), ElementsAre("edit:reporting"));
    EXPECT_THAT(needed({{"HEAD", "/api/Tickets/{number}"}}), ElementsAre("read:tickets"));
    EXPECT_THAT(needed({{"GET", "/api/Client/17"}}), ElementsAre("read:customers"));
    EXPECT_THAT(needed({{"POST", "/api/Asset"}}), ElementsAre("edit:assets"));
    EXPECT_THAT(needed({{"POST", "/api/Tickets/View"}}, "read:crm"),
                ElementsAre("read:crm", "update:tickets"));
}

TEST(NeededPermissions, WhatAWildcardDoesNotNameIsNotNeeded) {
    EXPECT_THAT(needed({{"*", "/api/**"}, {"GET", "/*/Tickets"}}), IsEmpty());
}

}  // namespace
}  // namespace halogate::policy

// SPDX-License-Identifier: MIT
#include "core/policy/rights.hpp"

#include <gtest/gtest.h>

#include <initializer_list>
#include <set>

namespace halogate::policy {
namespace {

ConsumerPolicy consumer(std::initializer_list<std::string_view> permissions) {
    ConsumerPolicy made;
    for (const std::string_view name : permissions) EXPECT_TRUE(made.allow.add(name));
    return made;
}

TEST(Rights, AreEqualForWhoMayDoTheSame) {
    ConsumerPolicy a = consumer({"read:tickets", "read:assets"});
    ConsumerPolicy b = consumer({"read:assets", "read:tickets", "read:assets"});
    a.name = "a";
    b.name = "b";
    a.deny = {{"GET", "/api/Tickets/1"}, {"DELETE", "/api/**"}};
    b.deny = {{"DELETE", "/api/**"}, {"GET", "/api/tickets/1"}};
    EXPECT_EQ(rights_of(a), rights_of(b));
    EXPECT_EQ(rights_of(a).size(), 64U);
    EXPECT_EQ(rights_of(consumer({"edit:tickets"})),
              rights_of(consumer({"read:tickets", "create:tickets", "update:tickets", "delete:tickets"})));
}

TEST(Rights, DifferByEveryPermissionDenyRuleAndNamedRoute) {
    ConsumerPolicy denied = consumer({"read:tickets"});
    denied.deny = {{"GET", "/api/Tickets/{id}"}};
    ConsumerPolicy named = consumer({"read:tickets"});
    named.named = {{"GET", "/api/Tickets/{id}"}};
    const std::set<std::string> all{rights_of(consumer({})),
                                    rights_of(consumer({"read:tickets"})),
                                    rights_of(consumer({"read:assets"})),
                                    rights_of(consumer({"edit:tickets"})),
                                    rights_of(consumer({"all"})),
                                    rights_of(denied),
                                    rights_of(named)};
    EXPECT_EQ(all.size(), 7U);
}

}  // namespace
}  // namespace halogate::policy

// SPDX-License-Identifier: MIT
#include "core/policy/catalogue.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

#include "base/ascii.hpp"
#include "core/policy/domain.hpp"
#include "core/policy/path_pattern.hpp"

namespace halogate::policy {
namespace {

TEST(Catalogue, EveryLineIsWellFormedAndStandsOnce) {
    std::set<std::string> seen;
    for (const auto& route : built_in_catalogue()) {
        const auto line = route.method + ' ' + route.pattern;
        EXPECT_TRUE(PathPattern::parse(route.pattern)) << line;
        EXPECT_TRUE(route.method == "GET" || route.method == "POST" || route.method == "DELETE" ||
                    route.method == "*")
            << line;
        EXPECT_TRUE(route.domain.empty() || is_domain(route.domain)) << line;
        EXPECT_TRUE(ascii::starts_with_ignoring_case(route.pattern, "/api/")) << line;
        EXPECT_TRUE(seen.insert(ascii::lowered(line)).second) << line;
    }
}

TEST(Catalogue, MethodsAskForWhatTheyDo) {
    for (const auto& route : built_in_catalogue()) {
        const auto line = route.method + ' ' + route.pattern;
        if (route.risk == Risk::privileged) {
            EXPECT_EQ(route.domain, "") << line;
        } else if (route.method == "GET") {
            EXPECT_EQ(route.action, Action::read) << line;
        } else if (route.method == "DELETE") {
            EXPECT_EQ(route.action, Action::delete_) << line;
        } else {
            EXPECT_TRUE(route.body == BodyRule::create_or_update || route.action != Action::read) << line;
        }
        if (route.needs_no_permission) {
            EXPECT_EQ(route.method, "GET") << line;
        }
    }
}

TEST(Catalogue, EveryDomainThatHasAResourceIsServed) {
    std::set<std::string> served;
    for (const auto& route : built_in_catalogue()) served.insert(route.domain);
    for (const auto domain : domains()) {
        // No resource is known for the scopes of `software`.
        EXPECT_EQ(served.contains(std::string{domain}), domain != "software") << domain;
    }
}

}  // namespace
}  // namespace halogate::policy

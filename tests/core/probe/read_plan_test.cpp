// SPDX-License-Identifier: MIT
#include "core/probe/read_plan.hpp"

#include <gmock/gmock.h>

#include "settings/catalogue_reader.hpp"

namespace halogate::probe {
namespace {

using policy::Action;
using policy::Route;
using testing::ElementsAre;
using testing::IsEmpty;

Route route(const std::string& method, const std::string& pattern, const std::string& domain,
            Action action = Action::read) {
    Route result;
    result.method = method;
    result.pattern = pattern;
    result.domain = domain;
    result.action = action;
    return result;
}

std::vector<std::string> paths(const std::vector<Route>& routes) {
    std::vector<std::string> result;
    for (const auto& each : routes) result.push_back(each.pattern);
    return result;
}

std::vector<std::string> told(const std::vector<PlannedRead>& reads) {
    std::vector<std::string> result;
    for (const auto& each : reads) result.push_back(each.scope + " " + each.path);
    return result;
}

TEST(SafeReads, AreCollectionsThatOnlyReadAndWhoseDomainIsKnown) {
    Route privileged = route("GET", "/api/Report", "reporting");
    privileged.risk = policy::Risk::privileged;
    Route free = route("GET", "/api/Status", "");
    free.needs_no_permission = true;
    EXPECT_THAT(paths(safe_reads(
                    {route("GET", "/api/Tickets", "tickets"), route("GET", "/api/Tickets/{id}", "tickets"),
                     route("GET", "/api/Tickets/**", "tickets"), route("POST", "/api/Tickets", "tickets"),
                     route("DELETE", "/api/Tickets", "tickets", Action::delete_),
                     route("*", "/api/Site", "customers"),
                     route("GET", "/api/LapSafe/Cancel", "assets", Action::edit),
                     route("GET", "/api/Odd", ""), route("GET", "/api/Any", "all"), privileged, free})),
                ElementsAre("/api/Tickets"));
}

TEST(SafeReads, ACorrectionOfARouteCounts) {
    EXPECT_THAT(safe_reads({route("GET", "/api/Tickets", "tickets"),
                            route("GET", "/api/TICKETS", "tickets", Action::edit)}),
                IsEmpty());
}

TEST(SafeReads, NothingOfTheCatalogueThatActsIsAmongThem) {
    const auto safe = safe_reads(settings::built_in_catalogue());
    EXPECT_GT(safe.size(), 10U);
    for (const auto& each : safe) {
        EXPECT_EQ(each.method, "GET");
        for (const auto* acting : {"Cancel", "Complete", "View", "vote", "run"})
            EXPECT_EQ(each.pattern.find(acting), std::string::npos) << each.pattern;
    }
}

TEST(PlannedReads, OneOfEachDomainComesFirstAndNothingBeyondTheLimit) {
    const std::vector<Route> safe{route("GET", "/a", "tickets"), route("GET", "/b", "tickets"),
                                  route("GET", "/c", "kb"),      route("GET", "/d", "tickets"),
                                  route("GET", "/e", "tickets"), route("GET", "/f", "crm")};
    const std::vector<std::string> granted{"read:tickets", "edit:tickets", "edit:kb"};
    EXPECT_THAT(told(planned_reads(safe, granted, 100)),
                ElementsAre("read:tickets /a", "edit:kb /c", "read:tickets /b", "read:tickets /d"));
    EXPECT_THAT(told(planned_reads(safe, granted, 3)),
                ElementsAre("read:tickets /a", "edit:kb /c", "read:tickets /b"));
    EXPECT_THAT(planned_reads(safe, granted, 0), IsEmpty());
    EXPECT_THAT(planned_reads(safe, {"all"}, 10), IsEmpty());
}

}  // namespace
}  // namespace halogate::probe

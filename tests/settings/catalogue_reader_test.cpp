// SPDX-License-Identifier: MIT
#include "settings/catalogue_reader.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <string>

#include "base/ascii.hpp"
#include "core/policy/domain.hpp"
#include "core/policy/path_pattern.hpp"
#include "support/settings_environment.hpp"

namespace halogate::settings {
namespace {

using policy::Action;
using policy::BodyRule;
using policy::Evidence;
using policy::Risk;
using policy::Route;
using test::rendered;
using testing::ElementsAre;

std::vector<Route> routes_of(std::string_view text) {
    auto routes = read_catalogue(text, "c.yaml");
    EXPECT_TRUE(routes) << text;
    return routes ? *std::move(routes) : std::vector<Route>{};
}

std::vector<std::string> findings_of(std::string_view text) {
    const auto routes = read_catalogue(text, "c.yaml");
    return routes ? std::vector<std::string>{} : rendered(routes.error());
}

const Route* find(const std::vector<Route>& routes, std::string_view method, std::string_view pattern) {
    const auto found = std::find_if(routes.begin(), routes.end(), [&](const Route& route) {
        return route.method == method && ascii::equal_ignoring_case(route.pattern, pattern);
    });
    return found == routes.end() ? nullptr : &*found;
}

// --- the built-in one

/// Resource, methods of the collection, methods of {id}; "-" for none. The public API description's.
std::vector<std::vector<std::string>> described_resources() {
    std::ifstream file{HALOGATE_SOURCE_DIR "/tests/data/halopsa-resources.tsv"};
    std::vector<std::vector<std::string>> rows;
    std::string line;
    std::getline(file, line);
    while (std::getline(file, line)) {
        const auto first = line.find('\t');
        const auto second = line.find('\t', first + 1);
        rows.push_back(
            {line.substr(0, first), line.substr(first + 1, second - first - 1), line.substr(second + 1)});
    }
    return rows;
}

TEST(Catalogue, EveryMethodOfEveryDescribedResourceIsInIt) {
    const auto routes = built_in_catalogue();
    const auto rows = described_resources();
    ASSERT_EQ(rows.size(), 297U);
    for (const auto& row : rows) {
        const auto path = "/api/" + row[0];
        const auto expect = [&](std::string_view methods, const std::string& pattern) {
            while (const auto method = ascii::next_element(methods)) {
                if (*method == "-") continue;
                const auto* const route = find(routes, *method, pattern);
                ASSERT_NE(route, nullptr) << *method << ' ' << pattern;
                EXPECT_EQ(route->pattern, pattern) << "written as HaloPSA does";
            }
        };
        expect(row[1], path);
        expect(row[2], path + "/{id}");
        const bool named = std::any_of(routes.begin(), routes.end(), [&](const Route& route) {
            return route.pattern == path || route.pattern.starts_with(path + '/');
        });
        EXPECT_TRUE(named) << row[0];
    }
}

TEST(Catalogue, EveryLineIsWellFormedAndStandsOnce) {
    std::set<std::string> seen;
    for (const auto& route : built_in_catalogue()) {
        const auto line = route.method + ' ' + route.pattern;
        EXPECT_TRUE(policy::PathPattern::parse(route.pattern)) << line;
        EXPECT_TRUE(route.method == "GET" || route.method == "POST" || route.method == "DELETE" ||
                    route.method == "*")
            << line;
        EXPECT_TRUE(route.domain.empty() || policy::is_domain(route.domain)) << line;
        EXPECT_TRUE(route.pattern.starts_with("/api/")) << line;
        EXPECT_TRUE(seen.insert(ascii::lowered(line)).second) << line;
    }
}

TEST(Catalogue, MethodsAskForWhatTheyDo) {
    for (const auto& route : built_in_catalogue()) {
        const auto line = route.method + ' ' + route.pattern;
        const bool known = !route.domain.empty() || route.needs_no_permission;
        EXPECT_EQ(known, route.evidence != Evidence::unknown) << line;
        EXPECT_NE(route.evidence, Evidence::configured) << line;
        if (route.method == "DELETE") {
            EXPECT_EQ(route.action, Action::delete_) << line;
        }
        if (route.needs_no_permission) {
            EXPECT_EQ(route.method, "GET") << line;
            EXPECT_EQ(route.risk, Risk::normal) << line;
        }
        if (route.body == BodyRule::create_or_update) {
            EXPECT_EQ(route.method, "POST") << line;
        }
    }
}

TEST(Catalogue, TheMethodAloneDoesNotTellReadsFromWrites) {
    const auto routes = built_in_catalogue();
    for (const auto* const path :
         {"/api/LapSafe/Cancel", "/api/LapSafe/Complete", "/api/GoToResolve/Complete"})
        EXPECT_NE(find(routes, "GET", path)->action, Action::read) << path;
    EXPECT_EQ(find(routes, "POST", "/api/Invoice/PDF/{id}")->action, Action::read);
    for (const auto* const path : {"/api/Tickets/View", "/api/Projects/View", "/api/Opportunities/View"}) {
        EXPECT_EQ(find(routes, "POST", path)->action, Action::update) << path;
        EXPECT_EQ(find(routes, "POST", path)->body, BodyRule::none) << path;
    }
}

TEST(Catalogue, WhatReachesFurtherThanItsDomainIsPrivileged) {
    const auto routes = built_in_catalogue();
    for (const auto* const line : {"* /api/Application/**",
                                   "POST /api/LoginToken",
                                   "POST /api/ImpersonationRequest",
                                   "* /api/LicenseInfo/password/**",
                                   "GET /api/PasswordField",
                                   "POST /api/Roles",
                                   "POST /api/Report",
                                   "POST /api/Report/**",
                                   "* /api/DatabaseLookup/**",
                                   "POST /api/SQLImport",
                                   "POST /api/Control",
                                   "POST /api/Tenant",
                                   "GET /api/Instance",
                                   "* /api/IntegrationData/**",
                                   "* /api/Notify/**",
                                   "* /api/Mail/**",
                                   "GET /api/PowerShellScript",
                                   "POST /api/PowerShellScriptCriteria",
                                   "POST /api/PowerShellScriptProcessing",
                                   "POST /api/Automation/{runbookId}",
                                   "POST /api/Webhook",
                                   "* /api/mcp/**"}) {
        const std::string_view text{line};
        const auto blank = text.find(' ');
        const auto* const route = find(routes, text.substr(0, blank), text.substr(blank + 1));
        ASSERT_NE(route, nullptr) << line;
        EXPECT_EQ(route->risk, Risk::privileged) << line;
    }
}

TEST(Catalogue, EvidenceIsWhatTheSourcesSay) {
    const auto routes = built_in_catalogue();
    EXPECT_EQ(find(routes, "GET", "/api/Tickets")->evidence, Evidence::verified);
    EXPECT_EQ(find(routes, "GET", "/api/Projects")->evidence, Evidence::stated);
    EXPECT_EQ(find(routes, "GET", "/api/KBArticle")->evidence, Evidence::name);
    EXPECT_EQ(find(routes, "GET", "/api/Attachment")->evidence, Evidence::unknown);
    EXPECT_EQ(find(routes, "GET", "/api/TicketType")->evidence, Evidence::name);
    EXPECT_EQ(find(routes, "POST", "/api/TicketType")->evidence, Evidence::unknown)
        << "writing configuration may need an administrator";
    EXPECT_EQ(std::count_if(routes.begin(), routes.end(),
                            [](const Route& route) { return route.evidence == Evidence::verified; }),
              20);
}

TEST(Catalogue, EveryDomainThatHasAResourceIsServed) {
    std::set<std::string> served;
    for (const auto& route : built_in_catalogue()) served.insert(route.domain);
    for (const auto domain : policy::domains()) {
        // No resource is known for the scopes of `software`.
        EXPECT_EQ(served.contains(std::string{domain}), domain != "software") << domain;
    }
}

// --- how it is read

TEST(CatalogueReader, AResourceHasTheUsualPaths) {
    const auto routes = routes_of(
        "resources:\n"
        "  Foo: {collection: GET POST, id: GET DELETE, domain: tickets, writes: assets, evidence: name}\n");
    ASSERT_EQ(routes.size(), 4U);
    EXPECT_EQ(routes[0].pattern, "/api/Foo");
    EXPECT_EQ(routes[0].domain, "tickets");
    EXPECT_EQ(routes[0].action, Action::read);
    EXPECT_EQ(routes[1].method, "POST");
    EXPECT_EQ(routes[1].domain, "assets");
    EXPECT_EQ(routes[1].body, BodyRule::create_or_update);
    EXPECT_EQ(routes[3].method, "DELETE");
    EXPECT_EQ(routes[3].pattern, "/api/Foo/{id}");
    EXPECT_EQ(routes[3].domain, "assets");
    EXPECT_EQ(routes[3].action, Action::delete_);
    EXPECT_EQ(routes[3].ids, policy::Ids::integer);
}

TEST(CatalogueReader, WhatIsBelowAPrivilegedResourceIsPrivileged) {
    const auto routes = routes_of("resources:\n  Foo: {collection: GET, risk: privileged}\n");
    ASSERT_EQ(routes.size(), 2U);
    EXPECT_EQ(routes[1].method, "*");
    EXPECT_EQ(routes[1].pattern, "/api/Foo/**");
    EXPECT_EQ(routes[1].risk, Risk::privileged);
}

TEST(CatalogueReader, ReadingWithoutAPermissionLeavesWritingUnknown) {
    const auto routes =
        routes_of("resources:\n  Foo: {collection: GET POST, domain: none, evidence: stated}\n");
    EXPECT_TRUE(routes[0].needs_no_permission);
    EXPECT_FALSE(routes[1].needs_no_permission);
    EXPECT_EQ(routes[1].domain, "");
    EXPECT_EQ(routes[1].evidence, Evidence::unknown);
}

TEST(CatalogueReader, ASinglePathWinsOverTheResource) {
    const auto routes = routes_of(
        "resources:\n  Foo: {collection: POST, id: GET}\n"
        "routes:\n"
        "  POST /api/foo: {permission: read:kb, evidence: name}\n"
        "  GET /api/Foo/{number}: {permission: none, evidence: name}\n"
        "  \"* /api/Bar/**\": {action: update, ids: any}\n");
    ASSERT_EQ(routes.size(), 3U);
    EXPECT_EQ(routes[0].domain, "kb");
    EXPECT_EQ(routes[0].body, BodyRule::none);
    EXPECT_TRUE(routes[1].needs_no_permission);
    EXPECT_EQ(routes[2].action, Action::update);
    EXPECT_EQ(routes[2].ids, policy::Ids::any);
}

TEST(CatalogueReader, FaultsNamePlaceAndNearestWord) {
    EXPECT_THAT(findings_of("resorces: {}\n"),
                ElementsAre("c.yaml:1:1: unknown key `resorces`; did you mean `resources`?"));
    EXPECT_THAT(
        findings_of("resources:\n"
                    "  Foo: {colection: GET}\n"
                    "  Bar: {collection: GET PUT, id: GTE}\n"
                    "  Baz: {collection: GET, domain: tickts, evidence: name}\n"
                    "  Qux: {collection: GET, risk: privilegd, ids: integr}\n"),
        ElementsAre("c.yaml:2:9: unknown key `colection`; did you mean `collection`?",
                    "c.yaml:3:21: `collection`: HaloPSA has no method `PUT`; known are `GET`, `POST`, "
                    "`DELETE`, `*`",
                    "c.yaml:3:34: `id`: HaloPSA has no method `GTE`; did you mean `GET`?",
                    "c.yaml:4:34: `domain`: HaloPSA has no domain `tickts`; did you mean `tickets`?",
                    "c.yaml:5:32: `risk` has no value `privilegd`; did you mean `privileged`?",
                    "c.yaml:5:48: `ids` has no value `integr`; did you mean `integer`?"));
    EXPECT_THAT(findings_of("routes:\n"
                            "  GET api/Foo: {}\n"
                            "  POST /api/Foo: {permission: edit:actions, evidence: name}\n"
                            "  POST /api/Bar: {permision: read:kb}\n"),
                ElementsAre("c.yaml:2:3: `GET api/Foo`: must be a method or `*`, one blank and a path, such "
                            "as `DELETE /api/**`",
                            "c.yaml:3:31: \"edit:actions\" is no permission: HaloPSA has no domain "
                            "\"actions\"; they are gated by tickets, so write \"edit:tickets\"",
                            "c.yaml:4:19: unknown key `permision`; did you mean `permission`?"));
}

TEST(CatalogueReader, ADomainNeedsEvidenceAndEvidenceADomain) {
    EXPECT_THAT(findings_of("resources:\n  Foo: {collection: GET, domain: tickets}\n"),
                ElementsAre("c.yaml:2:3: `Foo` has a `domain`: say by `evidence` how that is known: "
                            "`verified`, `stated` or `name`"));
    EXPECT_THAT(findings_of("routes:\n  GET /api/Foo: {evidence: stated}\n"),
                ElementsAre("c.yaml:2:3: `GET /api/Foo` has `evidence` and no `permission` that it is of"));
}

TEST(CatalogueReader, WhatIsNoCatalogueIsRefused) {
    EXPECT_THAT(findings_of(""),
                ElementsAre("c.yaml:1:1: the catalogue holds no route: everything would be refused"));
    EXPECT_THAT(findings_of("- a\n"),
                ElementsAre("c.yaml:1:1: a catalogue is a map with `resources`, `routes`"));
    EXPECT_THAT(findings_of("resources: [Tickets]\n"),
                ElementsAre("c.yaml:1:12: `resources` is a map: write `NAME: {…}` for each"));
    EXPECT_THAT(findings_of("resources:\n  Foo: GET\n"),
                ElementsAre("c.yaml:2:8: `Foo` is a map with `collection`, `id`, `below`, `ids`, `domain`, "
                            "`writes`, `risk`, `evidence`"));
    EXPECT_THAT(findings_of("resources:\n  Foo/Bar: {collection: GET}\n"),
                ElementsAre("c.yaml:2:3: `Foo/Bar` is no name of a resource"));
    EXPECT_THAT(findings_of("resources:\n  Foo: {collection: [GET]}\n"),
                ElementsAre("c.yaml:2:21: `collection` takes one value"));
}

}  // namespace
}  // namespace halogate::settings

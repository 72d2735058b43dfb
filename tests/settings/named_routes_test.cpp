// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "settings/load.hpp"
#include "support/settings_environment.hpp"

namespace {

using halogate::settings::load;
using halogate::settings::Settings;
using halogate::test::rendered;
using halogate::test::WrittenEnvironment;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr auto tenant_lines =
    "tenant:\n  base_url: https://x.halopsa.com\n  client_id: id\n  client_secret: s\n";

WrittenEnvironment with_file(const std::string& text) {
    WrittenEnvironment environment;
    environment.files["h.yaml"] = text;
    return environment;
}

/// The configuration of a tenant, and then these lines (the first of them is line 5).
auto load_lines(const std::string& lines) {
    return load({.config = "h.yaml"}, with_file(tenant_lines + lines));
}

std::vector<std::string> faults_of(const std::string& lines) {
    const auto loaded = load_lines(lines);
    return loaded ? std::vector<std::string>{} : rendered(loaded.error());
}

Settings settings_of(const std::string& lines) {
    return load_lines(lines).value().settings;
}

TEST(NamedRoutes, AllowTakesPermissionsAndRoutes) {
    const auto settings = settings_of(
        "policy:\n"
        "  anonymous: read:tickets GET /api/SLA\n"
        "  consumers:\n"
        "    a: {allow: [\"* /api/Report/**\", read:kb, \"GET /api/Priority/{id}\"], identify: {api_key: "
        "0123456789abcdef}}\n");
    EXPECT_THAT(settings.consumers[0].policy.allowed_names(), ElementsAre("read:tickets", "GET /api/SLA"));
    EXPECT_THAT(settings.consumers[1].policy.allowed_names(),
                ElementsAre("read:kb", "* /api/Report/**", "GET /api/Priority/{id}"));
}

TEST(NamedRoutes, ARouteInAllowThatOpensTooMuchOrNothingIsAFault) {
    EXPECT_THAT(
        faults_of("policy:\n"
                  "  anonymous:\n"
                  "    - GET /api/**\n"
                  "    - GET\n"
                  "    - /api/SLA\n"
                  "    - GTE /api/SLA\n"
                  "    - GET /api/SLA/**/x\n"),
        ElementsAre(
            "h.yaml:7:7: `GET /api/**` names no resource: write each route as `GET /api/SLA`, or the "
            "permission `all`",
            "h.yaml:8:7: `GET`: a route must be a method or `*`, one blank and a path, such as `DELETE "
            "/api/**`",
            "h.yaml:9:7: `/api/SLA` is a path without a method: write `GET /api/SLA`",
            "h.yaml:10:7: `GTE /api/SLA`: a route `GTE` is no method; did you mean `GET`?",
            "h.yaml:11:7: `GET /api/SLA/**/x`: a route path pattern \"/api/SLA/**/x\" may hold ** only "
            "at its end"));
}

TEST(NamedRoutes, ARouteInAllowOfNoKnownResourceIsWarnedOf) {
    const auto loaded = load_lines("policy:\n  anonymous: [read:tickets, \"GET /api/Tickts/{id}\"]\n");
    ASSERT_TRUE(loaded);
    EXPECT_THAT(
        rendered(loaded->warnings),
        ElementsAre("h.yaml:6:14: `GET /api/Tickts/{id}`: the catalogue has no resource `Tickts`; did "
                    "you mean `Tickets`?"));
}

TEST(NamedRoutes, SomethingThatAnonymousMayDoByNameIsSomething) {
    EXPECT_THAT(faults_of("listeners: [{address: \"0.0.0.0:4256\"}]\n"
                          "policy: {anonymous: [GET /api/SLA]}\n"),
                ElementsAre(HasSubstr("is not loopback")));
}

TEST(NamedRoutes, TheCatalogueIsTheOneThatIsNamed) {
    EXPECT_GT(settings_of("").catalogue.size(), 900U);
    auto environment = with_file(tenant_lines);
    environment.files["c.yaml"] = "resources:\n  Foo: {collection: GET}\n";
    environment.files["d.yaml"] = "resources:\n  Foo: {colection: GET}\n";
    EXPECT_EQ(load({.config = "h.yaml", .catalogue = "c.yaml"}, environment)->settings.catalogue.size(), 1U);
    EXPECT_THAT(rendered(load({.config = "h.yaml", .catalogue = "d.yaml"}, environment).error()),
                ElementsAre("d.yaml:2:9: unknown key `colection`; did you mean `collection`?"));
    environment.variables["HALOGATE_CATALOGUE"] = "c.yaml";
    EXPECT_EQ(load({.config = "h.yaml"}, environment)->settings.catalogue.size(), 1U);
    EXPECT_THAT(rendered(load({.config = "h.yaml", .catalogue = "/gone"}, environment).error()),
                ElementsAre("--catalogue: cannot read `/gone`: No such file or directory"));
}

}  // namespace

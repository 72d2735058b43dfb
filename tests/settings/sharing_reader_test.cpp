// SPDX-License-Identifier: MIT
#include "settings/sharing_reader.hpp"

#include <gmock/gmock.h>

#include "settings/load.hpp"
#include "support/settings_environment.hpp"

namespace {

using namespace std::chrono_literals;
using halogate::settings::load;
using halogate::settings::SharingSettings;
using halogate::test::rendered;
using halogate::test::WrittenEnvironment;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

/// After four lines of a tenant.
auto load_lines(const std::string& lines) {
    WrittenEnvironment environment;
    environment.files["h.yaml"] =
        "tenant:\n  base_url: https://x.halopsa.com\n  client_id: id\n  client_secret: s\n" + lines;
    return load({.config = "h.yaml"}, environment);
}
std::vector<std::string> faults_of(const std::string& lines) {
    const auto loaded = load_lines(lines);
    return loaded ? std::vector<std::string>{} : rendered(loaded.error());
}
std::vector<std::string> warnings_of(const std::string& lines) {
    std::vector<std::string> found;
    for (auto& warning : rendered(load_lines(lines).value().warnings))
        if (warning.find("secret stands") == std::string::npos) found.push_back(std::move(warning));
    return found;
}

TEST(SharingReader, WithoutAWordReadsAreSharedAndNothingIsKept) {
    const auto settings = load_lines("").value().settings;
    EXPECT_TRUE(settings.sharing.in_flight);
    EXPECT_EQ(settings.sharing.largest_answer, SharingSettings{}.largest_answer);
    EXPECT_EQ(settings.sharing.in_flight_size, SharingSettings{}.in_flight_size);
    EXPECT_EQ(settings.sharing.cache_size, SharingSettings{}.cache_size);
    EXPECT_THAT(settings.cache, IsEmpty());
    const halogate::idempotency::KeyBook::Settings usual;
    EXPECT_EQ(settings.idempotency.keep, usual.keep);
    EXPECT_EQ(settings.idempotency.most_keys, usual.most_keys);
    EXPECT_EQ(settings.idempotency.most_bytes, usual.most_bytes);
}

TEST(SharingReader, ReadsWhatIsKeptForHowLong) {
    const auto settings = load_lines(
                              "cache: {/api/Status: 5m, \"/api/TicketType/**\": 1h}\n"
                              "sharing: {in_flight: false, largest_answer: 1MiB, cache_size: 2MiB}\n"
                              "idempotency: {keep: 1h, max_keys: 7, size: 1MiB}\n")
                              .value()
                              .settings;
    ASSERT_EQ(settings.cache.size(), 2U);
    EXPECT_TRUE(settings.cache[0].pattern.matches("/api/status"));
    EXPECT_EQ(settings.cache[0].keep, 5min);
    EXPECT_TRUE(settings.cache[1].pattern.matches("/api/tickettype/7"));
    EXPECT_FALSE(settings.sharing.in_flight);
    EXPECT_EQ(settings.sharing.cache_size, 2U << 20U);
    EXPECT_EQ(settings.idempotency.keep, 1h);
    EXPECT_EQ(settings.idempotency.most_keys, 7U);
}

TEST(SharingReader, APatternMustNameAResource) {
    for (const std::string pattern : {"/api/**", "/api", "\"/api/{id}\"", "/api/*", "/auth/token"})
        EXPECT_THAT(faults_of("cache:\n  " + pattern + ": 5m\n"), ElementsAre(StartsWith("h.yaml:6:")))
            << pattern;
    EXPECT_THAT(faults_of("cache:\n  Status: 5m\n"), ElementsAre(HasSubstr("must begin with '/'")));
    EXPECT_THAT(faults_of("cache:\n  /api/Status: 5m\n  /API/status/: 1m\n"),
                ElementsAre(HasSubstr("twice")));
    EXPECT_THAT(load_lines("cache:\n  /api/Status:\n").value().settings.cache, IsEmpty());
    EXPECT_THAT(faults_of("cache:\n  /api/Status: 5\n"), ElementsAre(HasSubstr("h.yaml:6:")));
    EXPECT_THAT(faults_of("cache:\n  /api/Status: 48h\n"), ElementsAre(HasSubstr("24h")));
}

TEST(SharingReader, WhatNoReadMatchesIsWarnedOf) {
    EXPECT_THAT(warnings_of("cache: {/api/Status: 5m, \"/api/Tickets/**\": 5m}\n"), IsEmpty());
    for (const std::string pattern :
         {"/api/Statuss", "/api/Status/a/b/c", "/api/LapSafe/Cancel", "/api/Application"})
        EXPECT_THAT(warnings_of("cache: {" + pattern + ": 5m}\n"), ElementsAre(HasSubstr("matches no read")))
            << pattern;
}

}  // namespace

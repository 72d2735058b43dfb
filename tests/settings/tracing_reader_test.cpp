// SPDX-License-Identifier: MIT
#include "settings/tracing_reader.hpp"

#include <gmock/gmock.h>

#include "settings/https_url.hpp"
#include "settings/load.hpp"
#include "support/settings_environment.hpp"

namespace {

using namespace halogate::settings;
using namespace std::chrono_literals;
using halogate::test::rendered;
using halogate::test::WrittenEnvironment;
using testing::ElementsAre;
using testing::HasSubstr;

auto load_tracing(const std::string& section) {
    WrittenEnvironment environment;
    environment.variables = {{"HALOPSA_BASE_URL", "https://x.halopsa.com"},
                             {"HALOPSA_CLIENT_ID", "id"},
                             {"HALOPSA_CLIENT_SECRET", "s"}};
    environment.files["h.yaml"] =
        "tenant: {base_url: \"${HALOPSA_BASE_URL}\", client_id: id, client_secret: "
        "\"${HALOPSA_CLIENT_SECRET}\"}\n"
        "tracing: " +
        section + "\n";
    return load({.config = "h.yaml"}, environment);
}

TEST(TracingSettings, IsOffWithoutAnEndpoint) {
    const auto loaded = load_tracing("{sample: 50%}");
    ASSERT_TRUE(loaded) << testing::PrintToString(rendered(loaded.error()));
    EXPECT_FALSE(loaded->settings.tracing.is_on());
}

TEST(TracingSettings, IsReadWhole) {
    const auto loaded = load_tracing(
        "{endpoint: \"https://collector.example/otlp/\", sample: 12.5%, service_name: gate, "
        "ca_file: /ca.pem, headers: {api-key: k-1}, timeout: 1s, interval: 2s, max_waiting: 7}");
    ASSERT_TRUE(loaded) << testing::PrintToString(rendered(loaded.error()));
    const TracingSettings& tracing = loaded->settings.tracing;
    EXPECT_EQ(tracing.endpoint, "https://collector.example/otlp");
    EXPECT_DOUBLE_EQ(tracing.sample, 0.125);
    EXPECT_EQ(tracing.service_name, "gate");
    EXPECT_EQ(tracing.ca_file, "/ca.pem");
    ASSERT_EQ(tracing.headers.size(), 1U);
    EXPECT_EQ(tracing.headers[0].name, "api-key");
    EXPECT_EQ(tracing.headers[0].value.reveal(), "k-1");
    EXPECT_EQ(tracing.timeout, 1s);
    EXPECT_EQ(tracing.interval, 2s);
    EXPECT_EQ(tracing.max_waiting, 7U);
}

TEST(TracingSettings, AnAuthorityForAPlainCollectorIsAFault) {
    const auto loaded = load_tracing("{endpoint: \"http://127.0.0.1:4318\", ca_file: /ca.pem}");
    ASSERT_FALSE(loaded);
    EXPECT_THAT(rendered(loaded.error()), ElementsAre(HasSubstr("`tracing.ca_file` is for a collector")));
}

TEST(TracingSettings, ACollectorMayBeShownAnyKeyAndNothingThatIsTheGatewaysOwn) {
    EXPECT_TRUE(load_tracing("{headers: {Authorization: Basic aWQ6aw==, x-team: t}}"));
    const auto loaded = load_tracing(
        "{headers: {Host: hush-1, User-Agent: hush-2, 'a b': hush-3, X-Y: , key: hush-4, KEY: hush-5}}");
    ASSERT_FALSE(loaded);
    EXPECT_THAT(rendered(loaded.error()),
                testing::UnorderedElementsAre(HasSubstr("header `Host` is set by halogate itself"),
                                              HasSubstr("header `User-Agent` is set by halogate itself"),
                                              HasSubstr("`a b` is no header name"),
                                              HasSubstr("header `X-Y` has no value"),
                                              HasSubstr("header `KEY` is given twice")));
    EXPECT_THAT(rendered(loaded.error()), testing::Each(testing::Not(HasSubstr("hush"))));
}

TEST(TracingSettings, TheValueOfAHeaderIsAReferenceAndNeverShown) {
    WrittenEnvironment environment;
    environment.files["/run/key"] = "Bearer hush-9\n";
    const auto with = [&](const std::string& header) {
        environment.files["h.yaml"] =
            "tenant: {base_url: \"https://x.halopsa.com\", client_id: id, client_secret: s}\n"
            "tracing: {headers: {Authorization: " +
            header + "}}\n";
        return load({.config = "h.yaml"}, environment);
    };
    const auto loaded = with("\"${file:/run/key}\"");
    ASSERT_TRUE(loaded) << testing::PrintToString(rendered(loaded.error()));
    EXPECT_EQ(loaded->settings.tracing.headers.at(0).value.reveal(), "Bearer hush-9");
    EXPECT_NE(loaded->settings.tracing, with("Bearer other")->settings.tracing) << "a reload notices";
    environment.files["/run/key"] = "hush-9\nhush-10\n";
    const auto said = rendered(with("\"${file:/run/key}\"").error());
    EXPECT_THAT(said, testing::Contains(HasSubstr("`tracing.headers.Authorization` holds a line break")));
    EXPECT_THAT(said, testing::Each(testing::Not(HasSubstr("hush"))));
}

TEST(CollectorUrl, IsHttpsOrNearAndHasNothingThatCouldBeACredential) {
    for (const char* good :
         {"https://collector.example", "https://203.0.113.1:4318/otlp", "http://127.0.0.1:4318",
          "http://[::1]:4318", "http://10.0.0.5:4318", "http://collector:4318", "http://localhost"})
        EXPECT_TRUE(read_collector_url(good)) << good;
    for (const char* bad :
         {"", "collector:4318", "grpc://collector:4317", "ftp://127.0.0.1", "http://",
          "http://203.0.113.1:4318", "http://[2001:db8::1]", "http://169.254.169.254/",
          "http://u:p@127.0.0.1", "http://127.0.0.1/?key=1", "http://127.0.0.1/#a", "http://127.0.0.1:0",
          "http://127.0.0.1:99999", "http://127.0.0.1/a b", "https://u@collector.example"})
        EXPECT_FALSE(read_collector_url(bad)) << bad;
}

}  // namespace

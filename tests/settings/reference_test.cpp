// SPDX-License-Identifier: MIT
#include "settings/reference.hpp"

#include <gmock/gmock.h>

#include <fstream>
#include <set>
#include <sstream>

#include "base/error_code.hpp"
#include "settings/load.hpp"
#include "settings/option_table.hpp"
#include "settings/option_value.hpp"
#include "support/settings_environment.hpp"

namespace {

using namespace halogate::settings;
using halogate::test::rendered;
using halogate::test::WrittenEnvironment;
using testing::HasSubstr;
using testing::IsEmpty;

std::string file_text(const std::string& path) {
    std::ifstream file{HALOGATE_SOURCE_DIR "/" + path, std::ios::binary};
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

/// When a file and the table differ: where to find what the file should hold.
std::string written_aside(const std::string& name, const std::string& expected) {
    const auto path = testing::TempDir() + name;
    std::ofstream{path, std::ios::binary} << expected;
    return "what it should be is in " + path;
}

WrittenEnvironment whole_environment() {
    WrittenEnvironment environment;
    environment.variables = {{"HALOPSA_BASE_URL", "https://x.halopsa.com"},
                             {"HALOPSA_CLIENT_ID", "id"},
                             {"HALOPSA_CLIENT_SECRET", "s"}};
    environment.files = {{"/run/secrets/alert-bridge", "0123456789abcdef\n"},
                         {"/run/secrets/collector_key", "0123456789\n"}};
    return environment;
}

auto load_text(const std::string& text) {
    auto environment = whole_environment();
    environment.files["h.yaml"] = text;
    return load({.config = "h.yaml"}, environment);
}

/// Every `#` that no blank follows taken away.
std::string uncommented(const std::string& text) {
    std::istringstream lines{text};
    std::string result;
    for (std::string line; std::getline(lines, line);) {
        const auto hash = line.find_first_not_of(' ');
        if (hash != std::string::npos && line[hash] == '#' && line.size() > hash + 1 && line[hash + 1] != ' ')
            line.erase(hash, 1);
        result += line + '\n';
    }
    return result;
}

TEST(Reference, ShippedConfigurationIsTheOptionTable) {
    const auto expected = reference_yaml();
    EXPECT_TRUE(file_text("config/halogate.yaml") == expected) << written_aside("halogate.yaml", expected);
}

TEST(Reference, DocumentedOptionsAreTheOptionTable) {
    const auto expected = reference_markdown();
    EXPECT_TRUE(file_text("docs/configuration.md").find("\n" + expected + "\n") != std::string::npos)
        << written_aside("configuration-table.md", expected);
}

TEST(Reference, ShippedConfigurationsLoadWithoutAFinding) {
    for (const auto* path : {"config/halogate.yaml", "config/localhost.yaml"}) {
        const auto loaded = load_text(file_text(path));
        ASSERT_TRUE(loaded) << path << ": " << testing::PrintToString(rendered(loaded.error()));
        EXPECT_THAT(rendered(loaded->warnings), IsEmpty()) << path;
    }
}

TEST(Reference, EveryOptionOfTheReferenceCanBeUncommented) {
    const auto loaded = load_text(uncommented(reference_yaml()));
    ASSERT_TRUE(loaded) << testing::PrintToString(rendered(loaded.error()));
    EXPECT_THAT(rendered(loaded->warnings), IsEmpty());
    EXPECT_EQ(loaded->settings.consumers.back().policy.name, "alert-bridge");
    EXPECT_EQ(loaded->settings.extra_routes.size(), 1U);
    EXPECT_EQ(loaded->settings.tenant.headers.size(), 1U);
    EXPECT_EQ(loaded->settings.tracing.headers.size(), 1U);
}

TEST(Reference, EveryOptionIsInTheReference) {
    const auto yaml = reference_yaml();
    for (const auto& option : option_table()) {
        EXPECT_THAT(yaml, HasSubstr("# " + std::string{option.sentence})) << option.key;
    }
}

TEST(Reference, EveryErrorCodeHasItsPlaceInTroubleshooting) {
    const auto text = file_text("docs/troubleshooting.md");
    const auto last = static_cast<int>(halogate::ErrorCode::version_not_supported);
    for (int code = 0; code <= last; ++code) {
        const auto name = to_string(static_cast<halogate::ErrorCode>(code));
        EXPECT_THAT(text, HasSubstr("`" + std::string{name} + "`"));
    }
}

TEST(OptionTable, KeysAreUniqueAndSentencesEnd) {
    std::set<std::string_view> keys;
    for (const auto& option : option_table()) {
        EXPECT_TRUE(keys.insert(option.key).second) << option.key;
        EXPECT_TRUE(option.sentence.ends_with('.')) << option.key;
        EXPECT_FALSE(option.sentence.find('|') != std::string_view::npos) << option.key;
    }
}

TEST(OptionTable, DefaultsAndBoundsAreReadableAndWithinThemselves) {
    for (const auto& option : option_table()) {
        const auto default_text = option.default_text.empty() ? option.least : option.default_text;
        EXPECT_TRUE(default_text.empty() || read_option(option, default_text, {})) << option.key;
        EXPECT_EQ(option.least.empty(), option.most.empty()) << option.key;
        if (option.least.empty()) continue;
        EXPECT_TRUE(read_option(option, option.least, {})) << option.key;
        EXPECT_TRUE(read_option(option, option.most, {})) << option.key;
    }
}

TEST(OptionTable, SectionsListWhatStandsBelowThem) {
    EXPECT_THAT(keys_below(""), testing::ElementsAre("tenant", "listeners", "admin", "limits", "queue",
                                                     "retry", "sharing", "cache", "idempotency", "callers",
                                                     "paging", "policy", "log", "audit", "tracing"));
    EXPECT_THAT(keys_below("listeners"), testing::ElementsAre("[]"));
    EXPECT_THAT(keys_below("policy.consumers"), testing::ElementsAre("*"));
    EXPECT_THAT(keys_below("policy.consumers.*"), testing::ElementsAre("identify", "allow", "deny", "weight",
                                                                       "max_wait", "max_waiting", "caps"));
    EXPECT_THAT(keys_below("limits.window"), testing::ElementsAre("requests", "per"));
    EXPECT_THAT(keys_below("queue.max_wait"), IsEmpty());
    EXPECT_THAT(keys_below("que"), IsEmpty());
}

TEST(OptionTable, DefaultsAreThoseOfTheStructs) {
    const auto table = sandbox_defaults();
    const Settings structs;
    EXPECT_EQ(table.tenant.refresh_before, structs.tenant.refresh_before);
    EXPECT_EQ(table.tenant.tls_min_version, structs.tenant.tls_min_version);
    EXPECT_EQ(table.tenant.connect_timeout, structs.tenant.connect_timeout);
    EXPECT_EQ(table.tenant.response_timeout, structs.tenant.response_timeout);
    EXPECT_EQ(table.tenant.max_connections, structs.tenant.max_connections);
    EXPECT_EQ(table.listeners[0].mode, ListenerSettings{}.mode);
    EXPECT_EQ(table.admin_address, structs.admin_address);
    EXPECT_EQ(table.limits.window.requests, structs.limits.window.requests);
    EXPECT_EQ(table.limits.window.per, structs.limits.window.per);
    EXPECT_EQ(table.limits.concurrency, structs.limits.concurrency);
    EXPECT_DOUBLE_EQ(table.limits.reserve, structs.limits.reserve);
    EXPECT_EQ(table.limits.learn, structs.limits.learn);
    EXPECT_EQ(table.limits.unknown, structs.limits.unknown);
    EXPECT_FALSE(table.limits.bucket);
    EXPECT_EQ(table.queue.max_wait, structs.queue.max_wait);
    EXPECT_EQ(table.queue.longest_wait, structs.queue.longest_wait);
    EXPECT_EQ(table.queue.max_waiting, structs.queue.max_waiting);
    EXPECT_EQ(table.retry.max_attempts, structs.retry.max_attempts);
    EXPECT_EQ(table.retry.base, structs.retry.base);
    EXPECT_EQ(table.retry.cap, structs.retry.cap);
    EXPECT_DOUBLE_EQ(table.retry.budget, structs.retry.budget);
    EXPECT_EQ(table.unlisted, structs.unlisted);
    EXPECT_EQ(table.local_tokens.lifetime, structs.local_tokens.lifetime);
    EXPECT_EQ(table.wrap_single_objects, structs.wrap_single_objects);
    EXPECT_EQ(table.log.level, structs.log.level);
    EXPECT_EQ(table.log.access, structs.log.access);
    EXPECT_EQ(table.log.audit, structs.log.audit);
    EXPECT_EQ(table.log.audit_required, structs.log.audit_required);
    EXPECT_EQ(table.mode, structs.mode);
    EXPECT_EQ(table.log.queries, structs.log.queries);
    EXPECT_EQ(table.tracing.endpoint, structs.tracing.endpoint);
    EXPECT_DOUBLE_EQ(table.tracing.sample, structs.tracing.sample);
    EXPECT_EQ(table.tracing.service_name, structs.tracing.service_name);
    EXPECT_EQ(table.tracing.timeout, structs.tracing.timeout);
    EXPECT_EQ(table.tracing.interval, structs.tracing.interval);
    EXPECT_EQ(table.tracing.max_waiting, structs.tracing.max_waiting);
    EXPECT_EQ(table.callers.buffer, structs.callers.buffer);
    EXPECT_EQ(table.callers.max_body, structs.callers.max_body);
    EXPECT_EQ(table.callers.max_connections, structs.callers.max_connections);
    EXPECT_EQ(table.callers.head_timeout, structs.callers.head_timeout);
    EXPECT_EQ(table.callers.body_timeout, structs.callers.body_timeout);
    EXPECT_EQ(table.callers.idle_timeout, structs.callers.idle_timeout);
    EXPECT_EQ(table.callers.drain_timeout, structs.callers.drain_timeout);
}

}  // namespace

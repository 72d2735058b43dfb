// SPDX-License-Identifier: MIT
// The text of a configuration file, to settings::load in an environment with secrets in it.
#include <algorithm>
#include <string>

#include "fuzz/fuzz_target.hpp"
#include "settings/interpolation.hpp"
#include "settings/load.hpp"
#include "settings/yaml_reader.hpp"
#include "support/settings_environment.hpp"

namespace halogate::fuzz {

namespace {

using settings::Finding;

constexpr std::string_view secret = "c4n4ry-4711-0815";
/// In place of the built-in one, which takes a hundred times as long to read.
constexpr std::string_view catalogue =
    "resources: {Tickets: {collection: GET POST, id: GET DELETE, domain: tickets, evidence: verified}}";

test::WrittenEnvironment environment_with(std::string_view text) {
    test::WrittenEnvironment environment;
    environment.variables = {{"HALOPSA_BASE_URL", "https://example.halopsa.com"},
                             {"HALOPSA_TENANT", "example"},
                             {"HALOPSA_CLIENT_ID", "0f8fad5b-d9cb-469f-a165-70867728950e"},
                             {"HALOPSA_CLIENT_SECRET", std::string{secret}}};
    environment.files = {{"halogate.yaml", std::string{text}},
                         {"catalogue.yaml", std::string{catalogue}},
                         {"/run/secrets/key", std::string{secret} + '\n'}};
    environment.modes = {{"halogate.yaml", 0644}};
    return environment;
}

/// What is written in the text itself may be quoted from it.
void require_no_secret(std::string_view said, std::string_view text) {
    require(said.find(secret) == std::string_view::npos || text.find(secret) != std::string_view::npos,
            "a secret from the environment or a file is not told");
}

void require_finding(const Finding& finding, std::string_view text) {
    require(!finding.file.empty(), "a finding says where");
    require(!finding.message.empty(), "a finding says what is wrong");
    const auto lines =
        std::count(text.begin(), text.end(), '\n') + std::count(text.begin(), text.end(), '\r') + 2;
    require(finding.line >= 0 && finding.line <= lines, "a finding points into the file");
    require(finding.line == 0 || finding.column >= 1, "columns are counted from 1");
    require_no_secret(settings::render(finding), text);
}

void require_settings(const settings::Settings& settings) {
    require(settings.tenant.base_url.starts_with("https://"), "the tenant is reached by https alone");
    require(!settings.tenant.client_id.empty() && !settings.tenant.client_secret.empty(),
            "there are credentials");
    require(!settings.listeners.empty(), "there is a listener");
    for (const auto& listener : settings.listeners)
        require(listener.address.empty() != listener.unix_path.empty(), "a listener has one address");
    require(!settings.consumers.empty(), "there is at least the anonymous consumer");
    require(settings.limits.window.requests > 0 && settings.limits.window.per > Duration::zero(),
            "a window is not empty");
    require(settings.limits.concurrency > 0, "something may be under way");
    require(settings.retry.max_attempts > 0, "a call is tried");
    require(settings.tenant.max_connections > 0 && settings.callers.max_connections > 0,
            "connections are allowed");
    for (const auto duration :
         {settings.tenant.connect_timeout, settings.tenant.response_timeout, settings.queue.max_wait,
          settings.queue.longest_wait, settings.callers.head_timeout})
        require(duration >= Duration::zero(), "no time is negative");
}

void judge(std::string_view text, settings::TenantKind tenant) {
    const auto environment = environment_with(text);
    const settings::LoadRequest request{
        .config = "halogate.yaml", .catalogue = "catalogue.yaml", .tenant = tenant};
    const auto loaded = settings::load(request, environment);
    const auto again = settings::load(request, environment);
    require(again.has_value() == loaded.has_value(), "the same file is judged the same");
    if (loaded) {
        for (const auto& warning : loaded->warnings) require_finding(warning, text);
        return require_settings(loaded->settings);
    }
    require(!loaded.error().empty(), "what is refused is refused for a reason");
    require(test::rendered(loaded.error()) == test::rendered(again.error()),
            "findings are the same each time");
    for (const auto& finding : loaded.error()) require_finding(finding, text);
}

}  // namespace

void try_input(std::string_view input) noexcept {
    judge(input, settings::TenantKind::configured);
    judge(input, settings::TenantKind::sandbox);

    const auto value = settings::interpolate(input, environment_with(input));
    if (!value) require_no_secret(value.error(), input);
}

}  // namespace halogate::fuzz

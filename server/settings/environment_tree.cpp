// SPDX-License-Identifier: MIT
#include "settings/environment_tree.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "settings/interpolation.hpp"
#include "settings/option_table.hpp"
#include "settings/option_value.hpp"

namespace halogate::settings {
namespace {

/// Values of the environment are taken as they are: a `${` in a secret is a `${`.
Node scalar(std::string key, std::string text, const Place& place) {
    return {.kind = Node::Kind::scalar,
            .place = place,
            .text = std::move(text),
            .interpolated = false,
            .key = std::move(key),
            .key_place = place};
}

Node map(std::string key, const Place& place, std::vector<Node> children) {
    return {.kind = Node::Kind::map,
            .place = place,
            .key = std::move(key),
            .key_place = place,
            .children = std::move(children)};
}

Place variable(std::string_view name) {
    return {.file = std::string{name}};
}

class TreeFromEnvironment {
public:
    explicit TreeFromEnvironment(const Environment& environment) : environment_{environment} {}

    EnvironmentTree build(TenantKind kind) {
        std::vector<Node> sections;
        if (kind == TenantKind::configured) sections.push_back(tenant());
        if (auto section = listeners()) sections.push_back(std::move(*section));
        if (auto section = admin()) sections.push_back(std::move(*section));
        return {map({}, {.file = "environment"}, std::move(sections)), std::move(findings_)};
    }

private:
    /// Empty counts as not set: that is what `docker run -e NAME=` and a compose file's `NAME:` give.
    [[nodiscard]] std::optional<std::string> given(const std::string& name) const {
        auto value = environment_.get(name);
        return value && !value->empty() ? std::move(value) : std::nullopt;
    }

    void report(const Place& place, std::string message) {
        findings_.push_back(finding_at(place, std::move(message)));
    }

    Node tenant() {
        struct Pair {
            const char* variable;
            const char* option;
            bool required;
        };
        constexpr std::array<Pair, 3> pairs{{{"HALOPSA_BASE_URL", "base_url", true},
                                             {"HALOPSA_TENANT", "name", false},
                                             {"HALOPSA_CLIENT_ID", "client_id", true}}};
        std::vector<Node> options;
        for (const auto& pair : pairs) {
            if (const auto value = given(pair.variable)) {
                options.push_back(scalar(pair.option, *value, variable(pair.variable)));
            } else if (pair.required) {
                report_missing(pair.variable, pair.option);
            }
        }
        if (auto secret = client_secret()) options.push_back(std::move(*secret));
        return map("tenant", {.file = "environment"}, std::move(options));
    }

    void report_missing(const std::string& name, const std::string& option) {
        const auto* const row = find_option("tenant." + option);
        report(variable("environment"), "no configuration file was found, and " + quoted(name) +
                                            " is not set: " + std::string{row->sentence});
    }

    std::optional<Node> client_secret() {
        const auto value = given("HALOPSA_CLIENT_SECRET");
        const auto path = given("HALOPSA_CLIENT_SECRET_FILE");
        if (value && path) {
            report(variable("HALOPSA_CLIENT_SECRET_FILE"),
                   "is set beside `HALOPSA_CLIENT_SECRET`; which of the two is meant? Set one");
        }
        if (value) return scalar("client_secret", *value, variable("HALOPSA_CLIENT_SECRET"));
        if (!path) {
            report_missing("HALOPSA_CLIENT_SECRET` or `HALOPSA_CLIENT_SECRET_FILE", "client_secret");
            return std::nullopt;
        }
        auto bytes = value_from_file(*path, *path, environment_);
        const auto place = variable("HALOPSA_CLIENT_SECRET_FILE");
        if (bytes && !bytes->empty()) return scalar("client_secret", std::move(*bytes), place);
        report(place, bytes ? "file " + quoted(*path) + " is empty" : bytes.error());
        return std::nullopt;
    }

    std::optional<Node> listeners() {
        const auto address = given("HALOGATE_LISTEN");
        if (!address && !given("HALOGATE_TRUST")) return std::nullopt;
        const std::string usual{find_option("listeners[].address")->default_text};
        return one_listener(address.value_or(usual), variable("HALOGATE_LISTEN"), environment_);
    }

    std::optional<Node> admin() {
        std::vector<Node> options;
        if (const auto address = given("HALOGATE_ADMIN"))
            options.push_back(scalar("address", *address, variable("HALOGATE_ADMIN")));
        if (const auto hosts = given("HALOGATE_ADMIN_HOSTS")) {
            const auto place = variable("HALOGATE_ADMIN_HOSTS");
            options.push_back({.kind = Node::Kind::list, .place = place, .key = "hosts", .key_place = place});
            for (auto& name : split_words(*hosts, place))
                options.back().children.push_back(scalar({}, std::move(name.text), place));
        }
        if (options.empty()) return std::nullopt;
        const auto place = options.front().place;
        return map("admin", place, std::move(options));
    }

    const Environment& environment_;
    std::vector<Finding> findings_;
};

}  // namespace

EnvironmentTree environment_tree(const Environment& environment, TenantKind tenant) {
    return TreeFromEnvironment{environment}.build(tenant);
}

Node default_policy(const Environment& environment) {
    constexpr auto name = "HALOPSA_SCOPES";
    auto scopes = environment.get(name).value_or("");
    if (scopes.empty()) scopes = find_option("policy.anonymous")->default_text;
    const auto place = variable(name);
    return map("policy", place, {scalar("anonymous", std::move(scopes), place)});
}

Node one_listener(const std::string& address, const Place& place) {
    // A path is a unix socket: no IP address begins with a slash.
    const auto* const option = address.substr(0, 1) == "/" ? "unix" : "address";
    return {.kind = Node::Kind::list,
            .place = place,
            .key = "listeners",
            .key_place = place,
            .children = {map({}, place, {scalar(option, address, place)})}};
}

Node one_listener(const std::string& address, const Place& place, const Environment& environment) {
    constexpr auto name = "HALOGATE_TRUST";
    auto section = one_listener(address, place);
    auto trust = environment.get(name).value_or("");
    if (!trust.empty())
        section.children.front().children.push_back(scalar("trust", std::move(trust), variable(name)));
    return section;
}

}  // namespace halogate::settings

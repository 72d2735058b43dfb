// SPDX-License-Identifier: MIT
#include "settings/settings_builder.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <type_traits>
#include <utility>

#include "base/ascii.hpp"
#include "core/policy/permission_set.hpp"
#include "settings/allowed.hpp"
#include "settings/caps_reader.hpp"
#include "settings/consumer_name.hpp"
#include "settings/fixed_header.hpp"
#include "settings/host_names.hpp"
#include "settings/https_url.hpp"
#include "settings/identify_reader.hpp"
#include "settings/listener_reader.hpp"
#include "settings/route_match.hpp"
#include "settings/scope_list.hpp"
#include "settings/sharing_reader.hpp"
#include "settings/tracing_reader.hpp"

namespace halogate::settings {
namespace {

template <class T>
constexpr bool is_optional = false;
template <class T>
constexpr bool is_optional<std::optional<T>> = true;

/// The option's value, as the type that the struct has for it.
template <class T>
void read(const Section& section, std::string_view option, T& into) {
    if constexpr (is_optional<T>) {
        if (section.has(option)) into = section.get<typename T::value_type>(option);
    } else if constexpr (std::is_integral_v<T> && !std::is_same_v<T, bool>) {
        into = static_cast<T>(section.get<std::uint64_t>(option));  // the table's bounds fit the struct
    } else {
        into = section.get<T>(option);
    }
}

class Builder {
public:
    explicit Builder(const OptionValues& values) : root_{values} {}

    BuiltSettings build() {
        read_tenant(root_.in("tenant"));
        settings_.listeners = read_listeners(root_.in("listeners"));
        read(root_.in("admin"), "address", settings_.admin_address);
        if (settings_.admin_address == "off") settings_.admin_address.clear();
        settings_.admin_hosts = read_host_names(root_.in("admin"));
        read_limits(root_.in("limits"));
        read_waiting(root_.in("queue"), root_.in("retry"));
        read_shared();
        read_callers(root_.in("callers"));
        read(root_.in("paging"), "page_size", settings_.paging.page_size);
        read(root_.in("paging"), "add", settings_.paging.add);
        read_policy(root_.in("policy"));
        read_log(root_.in("log"), root_.in("audit"));
        auto tracing = read_tracing(root_.in("tracing"));
        settings_.tracing = std::move(tracing.tracing);
        take(std::move(tracing.findings));
        return {std::move(settings_), std::move(findings_)};
    }

private:
    void take(std::vector<Finding> findings) {
        std::move(findings.begin(), findings.end(), std::back_inserter(findings_));
    }
    void report(const Place& place, std::string message) {
        findings_.push_back(finding_at(place, std::move(message)));
    }
    void report(const Section& section, std::string_view option, const std::string& why) {
        report(section.place(option), quoted(section.key(option)) + " " + why);
    }

    void read_tenant(const Section& from) {
        auto& tenant = settings_.tenant;
        read_url(from, "base_url", UrlQuery::refused, tenant.base_url);
        if (ascii::lowered(tenant.base_url).ends_with("/api")) {
            report(from, "base_url", "ends in `/api`, which halogate adds itself; leave it out");
        }
        read(from, "name", tenant.name);
        read_url(from, "token_url", UrlQuery::allowed, tenant.token_url);
        read(from, "client_id", tenant.client_id);
        read(from, "client_secret", tenant.client_secret);
        read_scopes(from);
        if (from.get<std::string>("tokens") == "least") tenant.tokens = token::TokenMode::least;
        read(from, "refresh_before", tenant.refresh_before);
        for (const auto& name : from.in("headers").members())
            read_header(from.in("headers").named(name), name);
        const auto tls = from.in("tls");
        read(tls, "ca_file", tenant.ca_file);
        read(tls, "min_version", tenant.tls_min_version);
        read(tls, "server_name", tenant.tls_server_name);
        read(from, "connect_timeout", tenant.connect_timeout);
        read(from, "response_timeout", tenant.response_timeout);
        read(from, "max_connections", tenant.max_connections);
        read_breaker(from.in("breaker"), settings_.limits.breaker);
    }

    static void read_breaker(const Section& from, breaker::Settings& into) {
        read(from, "failures", into.failures);
        read(from, "rate", into.rate);
        read(from, "exchanges", into.exchanges);
        read(from, "window", into.window);
        read(from, "open", into.open);
        read(from, "longest", into.longest);
    }

    void read_url(const Section& from, std::string_view option, UrlQuery query, std::string& into) {
        if (!from.has(option)) return;
        auto url = read_https_url(from.get<std::string>(option), query);
        if (!url) return report(from, option, url.error());
        into = std::move(*url);
    }

    void read_scopes(const Section& from) {
        auto list = read_scope_list(from);
        settings_.tenant.scopes = std::move(list.scopes);
        for (auto& finding : list.findings) findings_.push_back(std::move(finding));
    }

    void read_header(const Section& from, const std::string& name) {
        if (auto fault = fault_of_header(name, HeaderFor::tenant))
            return report(from.place(), std::move(*fault));
        if (!from.given()) return report(from.place(), "header " + quoted(name) + " has no value");
        settings_.tenant.headers.emplace_back(name, from.text());
    }

    void read_limits(const Section& from) {
        auto& limits = settings_.limits;
        read(from.in("window"), "requests", limits.window.requests);
        read(from.in("window"), "per", limits.window.per);
        const auto bucket = from.in("bucket");
        if (bucket.has("rate") && bucket.has("burst")) {
            limits.bucket = limit::BucketShape{bucket.get<double>("rate"), bucket.get<double>("burst")};
        }
        read(from, "concurrency", limits.concurrency);
        read(from, "reserve", limits.reserve);
        read(from, "learn", limits.learn);
        read_unknown(from, limits);
    }

    static void read_unknown(const Section& from, limit::Limits& into) {
        const auto unknown = from.get<std::string>("unknown");
        if (unknown == "nothing") return;
        into.unknown = unknown == "window" ? limit::Unknown::window : limit::Unknown::requests;
        if (from.in("window").has("requests")) return;
        into.window.requests = ascii::to_unsigned(find_option("limits.window.requests")->most).value();
    }

    void read_waiting(const Section& queue, const Section& retry) {
        read(queue, "max_wait", settings_.queue.max_wait);
        read(queue, "longest_wait", settings_.queue.longest_wait);
        read(queue, "max_waiting", settings_.queue.max_waiting);
        read(retry, "max_attempts", settings_.retry.max_attempts);
        read(retry, "base", settings_.retry.base);
        read(retry, "cap", settings_.retry.cap);
        read(retry, "budget", settings_.retry.budget);
    }

    void read_shared() {
        auto read = read_sharing(root_);
        settings_.sharing = read.sharing;
        settings_.cache = std::move(read.cache);
        settings_.idempotency = read.idempotency;
        take(std::move(read.findings));
    }

    void read_callers(const Section& from) {
        auto& callers = settings_.callers;
        read(from, "buffer", callers.buffer);
        read(from, "max_buffered", callers.max_buffered);
        read(from, "max_body", callers.max_body);
        read(from, "max_connections", callers.max_connections);
        read(from, "max_head", callers.max_head);
        read(from, "max_fields", callers.max_fields);
        read(from, "max_target", callers.max_target);
        read(from, "head_timeout", callers.head_timeout);
        read(from, "body_timeout", callers.body_timeout);
        read(from, "idle_timeout", callers.idle_timeout);
        read(from, "drain_timeout", callers.drain_timeout);
    }

    void read_policy(const Section& from) {
        ConsumerSettings anonymous;
        anonymous.policy.name = "anonymous";
        if (from.has("anonymous")) read_allow(from, "anonymous", anonymous.policy);
        anonymous.caps = read_caps(from.in("anonymous_caps"));
        settings_.consumers.push_back(std::move(anonymous));
        const auto consumers = from.in("consumers");
        for (const auto& name : consumers.members()) read_consumer(consumers.named(name), name);
        for (const auto& index : from.in("routes").members()) read_route(from.in("routes").element(index));
        auto tokens = read_local_tokens(from.in("local_tokens"));
        settings_.local_tokens = std::move(tokens.tokens);
        take(std::move(tokens.findings));
        const bool open = from.get<std::string>("unlisted") == "allow";
        settings_.unlisted = open ? policy::Unlisted::allow : policy::Unlisted::deny;
        read(from, "wrap_single_objects", settings_.wrap_single_objects);
        const bool observes = from.get<std::string>("mode") == "observe";
        settings_.mode = observes ? policy::Mode::observe : policy::Mode::enforce;
    }

    void read_allow(const Section& from, std::string_view option, policy::ConsumerPolicy& into) {
        auto allowed = read_allowed(from.get<Words>(option));
        into.allow = std::move(allowed.permissions);
        into.named = std::move(allowed.routes);
        for (auto& finding : allowed.findings) findings_.push_back(std::move(finding));
    }

    void read_consumer(const Section& from, const std::string& name) {
        if (name == "anonymous") {
            return report(from.place(),
                          "`anonymous` is the consumer that is not recognised: write its permissions "
                          "into `policy.anonymous`");
        }
        if (!is_consumer_name(name)) {
            return report(from.place(),
                          "a consumer's name is made of letters, digits, `-`, `_` and `.`, at most 64");
        }
        ConsumerSettings consumer;
        consumer.policy.name = name;
        read_allow(from, "allow", consumer.policy);
        for (const auto& word : from.get<Words>("deny")) {
            auto match = read_route_match(word.text);
            if (!match) {
                report(word.place, quoted(from.key("deny")) + ": " + match.error());
                continue;
            }
            consumer.policy.deny.push_back({std::move(match->method), std::move(match->pattern)});
        }
        auto identify = read_identify(from.in("identify"));
        consumer.identify = std::move(identify.identify);
        take(std::move(identify.findings));
        read(from, "weight", consumer.weight);
        read(from, "max_wait", consumer.max_wait);
        read(from, "max_waiting", consumer.max_waiting);
        consumer.caps = read_caps(from.in("caps"));
        settings_.consumers.push_back(std::move(consumer));
    }

    void read_route(const Section& from) {
        if (!from.has("match") || !from.has("permission")) return;
        auto match = read_route_match(from.get<std::string>("match"));
        if (!match) report(from.place("match"), quoted(from.key("match")) + ": " + match.error());
        auto permission = policy::parse_permission(from.get<std::string>("permission"));
        if (!permission) report(from.place("permission"), permission.error());
        if (!match || !permission) return;
        policy::Route route;
        route.method = std::move(match->method);
        route.pattern = std::move(match->pattern);
        route.domain = std::move(permission->domain);
        route.action = permission->action;
        const bool privileged = from.get<std::string>("risk") == "privileged";
        route.risk = privileged ? policy::Risk::privileged : policy::Risk::normal;
        route.evidence = policy::Evidence::configured;
        settings_.extra_routes.push_back(std::move(route));
    }

    void read_log(const Section& from, const Section& audit) {
        read(from, "level", settings_.log.level);
        read(from, "access", settings_.log.access);
        read(from, "audit", settings_.log.audit);
        read(audit, "required", settings_.log.audit_required);
        const auto format = from.get<std::string>("format");
        settings_.log.format = format == "text"   ? LogFormat::text
                               : format == "json" ? LogFormat::json
                                                  : LogFormat::automatic;
        const auto queries = from.get<std::string>("queries");
        settings_.log.queries = queries == "none"   ? QueryLogging::none
                                : queries == "full" ? QueryLogging::full
                                                    : QueryLogging::names;
    }

    Section root_;
    Settings settings_;
    std::vector<Finding> findings_;
};

}  // namespace

BuiltSettings build_settings(const OptionValues& values) {
    return Builder{values}.build();
}

}  // namespace halogate::settings

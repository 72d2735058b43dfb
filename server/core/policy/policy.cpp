// SPDX-License-Identifier: MIT
#include "core/policy/policy.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "base/ascii.hpp"
#include "core/policy/body_rule.hpp"
#include "core/policy/denial.hpp"
#include "core/policy/json_type.hpp"
#include "core/policy/path_pattern.hpp"
#include "core/policy/route_table.hpp"

namespace halogate::policy {

namespace {

using Rule = Decision::Rule;
using Verdict = Decision::Verdict;

struct CompiledConsumer {
    ConsumerPolicy policy;
    RouteTable denied;  ///< lines are indexes of policy.deny
};

PathPattern pattern_of(const std::string& text) {
    auto pattern = PathPattern::parse(text);
    if (!pattern) throw std::invalid_argument{pattern.error()};
    return *std::move(pattern);
}

std::string in_upper_case(std::string_view method) {
    std::string result{method};
    std::transform(result.begin(), result.end(), result.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    return result;
}

CompiledConsumer compiled(ConsumerPolicy policy) {
    CompiledConsumer result{std::move(policy), {}};
    for (std::size_t i = 0; i < result.policy.deny.size(); ++i) {
        const auto& rule = result.policy.deny[i];
        result.denied.add(in_upper_case(rule.method), pattern_of(rule.pattern), Ids::any,
                          static_cast<RouteTable::Line>(i));
    }
    return result;
}

Decision allowed(std::uint32_t route, Rule rule, std::string permission) {
    Decision decision;
    decision.verdict = Verdict::allowed;
    decision.rule = rule;
    decision.route = route;
    decision.permission = std::move(permission);
    return decision;
}

Decision denied(std::uint32_t route, Rule rule, std::string permission, ErrorCode code, std::string message) {
    Decision decision;
    decision.rule = rule;
    decision.route = route;
    decision.permission = std::move(permission);
    decision.code = code;
    decision.message = std::move(message);
    return decision;
}

/// HaloPSA answers to nothing else, so no rule can open another method.
bool is_halo_method(std::string_view method) noexcept {
    return method == "GET" || method == "HEAD" || method == "POST" || method == "DELETE";
}

/// Nobody knows what gates it, or the configuration says that only `all` does.
bool needs_all(const Route& route) noexcept {
    return route.domain.empty() || route.domain == every_domain;
}

std::string permission_for(Action action, const Route& route) {
    return needs_all(route) ? std::string{every_domain} : Permission{action, route.domain}.name();
}

std::string permission_for_both(const Route& route) {
    if (needs_all(route)) return std::string{every_domain};
    return permission_for(Action::create, route) + ' ' + permission_for(Action::update, route);
}

}  // namespace

struct Policy::State {
    std::vector<Route> routes;  ///< [0] stands for "no route"
    std::vector<CompiledConsumer> consumers;
    RouteTable table;
    Unlisted unlisted = Unlisted::deny;

    [[nodiscard]] Decision judge_unlisted(const ConsumerPolicy& consumer, std::string_view method,
                                          std::string_view path) const;
    [[nodiscard]] Decision judge_route(const ConsumerPolicy& consumer, std::size_t index,
                                       std::uint32_t line) const;
};

Policy::Policy(Settings settings) : state_{std::make_unique<State>()} {
    state_->unlisted = settings.unlisted;
    state_->routes.emplace_back();
    for (auto& route : settings.routes) {
        route.method = in_upper_case(route.method);
        state_->table.add(route.method, pattern_of(route.pattern), route.ids,
                          static_cast<RouteTable::Line>(state_->routes.size()));
        state_->routes.push_back(std::move(route));
    }
    for (auto& consumer : settings.consumers) state_->consumers.push_back(compiled(std::move(consumer)));
}

Policy::~Policy() = default;

Decision Policy::judge_head(std::size_t consumer, std::string_view method,
                            std::string_view folded_path) const {
    const auto& [policy, deny] = state_->consumers.at(consumer);
    if (!is_halo_method(method))
        return denied(0, Rule::method, {}, ErrorCode::route_unknown, denial::no_such_method(method));
    if (const auto rule = deny.find(method, folded_path)) {
        const auto line = state_->table.find(method, folded_path).value_or(0);
        return denied(line, Rule::deny, {}, ErrorCode::route_denied,
                      denial::by_rule({policy.name, consumer}, policy.deny[*rule]));
    }
    const auto line = state_->table.find(method, folded_path);
    if (!line) return state_->judge_unlisted(policy, method, folded_path);
    return state_->judge_route(policy, consumer, *line);
}

Decision Policy::State::judge_unlisted(const ConsumerPolicy& consumer, std::string_view method,
                                       std::string_view path) const {
    const bool open = unlisted == Unlisted::allow && path.starts_with("/api/");
    if (open && consumer.allow.holds_all()) return allowed(0, Rule::unlisted, std::string{every_domain});
    return denied(0, Rule::unlisted, {}, ErrorCode::route_unknown, denial::unlisted(method, path, open));
}

Decision Policy::State::judge_route(const ConsumerPolicy& consumer, std::size_t index,
                                    std::uint32_t line) const {
    const Route& route = routes[line];
    const denial::Subject subject{consumer.name, index};
    if (route.needs_no_permission) return allowed(line, Rule::free, {});
    if (route.risk == Risk::privileged && route.domain.empty()) {
        return denied(line, Rule::privileged, {}, ErrorCode::route_denied, denial::privileged(route));
    }
    if (route.body == BodyRule::none) {
        auto permission = permission_for(route.action, route);
        if (consumer.allow.holds(route.action, route.domain))
            return allowed(line, Rule::permission, std::move(permission));
        return denied(line, Rule::permission, std::move(permission), ErrorCode::insufficient_permission,
                      denial::missing(subject, route, {route.action}, {}));
    }
    const bool may_create = consumer.allow.holds(Action::create, route.domain);
    const bool may_update = consumer.allow.holds(Action::update, route.domain);
    auto permission = permission_for_both(route);
    if (!may_create && !may_update) {
        return denied(line, Rule::permission, std::move(permission), ErrorCode::insufficient_permission,
                      denial::missing(subject, route, {Action::create, Action::update}, {}));
    }
    auto decision = allowed(line, Rule::permission, std::move(permission));
    decision.body_refines = may_create && may_update;
    if (!decision.body_refines) decision.verdict = Verdict::needs_body;
    return decision;
}

Decision Policy::judge_body(std::size_t consumer, std::uint32_t route, std::string_view content_type,
                            std::string_view body) const {
    const auto& policy = state_->consumers.at(consumer).policy;
    const Route& line = state_->routes.at(route);
    if (line.body != BodyRule::create_or_update)
        throw std::invalid_argument{"the body decides nothing on this route"};
    if (!is_json_type(content_type)) {
        return denied(route, Rule::body, permission_for_both(line), ErrorCode::invalid_body,
                      denial::not_json(content_type));
    }
    const auto finding = judge_elements(body);
    if (!finding) {
        return denied(route, Rule::body, permission_for_both(line), ErrorCode::invalid_body,
                      denial::bad_body(finding.error()));
    }
    std::vector<Action> asked;
    if (finding->creates) asked.push_back(Action::create);
    if (finding->updates) asked.push_back(Action::update);
    auto permission = asked.size() > 1 ? permission_for_both(line) : permission_for(asked.front(), line);
    std::vector<Action> missing;
    for (const auto action : asked) {
        if (!policy.allow.holds(action, line.domain)) missing.push_back(action);
    }
    if (missing.empty()) return allowed(route, Rule::permission, std::move(permission));
    return denied(route, Rule::permission, std::move(permission), ErrorCode::insufficient_permission,
                  denial::missing({policy.name, consumer}, line, missing, *finding));
}

std::string_view Policy::route_pattern(std::uint32_t route) const noexcept {
    return route < state_->routes.size() ? std::string_view{state_->routes[route].pattern}
                                         : std::string_view{};
}

std::string_view Policy::consumer_name(std::size_t consumer) const noexcept {
    return consumer < state_->consumers.size() ? std::string_view{state_->consumers[consumer].policy.name}
                                               : std::string_view{};
}

}  // namespace halogate::policy

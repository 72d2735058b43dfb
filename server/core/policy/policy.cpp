// SPDX-License-Identifier: MIT
#include "core/policy/policy.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "base/ascii.hpp"
#include "core/policy/body_rule.hpp"
#include "core/policy/denial.hpp"
#include "core/policy/json_type.hpp"
#include "core/policy/policy_state.hpp"

namespace halogate::policy {

namespace {

using Rule = Decision::Rule;
using Verdict = Decision::Verdict;

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
    CompiledConsumer result;
    result.policy = std::move(policy);
    for (std::size_t i = 0; i < result.policy.deny.size(); ++i) {
        const auto& rule = result.policy.deny[i];
        result.denied.add(in_upper_case(rule.method), pattern_of(rule.pattern), Ids::any,
                          static_cast<RouteTable::Line>(i));
    }
    for (std::size_t i = 0; i < result.policy.named.size(); ++i) {
        const auto& named = result.policy.named[i];
        const auto pattern = pattern_of(named.pattern);
        result.named.add(in_upper_case(named.method), pattern, Ids::any, static_cast<RouteTable::Line>(i));
        result.spelled_out.push_back(pattern.spelled_out());
    }
    return result;
}

Decision allowed(std::uint32_t route, Rule rule, const std::string& permission) {
    Decision decision;
    decision.verdict = Verdict::allowed;
    decision.rule = rule;
    decision.route = route;
    decision.permission = permission;
    return decision;
}

Decision denied(std::uint32_t route, Rule rule, const std::string& permission, ErrorCode code,
                std::string message) {
    Decision decision;
    decision.rule = rule;
    decision.route = route;
    decision.permission = permission;
    decision.code = code;
    decision.message = std::move(message);
    return decision;
}

enum class Named : std::uint8_t { no, yes };

/// With what the body may still say: which permission was used, or a query where nobody named the route.
Decision opened(Decision decision, Named named, std::string_view method, BodyRule body = BodyRule::none) {
    decision.named = named == Named::yes;
    decision.body_refines = method == "POST" && (body == BodyRule::create_or_update || named == Named::no);
    return decision;
}

/// Whether a reader could take the body for JSON, in whatever charset.
bool may_be_json(std::string_view content_type) {
    return ascii::trimmed(content_type).empty() ||
           ascii::lowered(content_type).find("json") != std::string::npos;
}

}  // namespace

bool is_halo_method(std::string_view method) noexcept {
    return method == "GET" || method == "HEAD" || method == "POST" || method == "DELETE";
}

bool is_closed(const Route& route, const Match& match) noexcept {
    return route.risk == Risk::privileged && route.evidence != Evidence::configured && !match.named;
}

std::vector<std::string> ConsumerPolicy::allowed_names() const {
    auto result = allow.names();
    for (const auto& route : named) result.push_back(route.method + ' ' + route.pattern);
    return result;
}

Policy::Policy(Settings settings) : state_{std::make_unique<State>()} {
    state_->unlisted = settings.unlisted;
    state_->wrap_single_objects = settings.wrap_single_objects;
    state_->routes.emplace_back();
    for (auto& route : settings.routes) {
        const auto pattern = pattern_of(route.pattern);
        CompiledRoute line;
        route.method = in_upper_case(route.method);
        line.spelled_out = pattern.spelled_out();
        line.permissions = permission_names(route);
        line.create = permission_name(route, Action::create);
        line.update = permission_name(route, Action::update);
        const auto corrected = state_->table.add(route.method, pattern, route.ids,
                                                 static_cast<RouteTable::Line>(state_->routes.size()));
        if (corrected) state_->routes[*corrected].corrected = true;
        line.route = std::move(route);
        state_->routes.push_back(std::move(line));
    }
    for (auto& consumer : settings.consumers) state_->consumers.push_back(compiled(std::move(consumer)));
}

Policy::~Policy() = default;

Decision Policy::judge_head(std::size_t consumer, std::string_view method,
                            std::string_view folded_path) const {
    return state_->decide(consumer, method, folded_path, state_->match(consumer, method, folded_path));
}

Match Policy::State::match(std::size_t consumer, std::string_view method,
                           std::string_view folded_path) const {
    const auto& who = consumers.at(consumer);
    Match result;
    if (!is_halo_method(method)) return result;
    result.line = table.find(method, folded_path);
    if (!who.policy.deny.empty()) result.deny = who.denied.find(method, folded_path);
    if (who.policy.named.empty()) return result;
    // Only what is spelled out is named: no wildcard opens what its writer may not have thought of.
    constexpr std::size_t api_and_resource = 2;
    const auto needed = result.line ? routes[*result.line].spelled_out : api_and_resource;
    const auto named = who.named.find(method, folded_path);
    if (named && who.spelled_out[*named] >= needed) result.named = named;
    return result;
}

Decision Policy::State::decide(std::size_t consumer, std::string_view method, std::string_view folded_path,
                               const Match& match) const {
    if (!is_halo_method(method)) {
        return denied(0, Rule::method, {}, ErrorCode::route_unknown, denial::no_such_method(method));
    }
    if (match.deny) {
        const auto& policy = consumers[consumer].policy;
        return denied(match.line.value_or(0), Rule::deny, {}, ErrorCode::route_denied,
                      denial::by_rule({policy.name, consumer}, policy.deny[*match.deny]));
    }
    if (match.line) return decide_route(consumer, method, match);
    if (!match.named) return decide_unlisted(consumer, method, folded_path);
    return opened(allowed(0, Rule::named, {}), Named::yes, method);
}

Decision Policy::State::decide_unlisted(std::size_t consumer, std::string_view method,
                                        std::string_view path) const {
    const auto& policy = consumers[consumer].policy;
    const bool open = unlisted == Unlisted::allow && path.starts_with("/api/");
    if (!open || !policy.allow.holds_all()) {
        auto refused = denied(0, Rule::unlisted, {}, ErrorCode::route_unknown,
                              denial::unlisted({policy.name, consumer}, method, path, open));
        refused.body_tells = method == "POST";
        return refused;
    }
    return opened(allowed(0, Rule::unlisted, std::string{every_domain}), Named::no, method);
}

Decision Policy::State::decide_route(std::size_t consumer, std::string_view method,
                                     const Match& match) const {
    const auto line = *match.line;
    const Route& route = routes[line].route;
    const auto& policy = consumers[consumer].policy;
    const denial::Subject subject{policy.name, consumer};
    if (is_closed(route, match)) {
        return denied(line, Rule::privileged, {}, ErrorCode::route_denied,
                      denial::privileged(subject, route));
    }
    const bool configured = match.named || route.evidence == Evidence::configured;
    const auto named = configured ? Named::yes : Named::no;
    if (route.needs_no_permission) return opened(allowed(line, Rule::free, {}), named, method);
    const bool elements = route.body == BodyRule::create_or_update;
    const auto& asked = routes[line].permissions;
    const bool holds_create = policy.allow.holds(elements ? Action::create : route.action, route.domain);
    const bool holds_update = elements ? policy.allow.holds(Action::update, route.domain) : holds_create;
    if (holds_create && holds_update) {
        return opened(allowed(line, Rule::permission, asked), named, method, route.body);
    }
    if (match.named) {
        const auto& known = route.domain.empty() ? std::string{} : asked;
        return opened(allowed(line, Rule::named, known), named, method, route.body);
    }
    if (!holds_create && !holds_update) {
        const auto missing =
            elements ? std::vector{Action::create, Action::update} : std::vector{route.action};
        auto refused = denied(line, Rule::permission, asked, ErrorCode::insufficient_permission,
                              denial::missing(subject, route, missing, {}));
        refused.body_tells = method == "POST";
        return refused;
    }
    auto decision = allowed(line, Rule::permission, asked);
    decision.verdict = Verdict::needs_body;
    decision.named = configured;
    return decision;
}

Decision Policy::judge_body(std::size_t consumer, const Decision& head, std::string_view content_type,
                            std::string_view body) const {
    const auto& policy = state_->consumers.at(consumer).policy;
    const auto& line = state_->routes.at(head.route);
    const bool decides = head.verdict == Verdict::needs_body;
    if (!decides && !head.body_refines && !head.body_tells)
        throw std::invalid_argument{"the body decides nothing on this route"};
    const auto as_it_was = [&head] {
        auto decision = head;
        decision.body_refines = false;
        decision.body_tells = false;
        return decision;
    };
    const bool must_be_read = decides || !head.named;
    if (!is_json_type(content_type)) {
        if (!decides && !must_be_watched(head, content_type)) return as_it_was();
        return denied(head.route, Rule::body, head.permission, ErrorCode::invalid_body,
                      denial::not_json(content_type));
    }
    if (!decides && body.empty()) return as_it_was();
    const auto finding = judge_elements(body, decides ? BodyShape::elements : BodyShape::any);
    if (!finding) {
        if (!must_be_read) return as_it_was();
        return denied(head.route, Rule::body, head.permission, ErrorCode::invalid_body,
                      denial::bad_body(finding.error()));
    }
    if (finding->queries && !head.named) {
        return denied(head.route, Rule::body, head.permission, ErrorCode::route_denied,
                      query_refusal(*finding->queries));
    }
    if (line.route.body != BodyRule::create_or_update) return as_it_was();
    const bool changes = finding->updates.has_value();
    const auto& asked = !changes ? line.create : finding->creates ? line.permissions : line.update;
    std::vector<Action> missing;
    if (finding->creates && !policy.allow.holds(Action::create, line.route.domain))
        missing.push_back(Action::create);
    if (changes && !policy.allow.holds(Action::update, line.route.domain)) missing.push_back(Action::update);
    if (decides && !missing.empty()) {
        return denied(head.route, Rule::permission, asked, ErrorCode::insufficient_permission,
                      denial::missing({policy.name, consumer}, line.route, missing, *finding));
    }
    auto decision = as_it_was();
    if (!head.body_tells) decision.verdict = Verdict::allowed;
    if (!head.permission.empty()) decision.permission = asked;
    decision.creates = finding->creating;
    decision.updates = finding->updating;
    decision.wrap = state_->wrap_single_objects && finding->one_object;
    return decision;
}

bool Policy::must_be_watched(const Decision& head, std::string_view content_type) {
    return (head.body_refines || head.body_tells) && !head.named && may_be_json(content_type);
}

std::string_view Policy::route_pattern(std::uint32_t route) const noexcept {
    return route < state_->routes.size() ? std::string_view{state_->routes[route].route.pattern}
                                         : std::string_view{};
}

std::string_view Policy::consumer_name(std::size_t consumer) const noexcept {
    return consumer < state_->consumers.size() ? std::string_view{state_->consumers[consumer].policy.name}
                                               : std::string_view{};
}

std::size_t Policy::consumer_count() const noexcept {
    return state_->consumers.size();
}

std::vector<std::uint32_t> Policy::routes() const {
    std::vector<std::uint32_t> result;
    for (std::uint32_t i = 1; i < state_->routes.size(); ++i) {
        if (!state_->routes[i].corrected) result.push_back(i);
    }
    return result;
}

const Route& Policy::route(std::uint32_t index) const {
    return state_->routes.at(index).route;
}

}  // namespace halogate::policy

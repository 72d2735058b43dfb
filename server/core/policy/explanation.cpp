// SPDX-License-Identifier: MIT
#include "core/policy/explanation.hpp"

#include <optional>
#include <utility>

#include "core/policy/body_rule.hpp"
#include "core/policy/denial.hpp"
#include "core/policy/policy_state.hpp"

namespace halogate::policy {

namespace {

using Steps = std::vector<Explanation::Step>;

std::string quoted(std::string_view text) {
    return '`' + std::string{text} + '`';
}

std::string rule_text(const std::string& method, const std::string& pattern) {
    return quoted(method + ' ' + pattern);
}

void explain_deny(Steps& steps, const ConsumerPolicy& consumer, const Match& match) {
    std::string text;
    if (match.deny) {
        const auto& rule = consumer.deny[*match.deny];
        text = rule_text(rule.method, rule.pattern) + " refuses this, whatever is allowed";
    } else if (consumer.deny.empty()) {
        text = "there are no deny rules";
    } else {
        text = "none is about this call, of " + std::to_string(consumer.deny.size());
    }
    steps.push_back({"deny", std::move(text)});
}

void explain_route(Steps& steps, const Route* route) {
    if (route == nullptr) {
        steps.push_back({"route", "no route of the catalogue, nor of policy.routes"});
        return;
    }
    std::string text = rule_text(route->method, route->pattern);
    text += route->needs_no_permission ? ", needs no permission"
            : route->domain.empty()    ? ", of unknown domain"
                                       : ", asks " + permission_names(*route);
    text += ", risk " + std::string{to_string(route->risk)};
    steps.push_back({"route", text + ", evidence " + std::string{to_string(route->evidence)}});
}

void explain_named(Steps& steps, const ConsumerPolicy& consumer, const Route* route, const Match& match) {
    const bool matters =
        match.named || !consumer.named.empty() || (route != nullptr && route->risk == Risk::privileged);
    if (!matters) return;
    std::string text;
    if (match.named) {
        const auto& named = consumer.named[*match.named];
        text = "`allow` names it: " + rule_text(named.method, named.pattern);
    } else if (route != nullptr && route->evidence == Evidence::configured) {
        text = "policy.routes names it";
    } else {
        text = "neither `allow` nor policy.routes names it";
    }
    steps.push_back({"named", std::move(text)});
}

void explain_permission(Steps& steps, const ConsumerPolicy& consumer, const Route& route) {
    if (route.needs_no_permission) return;
    const auto add = [&](Action action) {
        const char* const state = consumer.allow.holds(action, route.domain) ? " is held" : " is missing";
        steps.push_back({"permission", permission_name(route, action) + state});
    };
    const bool one_name = permission_name(route, Action::create) == permission_name(route, Action::update);
    if (route.body == BodyRule::none || one_name) return add(route.action);
    add(Action::create);
    add(Action::update);
}

std::string body_text(const BodyFinding& finding) {
    std::string text = finding.one_object ? "one object, no array" : "an array";
    text += "; elements that add: " + std::to_string(finding.creating);
    text += ", that change: " + std::to_string(finding.updating);
    const auto note = [&](std::optional<std::size_t> element, const char* what) {
        if (element) text += "; element " + std::to_string(*element) + ' ' + what;
    };
    note(finding.undeletes, "undeletes, by `_recover`");
    note(finding.tests, "has `_test` and may run what it adds");
    note(finding.queries, "asks for a query");
    return text;
}

void explain_body(Steps& steps, const Decision& head, const std::optional<Policy::Body>& body) {
    const bool decides = head.verdict == Decision::Verdict::needs_body;
    if (!decides && !head.body_refines) return;
    if (!body) {
        if (decides) steps.push_back({"body", "every element of the body decides, and there is none here"});
        return;
    }
    const auto finding = judge_elements(body->bytes, decides ? BodyShape::elements : BodyShape::any);
    steps.push_back({"body", finding ? body_text(*finding) : finding.error()});
}

}  // namespace

Explanation Policy::explain(std::size_t consumer, std::string_view method, std::string_view folded_path,
                            std::optional<Body> body) const {
    const auto match = state_->match(consumer, method, folded_path);
    const auto& policy = state_->consumers[consumer].policy;
    const Route* const route = match.line ? &state_->routes[*match.line].route : nullptr;
    Explanation result;
    result.decision = state_->decide(consumer, method, folded_path, match);
    auto& steps = result.steps;
    if (!is_halo_method(method)) {
        steps.push_back({"method", "HaloPSA's API has no " + quoted(method)});
        return result;
    }
    explain_deny(steps, policy, match);
    explain_route(steps, route);
    if (match.deny) return result;
    explain_named(steps, policy, route, match);
    if (route != nullptr && !is_closed(*route, match)) explain_permission(steps, policy, *route);
    if (result.decision.verdict == Decision::Verdict::denied) return result;
    explain_body(steps, result.decision, body);
    const bool asks_body =
        result.decision.verdict == Decision::Verdict::needs_body || result.decision.body_refines;
    if (body && asks_body) {
        result.decision = judge_body(consumer, result.decision, body->content_type, body->bytes);
    }
    return result;
}

}  // namespace halogate::policy

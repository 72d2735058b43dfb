// SPDX-License-Identifier: MIT
#include "core/policy/denial.hpp"

#include <algorithm>

namespace halogate::policy::denial {

namespace {

std::string text(std::string_view view) {
    return std::string{view};
}

std::string call_of(const Route& route) {
    return route.method + ' ' + route.pattern;
}

/// Where the permissions of a consumer stand in the configuration.
std::string place_of(Subject subject) {
    if (subject.index == 0) return "policy.anonymous";
    return "policy.consumers." + text(subject.name) + ".allow";
}

/// "read", or "create or update".
std::string joined(const std::vector<Action>& actions) {
    std::string result;
    for (const auto action : actions) {
        if (!result.empty()) result += " or ";
        result += to_string(action);
    }
    return result;
}

/// " (element 2 of the body changes what exists)", when the body was what decided.
std::string evidence(const std::vector<Action>& actions, const BodyFinding& finding) {
    const auto asks = [&actions](Action action) {
        return std::find(actions.begin(), actions.end(), action) != actions.end();
    };
    const auto element = [](std::size_t number, const char* what) {
        return " (element " + std::to_string(number) + " of the body " + what + ')';
    };
    if (asks(Action::update) && finding.undeletes) {
        return element(*finding.undeletes, "undeletes, by `_recover`");
    }
    if (finding.tests) return element(*finding.tests, "has `_test` and may run what it adds");
    if (asks(Action::update) && finding.updates) {
        return element(*finding.updates, "changes what exists");
    }
    if (asks(Action::create) && finding.creates && *finding.creates > 0) {
        return element(*finding.creates, "has no clear id, so it adds");
    }
    return {};
}

}  // namespace

std::string no_such_method(std::string_view method) {
    return "HaloPSA's API has no " + text(method) +
           ": it reads by GET, creates and updates by POST (PUT and PATCH do not exist), and deletes by "
           "DELETE";
}

std::string by_rule(Subject subject, const ConsumerPolicy::Deny& rule) {
    std::string place = subject.index == 0 ? "the deny rules of `anonymous`"
                                           : "policy.consumers." + text(subject.name) + ".deny";
    return "consumer \"" + text(subject.name) + "\" is refused this by the rule \"" + rule.method + ' ' +
           rule.pattern + "\" in " + place;
}

std::string unlisted(Subject subject, std::string_view method, std::string_view path, bool open_to_all) {
    const std::string call = text(method == "HEAD" ? "GET" : method) + ' ' + text(path);
    std::string message = "no route of the catalogue is " + call + ": ";
    if (open_to_all) message += "it is open only to consumers that hold \"all\"; or ";
    message += "name it in policy.routes, for example {match: \"" + call + "\", permission: all}";
    return message + ", or add \"" + call + "\" to " + place_of(subject);
}

std::string privileged(Subject subject, const Route& route) {
    const auto call = call_of(route);
    return call +
           R"( is privileged and closed to every consumer, "all" or not: to open it, name it with a )" +
           "permission in policy.routes, or add \"" + call + "\" to " + place_of(subject);
}

std::string missing(Subject subject, const Route& route, const std::vector<Action>& actions,
                    const BodyFinding& finding) {
    const std::string who = "consumer \"" + text(subject.name) + '"';
    if (route.domain.empty()) {
        return "nobody knows which permission " + call_of(route) + " needs: add \"" + call_of(route) +
               R"(" or "all" to )" + place_of(subject) +
               ", or name the route with a permission in policy.routes";
    }
    if (route.domain == every_domain) {
        return who + " may not use " + call_of(route) + ": add \"all\" to " + place_of(subject);
    }
    std::string wanted;
    for (const auto action : actions) {
        if (!wanted.empty()) wanted += finding.creates || finding.updates ? " and " : " or ";
        wanted += '"' + Permission{action, route.domain}.name() + '"';
    }
    std::string message = who + " may not " + joined(actions) + ' ' + route.domain +
                          evidence(actions, finding) + ": add " + wanted;
    if (actions != std::vector{Action::edit}) message += " (or \"edit:" + route.domain + "\")";
    return message + " to " + place_of(subject);
}

std::string not_json(std::string_view content_type) {
    return "the body decides whether this call is allowed, so it must be JSON in UTF-8, and Content-Type \"" +
           text(content_type) + "\" says something else: send application/json";
}

std::string bad_body(std::string_view reason) {
    return "the body decides whether this call is allowed, and " + text(reason);
}

}  // namespace halogate::policy::denial

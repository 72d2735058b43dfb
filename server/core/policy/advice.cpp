// SPDX-License-Identifier: MIT
#include "core/policy/advice.hpp"

#include <algorithm>
#include <array>

#include "base/ascii.hpp"
#include "core/call/id_list.hpp"

namespace halogate::policy {

namespace {

/// What decisions of the policy are called in the audit log.
constexpr std::array<std::string_view, 6> policy_rules{"permission", "unlisted", "privileged",
                                                       "deny",       "method",   "body"};
constexpr std::size_t longest_name = 64;
constexpr std::size_t longest_path = 1'024;

bool is_policy_rule(std::string_view rule) noexcept {
    return std::find(policy_rules.begin(), policy_rules.end(), rule) != policy_rules.end();
}

/// As the configuration takes it.
bool is_consumer_name(std::string_view name) noexcept {
    return !name.empty() && name.size() <= longest_name && std::all_of(name.begin(), name.end(), [](char c) {
        return ascii::is_alpha(c) || ascii::is_digit(c) || c == '-' || c == '_' || c == '.';
    });
}

/// What can stand in a quoted text of YAML and in a comment: a canonical path and a pattern hold nothing
/// else.
bool is_plain(std::string_view text) noexcept {
    return text.size() <= longest_path && std::all_of(text.begin(), text.end(), [](char c) {
               return c > ' ' && c < '\x7f' && c != '"' && c != '\\';
           });
}

bool is_id(std::string_view segment) {
    call::IdList list;
    list.add(segment);
    return !list.empty();
}

/// The words of a list with single blanks between.
std::vector<std::string_view> words_of(std::string_view list) {
    std::vector<std::string_view> words;
    while (!list.empty()) {
        const std::string_view word = list.substr(0, list.find(' '));
        list.remove_prefix(std::min(list.size(), word.size() + 1));
        if (!word.empty()) words.push_back(word);
    }
    return words;
}

Expected<void, std::string> check(const LoggedCall& call) {
    if (!is_consumer_name(call.consumer))
        return Unexpected{std::string{"its consumer is no consumer's name"}};
    if (!ascii::is_token(call.method) || call.method.size() > longest_name)
        return Unexpected{std::string{"its method is none"}};
    if (!is_plain(call.route) || !is_plain(call.path))
        return Unexpected{std::string{"its route or path holds characters that none has"}};
    for (const auto word : words_of(call.permission))
        if (const auto permission = parse_permission(word); !permission)
            return Unexpected{permission.error()};
    return {};
}

}  // namespace

std::string call_name(const LoggedCall& call) {
    std::string name{call.method == "HEAD" ? "GET" : call.method};
    name += ' ';
    if (!call.route.empty()) return name += call.route;
    std::string_view rest = call.path;
    while (!rest.empty()) {
        const std::size_t begins = rest.find('/') == 0 ? 1 : 0;
        const std::string_view segment = rest.substr(begins, rest.find('/', begins) - begins);
        rest.remove_prefix(begins + segment.size());
        if (begins == 1) name += '/';
        name += is_id(segment) ? std::string_view{"{id}"} : segment;
    }
    return name;
}

Expected<void, std::string> Advice::add(const LoggedCall& call) {
    const bool refused = call.decision == "refused";
    const bool observed = call.decision == "observed";
    if (!refused && !observed && call.decision != "allowed")
        return Unexpected{std::string{"it is no audit line: `decision` is allowed, refused or observed"}};
    // Before a caller is recognised there is nobody to advise.
    if (refused && call.consumer.empty()) return {};
    if (refused && !is_policy_rule(call.rule)) {
        if (!is_consumer_name(call.consumer))
            return Unexpected{std::string{"its consumer is no consumer's name"}};
    } else if (auto checked = check(call); !checked) {
        return checked;
    }
    if (consumers_.size() >= most_consumers && !consumers_.contains(std::string{call.consumer})) {
        ++uncounted_;
        return {};
    }
    Consumer& consumer = consumers_[std::string{call.consumer}];
    if (refused && !is_policy_rule(call.rule)) {
        ++consumer.others;
    } else if (refused) {
        ++consumer.refused;
        count_refused(consumer, call);
    } else {
        ++consumer.passed;
        if (observed) ++consumer.observed;
        count_passed(consumer, call);
    }
    return {};
}

void Advice::count_passed(Consumer& consumer, const LoggedCall& logged) {
    // A body that nobody can judge is let pass by `mode: observe`; no permission would have.
    if (logged.rule == "body") return count_refused(consumer, logged);
    if (logged.rule == "free") return;
    const std::string call = call_name(logged);
    const bool by_name = logged.rule == "named" || logged.rule == "unlisted" ||
                         logged.permission == every_domain || logged.permission.empty();
    if (!by_name) {
        // There are not many permissions: none is ever left out.
        for (const auto word : words_of(logged.permission))
            count(consumer.permissions[std::string{word}], call);
    } else if (consumer.routes.contains(call) || has_room()) {
        count(consumer.routes[call], call);
    } else {
        ++uncounted_;
    }
}

void Advice::count_refused(Consumer& consumer, const LoggedCall& logged) {
    const bool helps = logged.rule == "permission" && logged.permission != every_domain;
    Refusal refusal{std::string{logged.rule}, call_name(logged), helps ? std::string{logged.permission} : ""};
    const auto found = consumer.refusals.find(refusal);
    if (found != consumer.refusals.end()) {
        ++found->second;
    } else if (has_room()) {
        consumer.refusals.emplace(std::move(refusal), 1);
    } else {
        ++uncounted_;
    }
}

void Advice::count(Need& need, const std::string& call) {
    ++need.calls;
    const auto found = need.by_call.find(call);
    if (found != need.by_call.end()) {
        ++found->second;
    } else if (has_room()) {
        need.by_call.emplace(call, 1);
    }
}

bool Advice::has_room() noexcept {
    if (entries_ == most_entries) return false;
    ++entries_;
    return true;
}

Advice::Least Advice::least(const Consumer& consumer, Refused refused) {
    Least result;
    const auto add = [&result](std::string_view permissions) {
        // They were parsed when they were added.
        for (const auto word : words_of(permissions)) (void)result.permissions.add(word);
    };
    for (const auto& [permission, need] : consumer.permissions) add(permission);
    for (const auto& [route, need] : consumer.routes) result.routes.push_back(route);
    if (refused == Refused::left_out) return result;
    for (const auto& [refusal, calls] : consumer.refusals) {
        add(refusal.permission);
        const bool by_name =
            refusal.rule == "unlisted" || (refusal.rule == "permission" && refusal.permission.empty());
        if (by_name) result.routes.push_back(refusal.call);
    }
    std::sort(result.routes.begin(), result.routes.end());
    result.routes.erase(std::unique(result.routes.begin(), result.routes.end()), result.routes.end());
    return result;
}

}  // namespace halogate::policy

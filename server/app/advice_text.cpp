// SPDX-License-Identifier: MIT
#include "app/advice_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

namespace halogate::app {

namespace {

using policy::Action;
using policy::Advice;

constexpr std::size_t most_calls_shown = 8;
constexpr std::string_view anonymous = "anonymous";

/// One consumer of the logs or of the configuration, with what is advised.
struct Entry {
    std::string name;
    Advice::Consumer logged;
    Advice::Least least;
    std::vector<std::string> unused;  ///< held by configuration and not in the least policy
};

/// edit:X as the four that it stands for.
std::vector<std::string> single_permissions(const policy::PermissionSet& set) {
    std::vector<std::string> result;
    for (const std::string& name : set.names()) {
        const auto permission = policy::parse_permission(name).value();
        if (permission.domain == policy::every_domain || permission.action != Action::edit) {
            result.push_back(name);
            continue;
        }
        for (const Action action : {Action::read, Action::create, Action::update, Action::delete_})
            result.push_back(policy::Permission{action, permission.domain}.name());
    }
    return result;
}

std::vector<std::string> unused_of(const policy::ConsumerPolicy& held, const Advice::Least& least) {
    std::vector<std::string> result;
    const auto used = single_permissions(least.permissions);
    for (std::string& name : single_permissions(held.allow))
        if (std::find(used.begin(), used.end(), name) == used.end()) result.push_back(std::move(name));
    for (const auto& route : held.named) {
        const std::string name = route.method + ' ' + route.pattern;
        const bool is_used = std::find(least.routes.begin(), least.routes.end(), name) != least.routes.end();
        if (!is_used) result.push_back('"' + name + '"');
    }
    return result;
}

/// `anonymous` first, then by name.
std::vector<Entry> entries_of(const AdviceRequest& request) {
    std::set<std::string> names;
    for (const auto& [name, consumer] : request.advice.consumers()) names.insert(name);
    if (request.settings != nullptr)
        for (const auto& consumer : request.settings->consumers) names.insert(consumer.policy.name);
    names.insert(std::string{anonymous});
    std::vector<Entry> result;
    for (const std::string& name : names) {
        Entry entry;
        entry.name = name;
        const auto found = request.advice.consumers().find(name);
        if (found != request.advice.consumers().end()) entry.logged = found->second;
        entry.least = Advice::least(entry.logged, request.refused);
        if (request.settings != nullptr)
            for (const auto& consumer : request.settings->consumers)
                if (consumer.policy.name == name) entry.unused = unused_of(consumer.policy, entry.least);
        result.push_back(std::move(entry));
    }
    std::stable_partition(result.begin(), result.end(), [](const Entry& e) { return e.name == anonymous; });
    return result;
}

std::vector<std::string> scopes_of(const std::vector<Entry>& entries) {
    policy::PermissionSet together;
    for (const Entry& entry : entries)
        for (const std::string& name : entry.least.permissions.names()) (void)together.add(name);
    return together.scopes();
}

/// "POST /api/Tickets 10, POST /api/Actions 2", the most frequent first.
std::string calls_of(const Advice::Need& need) {
    std::vector<std::pair<std::string, std::uint64_t>> calls(need.by_call.begin(), need.by_call.end());
    std::stable_sort(calls.begin(), calls.end(),
                     [](const auto& a, const auto& b) { return a.second > b.second; });
    std::string text;
    std::uint64_t shown = 0;
    calls.resize(std::min(calls.size(), most_calls_shown));
    for (const auto& [call, count] : calls) {
        text += fmt::format("{}{} {}", text.empty() ? "" : ", ", call, count);
        shown += count;
    }
    if (shown < need.calls) text += fmt::format(", others {}", need.calls - shown);
    return text;
}

/// `[read:tickets, "GET /api/Category"]`.
std::string allow_of(const Advice::Least& least) {
    std::string text = fmt::format("{}", fmt::join(least.permissions.names(), ", "));
    for (const std::string& route : least.routes)
        text += fmt::format("{}\"{}\"", text.empty() ? "" : ", ", route);
    return '[' + text + ']';
}

std::string_view remedy(const Advice::Refusal& refusal) {
    if (refusal.rule == "permission" || refusal.rule == "unlisted") return "would need the route in `allow`";
    if (refusal.rule == "privileged") return "is privileged: only the route itself in `allow` opens it";
    if (refusal.rule == "deny") return "is refused by a deny rule";
    if (refusal.rule == "body") return "has a body that cannot be judged; no permission opens it";
    return "has a method that HaloPSA does not have";
}

void write_comments(std::string& out, const Entry& entry, std::string_view indent) {
    const auto line = [&](const std::string& text) { out += fmt::format("{}# {}\n", indent, text); };
    const Advice::Consumer& logged = entry.logged;
    line(fmt::format("{} calls passed{}, {} refused by the policy, {} for other reasons", logged.passed,
                     logged.observed > 0 ? fmt::format(" ({} of them only observed)", logged.observed) : "",
                     logged.refused, logged.others));
    for (const auto& [permission, need] : logged.permissions)
        line(fmt::format("  {}: {} times: {}", permission, need.calls, calls_of(need)));
    for (const auto& [route, need] : logged.routes)
        line(fmt::format("  \"{}\": {} times; no permission but `all` opens this route, so it is named",
                         route, need.calls));
    for (const auto& [refusal, count] : logged.refusals)
        line(fmt::format(
            "  refused {} times: {} {}", count, refusal.call,
            refusal.permission.empty() ? std::string{remedy(refusal)} : "would need " + refusal.permission));
    if (!entry.unused.empty()) line(fmt::format("  held and never used: {}", fmt::join(entry.unused, " ")));
}

nlohmann::json json_of(const std::map<std::string, Advice::Need>& needs) {
    auto list = nlohmann::json::array();
    for (const auto& [name, need] : needs)
        list.push_back({{"name", name}, {"calls", need.calls}, {"by_call", need.by_call}});
    return list;
}

nlohmann::json json_of(const Entry& entry) {
    auto allow = entry.least.permissions.names();
    allow.insert(allow.end(), entry.least.routes.begin(), entry.least.routes.end());
    auto refusals = nlohmann::json::array();
    for (const auto& [refusal, count] : entry.logged.refusals)
        refusals.push_back({{"call", refusal.call},
                            {"rule", refusal.rule},
                            {"permission", refusal.permission},
                            {"calls", count}});
    return {{"name", entry.name},
            {"allow", allow},
            {"passed", entry.logged.passed},
            {"observed", entry.logged.observed},
            {"refused", entry.logged.refused},
            {"refused_otherwise", entry.logged.others},
            {"permissions", json_of(entry.logged.permissions)},
            {"routes", json_of(entry.logged.routes)},
            {"refusals", refusals},
            {"unused", entry.unused}};
}

}  // namespace

std::string advice_yaml(const AdviceRequest& request) {
    const AdviceSource& source = request.source;
    const auto entries = entries_of(request);
    std::string out = fmt::format(
        "# The least policy for what is in {}: {} lines{}.\n", fmt::join(source.files, ", "), source.lines,
        source.first_time.empty() ? "" : " from " + source.first_time + " to " + source.last_time);
    out += fmt::format("# Scopes to ask of HaloPSA: {}\n", fmt::join(scopes_of(entries), " "));
    const bool names_routes = std::any_of(entries.begin(), entries.end(),
                                          [](const Entry& entry) { return !entry.least.routes.empty(); });
    if (names_routes)
        out += "# and what the named routes need; nobody knows that: `halogate probe` asks your tenant.\n";
    out += "# Only `allow` changes: keep identify, deny, weight and caps of your consumers.\n";
    out += "policy:\n";
    write_comments(out, entries.front(), "  ");
    out += fmt::format("  anonymous: {}\n", allow_of(entries.front().least));
    if (entries.size() > 1) out += "  consumers:\n";
    for (std::size_t i = 1; i < entries.size(); ++i) {
        out += fmt::format("    {}:\n", entries[i].name);
        write_comments(out, entries[i], "      ");
        out += fmt::format("      allow: {}\n", allow_of(entries[i].least));
    }
    return out;
}

std::string advice_json(const AdviceRequest& request) {
    const AdviceSource& source = request.source;
    const auto entries = entries_of(request);
    auto consumers = nlohmann::json::array();
    for (const Entry& entry : entries) consumers.push_back(json_of(entry));
    const nlohmann::json all{{"files", source.files},           {"lines", source.lines},
                             {"unreadable", source.unreadable}, {"uncounted", request.advice.uncounted()},
                             {"from", source.first_time},       {"to", source.last_time},
                             {"scopes", scopes_of(entries)},    {"consumers", consumers}};
    return all.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + '\n';
}

}  // namespace halogate::app

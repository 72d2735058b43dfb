// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <iterator>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/commands.hpp"
#include "app/findings.hpp"
#include "app/program_parts.hpp"
#include "app/route_access.hpp"
#include "base/nearest.hpp"
#include "core/path/canonical_target.hpp"
#include "core/policy/explanation.hpp"
#include "settings/load.hpp"

namespace halogate::app {

namespace {

using Json = nlohmann::json;
using policy::Policy;

void print(const Json& json) {
    fmt::print("{}\n", json.dump(2, ' ', false, Json::error_handler_t::replace));
}

Exit wrong(const std::string& sentence) {
    fmt::print(stderr, "halogate: {}\n", sentence);
    return Exit::usage;
}

std::vector<std::string> consumer_names(const Policy& policy) {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < policy.consumer_count(); ++i) names.emplace_back(policy.consumer_name(i));
    return names;
}

/// What a route asks, in a word.
std::string asked(const policy::Route& route) {
    if (route.needs_no_permission) return "none";
    return route.domain.empty() ? "unknown" : policy::permission_names(route);
}

Exit print_table(const Policy& policy, bool json) {
    const auto names = consumer_names(policy);
    std::vector<std::vector<std::string>> rows{{"method", "route", "permission", "risk", "evidence"}};
    rows.front().insert(rows.front().end(), names.begin(), names.end());
    for (const auto index : policy.routes()) {
        const auto& route = policy.route(index);
        std::vector<std::string> row{route.method, route.pattern, asked(route),
                                     std::string{to_string(route.risk)},
                                     std::string{to_string(route.evidence)}};
        for (std::size_t i = 0; i < names.size(); ++i) row.emplace_back(access_word(policy, i, index));
        rows.push_back(std::move(row));
    }
    if (json) {
        auto list = Json::array();
        for (auto row = rows.begin() + 1; row != rows.end(); ++row) {
            auto entry = Json::object();
            for (std::size_t i = 0; i < 5; ++i) entry[rows.front()[i]] = (*row)[i];
            for (std::size_t i = 0; i < names.size(); ++i) entry["consumers"][names[i]] = (*row)[i + 5];
            list.push_back(std::move(entry));
        }
        print({{"routes", list}});
        return Exit::good;
    }
    std::vector<std::size_t> widths(rows.front().size());
    for (const auto& row : rows)
        for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
    for (const auto& row : rows) {
        std::string line;
        for (std::size_t i = 0; i < row.size(); ++i)
            line += i + 1 == row.size() ? row[i] : fmt::format("{:<{}}  ", row[i], widths[i]);
        fmt::print("{}\n", line);
    }
    fmt::print("\n{} routes; what is in none of them is refused, unless policy.unlisted says otherwise.\n",
               rows.size() - 1);
    return Exit::good;
}

/// The body's bytes, or why they cannot be had.
Expected<std::string, std::string> read_body(const std::string& path) {
    if (path != "-") return settings::ProcessEnvironment{}.read_file(path);
    std::string bytes;
    std::array<char, 4096> piece{};
    while (const auto count = std::fread(piece.data(), 1, piece.size(), stdin))
        bytes.append(piece.data(), count);
    return bytes;
}

std::string_view word(policy::Decision::Verdict verdict) {
    switch (verdict) {
        case policy::Decision::Verdict::allowed: return "allowed";
        case policy::Decision::Verdict::denied: return "refused";
        case policy::Decision::Verdict::needs_body: break;
    }
    return "the body decides";
}

void print_explanation(const policy::Explanation& explanation, const std::string& path,
                       std::string_view who) {
    const auto line = [](std::string_view subject, std::string_view text) {
        fmt::print("{:<11} {}\n", subject, text);
    };
    const auto& decision = explanation.decision;
    line("consumer", who);
    line("path", path);
    for (const auto& step : explanation.steps) line(step.subject, step.text);
    std::string verdict{word(decision.verdict)};
    if (decision.verdict == policy::Decision::Verdict::denied) {
        verdict = fmt::format("refused: {} {}: {}", http_status(decision.code), to_string(decision.code),
                              decision.message);
    } else {
        if (!decision.permission.empty()) verdict += fmt::format(", by {}", decision.permission);
        if (decision.wrap) verdict += "; the object is sent as an array of one";
        if (decision.verdict == policy::Decision::Verdict::needs_body)
            verdict += "; give it by --body FILE to see how";
    }
    line("verdict", verdict);
}

Json json_of(const policy::Explanation& explanation, const std::string& path, std::string_view who,
             std::string_view route) {
    const auto& decision = explanation.decision;
    auto steps = Json::array();
    for (const auto& step : explanation.steps)
        steps.push_back({{"subject", step.subject}, {"text", step.text}});
    Json result{{"consumer", who},
                {"path", path},
                {"route", route},
                {"steps", std::move(steps)},
                {"verdict", word(decision.verdict)},
                {"rule", to_string(decision.rule)},
                {"permission", decision.permission},
                {"creates", decision.creates},
                {"updates", decision.updates},
                {"wrap", decision.wrap}};
    if (decision.verdict == policy::Decision::Verdict::denied) {
        result["error"] = to_string(decision.code);
        result["message"] = decision.message;
    }
    return result;
}

Exit explain(const Policy& policy, const RoutesOptions& options) {
    const auto names = consumer_names(policy);
    const auto who = std::find(names.begin(), names.end(), options.consumer);
    if (who == names.end()) {
        const std::vector<std::string_view> known{names.begin(), names.end()};
        const auto near = nearest(options.consumer, known);
        return wrong(fmt::format("--consumer: there is no consumer \"{}\"{}", options.consumer,
                                 near ? fmt::format("; did you mean \"{}\"?", *near)
                                      : fmt::format("; there are {}", fmt::join(names, ", "))));
    }
    const auto target = path::canonical_target(options.path);
    if (!target) {
        if (options.json) {
            print({{"consumer", *who},
                   {"path", options.path},
                   {"verdict", "refused"},
                   {"error", to_string(ErrorCode::invalid_path)},
                   {"message", target.error()}});
        } else {
            fmt::print("{:<11} {}\n{:<11} refused: {} invalid_path: {}\n", "path", options.path, "verdict",
                       http_status(ErrorCode::invalid_path), target.error());
        }
        return Exit::finding;
    }
    std::string bytes;
    std::optional<Policy::Body> body;
    if (options.body) {
        auto read = read_body(*options.body);
        if (!read) return wrong(fmt::format("--body: cannot read {}: {}", *options.body, read.error()));
        bytes = *std::move(read);
        body = Policy::Body{"application/json", bytes};
    }
    const auto index = static_cast<std::size_t>(who - names.begin());
    const auto explanation = policy.explain(index, options.method, target->folded_path, body);
    if (options.json) {
        print(json_of(explanation, target->path, *who, policy.route_pattern(explanation.decision.route)));
    } else {
        print_explanation(explanation, target->path, *who);
    }
    return explanation.decision.verdict == policy::Decision::Verdict::denied ? Exit::finding : Exit::good;
}

}  // namespace

Exit routes(const RoutesOptions& options) {
    if (options.method.empty() != options.path.empty())
        return wrong(
            "routes takes a method and a path, such as `halogate routes GET /api/Tickets`, or neither");
    const settings::ProcessEnvironment environment;
    settings::LoadRequest request;
    request.config = options.config;
    request.catalogue = options.catalogue;
    if (options.sandbox) request.tenant = settings::TenantKind::sandbox;
    const auto loaded = settings::load(request, environment);
    if (!loaded) return print_findings(loaded.error());
    const Policy policy{policy_settings(loaded->settings)};
    return options.method.empty() ? print_table(policy, options.json) : explain(policy, options);
}

}  // namespace halogate::app

// SPDX-License-Identifier: MIT
#include "app/route_access.hpp"

#include <string>
#include <vector>

#include "base/ascii.hpp"

namespace halogate::app {

namespace {

/// Paths that the pattern matches, in lower case; their parameters are numbers that no rule will name. Of a
/// ** the path that ends there, and a deep one.
std::vector<std::string> samples_of(const policy::Route& route) {
    constexpr std::string_view parameter = "/2147483646";
    std::string path;
    std::string_view rest = route.pattern;
    while (!rest.empty()) {
        rest.remove_prefix(1);
        const auto segment = rest.substr(0, rest.find('/'));
        rest.remove_prefix(segment.size());
        if (segment == "**") return {path, path + std::string{parameter} + std::string{parameter}};
        const bool any = segment == "*" || segment.starts_with('{');
        path += any ? std::string{parameter} : '/' + ascii::lowered(segment);
    }
    return {path};
}

std::string_view word_of(const policy::Decision& decision) {
    using Verdict = policy::Decision::Verdict;
    if (decision.verdict == Verdict::allowed) return "yes";
    if (decision.verdict == Verdict::needs_body) return "with body";
    return decision.rule == policy::Decision::Rule::deny ? "deny" : "no";
}

bool is_closed(std::string_view word) {
    return word == "no" || word == "deny";
}

}  // namespace

std::string_view access_word(const policy::Policy& policy, std::size_t consumer, std::uint32_t route) {
    const auto& line = policy.route(route);
    std::vector<std::string_view> methods{line.method};
    if (line.method == "*") methods = {"GET", "POST", "DELETE"};
    std::string_view word;
    for (const auto& path : samples_of(line)) {
        for (const auto method : methods) {
            const auto decision = policy.judge_head(consumer, method, path);
            if (decision.route != route) continue;  // another line is the better match there
            const auto other = word_of(decision);
            const bool both_closed = is_closed(word) && is_closed(other);
            if (!word.empty() && word != other && !both_closed) return "partly";
            word = both_closed && word != other ? "no" : other;
        }
    }
    return word.empty() ? "no" : word;
}

}  // namespace halogate::app

// SPDX-License-Identifier: MIT
#include "settings/allowed.hpp"

#include <algorithm>
#include <utility>

#include "core/policy/path_pattern.hpp"
#include "settings/route_match.hpp"

namespace halogate::settings {
namespace {

/// The first half of a route: capitals, or the star. No permission looks so.
bool is_method(std::string_view word) {
    return word == "*" || (!word.empty() && std::all_of(word.begin(), word.end(),
                                                        [](char c) { return c >= 'A' && c <= 'Z'; }));
}

/// Whether two words were written into one element of a list.
bool same_element(const Place& a, const Place& b) {
    return a.line == b.line && a.column == b.column;
}

}  // namespace

Allowed read_allowed(const Words& words) {
    constexpr std::size_t api_and_resource = 2;
    Allowed result;
    const auto report = [&](const Word& word, std::string message) {
        result.findings.push_back(finding_at(word.place, std::move(message)));
    };
    for (std::size_t i = 0; i < words.size(); ++i) {
        const auto& word = words[i];
        if (word.text.starts_with('/')) {
            report(word, quoted(word.text) + " is a path without a method: write `GET " + word.text + '`');
            continue;
        }
        if (!is_method(word.text)) {
            if (auto added = result.permissions.add(word.text); !added) report(word, added.error());
            continue;
        }
        const bool has_path = i + 1 < words.size() && words[i + 1].text.starts_with('/') &&
                              same_element(word.place, words[i + 1].place);
        const auto text = has_path ? word.text + ' ' + words[++i].text : word.text;
        auto match = read_route_match(text);
        if (!match) {
            report(word, quoted(text) + ": a route " + match.error());
            continue;
        }
        if (policy::PathPattern::parse(match->pattern).value().spelled_out() < api_and_resource) {
            report(word,
                   quoted(text) +
                       " names no resource: write each route as `GET /api/SLA`, or the permission `all`");
            continue;
        }
        result.routes.push_back({std::move(match->method), std::move(match->pattern)});
    }
    return result;
}

}  // namespace halogate::settings

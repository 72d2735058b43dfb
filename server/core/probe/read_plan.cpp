// SPDX-License-Identifier: MIT
#include "core/probe/read_plan.hpp"

#include <algorithm>
#include <string_view>

#include "base/ascii.hpp"

namespace halogate::probe {

namespace {

constexpr std::size_t most_of_a_domain = 3;

bool is_plain_path(std::string_view pattern) {
    return pattern.starts_with("/api/") && pattern.find_first_of("{*?") == std::string_view::npos;
}

bool is_safe(const policy::Route& route) {
    return route.method == "GET" && is_plain_path(route.pattern) && route.action == policy::Action::read &&
           route.risk == policy::Risk::normal && !route.needs_no_permission && !route.domain.empty() &&
           route.domain != policy::every_domain;
}

bool is_same_place(const policy::Route& one, const policy::Route& other) {
    return one.method == other.method && ascii::equal_ignoring_case(one.pattern, other.pattern);
}

struct Domain {
    std::string scope;
    std::vector<std::string> paths;
};

}  // namespace

std::vector<policy::Route> safe_reads(const std::vector<policy::Route>& routes) {
    std::vector<policy::Route> result;
    for (std::size_t i = 0; i < routes.size(); ++i) {
        const bool is_corrected =
            std::any_of(routes.begin() + static_cast<std::ptrdiff_t>(i) + 1, routes.end(),
                        [&](const policy::Route& later) { return is_same_place(routes[i], later); });
        if (!is_corrected && is_safe(routes[i])) result.push_back(routes[i]);
    }
    return result;
}

std::vector<PlannedRead> planned_reads(const std::vector<policy::Route>& safe,
                                       const std::vector<std::string>& granted, std::size_t most) {
    const auto has = [&](const std::string& scope) {
        return std::find(granted.begin(), granted.end(), scope) != granted.end();
    };
    std::vector<Domain> domains;
    for (const auto& route : safe) {
        std::string scope = "read:" + route.domain;
        if (!has(scope)) scope = "edit:" + route.domain;
        if (!has(scope)) continue;
        auto domain = std::find_if(domains.begin(), domains.end(),
                                   [&](const Domain& each) { return each.scope == scope; });
        if (domain == domains.end()) domain = domains.insert(domains.end(), Domain{scope, {}});
        domain->paths.push_back(route.pattern);
    }
    std::vector<PlannedRead> reads;
    for (std::size_t round = 0; round < most_of_a_domain; ++round) {
        for (const auto& domain : domains) {
            if (reads.size() == most) return reads;
            if (round < domain.paths.size()) reads.push_back({domain.scope, domain.paths[round]});
        }
    }
    return reads;
}

}  // namespace halogate::probe

// SPDX-License-Identifier: MIT
// The text of a catalogue, to read_catalogue.
#include <algorithm>
#include <string>

#include "core/policy/path_pattern.hpp"
#include "core/policy/route_table.hpp"
#include "fuzz/fuzz_target.hpp"
#include "settings/catalogue_reader.hpp"

namespace halogate::fuzz {

namespace {

using policy::PathPattern;
using policy::Route;

/// A path that the pattern is about, in lower case.
std::string path_of(const PathPattern& pattern) {
    std::string path;
    for (const auto& segment : pattern.segments()) {
        if (segment.kind == PathPattern::Kind::literal) path += '/' + segment.text;
        if (segment.kind == PathPattern::Kind::parameter) path += "/1";
    }
    return path.empty() ? "/" : path;
}

void require_route(const Route& route) {
    require(!route.method.empty(), "a route has a method");
    require(route.evidence != policy::Evidence::configured, "a catalogue is not the configuration");
    require(route.evidence != policy::Evidence::unknown || route.domain.empty(),
            "what nobody knows has no domain");
    require(!route.needs_no_permission || route.domain.empty(),
            "who needs no permission needs none of a domain");
    if (route.domain.empty()) return;
    const auto permission = policy::permission_name(route, route.action);
    require(policy::parse_permission(permission).has_value(), "what a route asks can be held");
}

void require_table(const std::vector<Route>& routes) {
    policy::RouteTable table;
    policy::RouteTable::Line line = 0;
    for (const auto& route : routes) {
        const auto pattern = PathPattern::parse(route.pattern);
        require(pattern.has_value(), "a route's pattern is one");
        require(!table.add(route.method, *pattern, route.ids, line++), "each method and path is there once");
    }
    for (const auto& route : routes) {
        const auto path = path_of(*PathPattern::parse(route.pattern));
        const auto found = table.find(route.method == "*" ? "PUT" : route.method, path);
        require(found && *found < routes.size(), "a route is found by its own path");
        const auto& said = routes[*found];
        require(said.method == "*" || said.method == route.method, "a route of the method is found");
        require(PathPattern::parse(said.pattern)->matches(path), "the pattern that is found matches");
    }
}

}  // namespace

void try_input(std::string_view input) noexcept {
    const auto routes = settings::read_catalogue(input, "catalogue.yaml");
    if (routes) {
        for (const auto& route : *routes) require_route(route);
        return require_table(*routes);
    }
    require(!routes.error().empty(), "what is refused is refused for a reason");
    const auto breaks =
        std::count_if(input.begin(), input.end(), [](char c) { return c == '\n' || c == '\r'; });
    for (const auto& finding : routes.error()) {
        require(finding.file == "catalogue.yaml" && !finding.message.empty(),
                "a finding says where and what");
        require(finding.line >= 1 && finding.line <= breaks + 2 && finding.column >= 1,
                "it points into the file");
    }
}

}  // namespace halogate::fuzz

// SPDX-License-Identifier: MIT
#include "core/policy/catalogue.hpp"

#include <string>
#include <string_view>

#include "base/ascii.hpp"
#include "core/policy/catalogue_table.hpp"

namespace halogate::policy {

namespace {

Route route_of(std::string_view method, std::string pattern, std::string_view domain) {
    Route route;
    route.method = method;
    route.pattern = std::move(pattern);
    route.domain = domain;
    if (method == "DELETE") route.action = Action::delete_;
    return route;
}

/// HaloPSA's two usual paths of a resource: the collection, where POST both creates and updates, and one
/// element.
void append_resource(std::vector<Route>& routes, const ResourceRow& row) {
    const std::string collection = "/api/" + std::string{row.resource};
    auto methods = row.collection_methods;
    while (const auto method = ascii::next_element(methods)) {
        auto route = route_of(*method, collection, row.domain);
        if (*method == "POST") {
            route.domain = row.writes;
            route.body = BodyRule::create_or_update;
        }
        routes.push_back(std::move(route));
    }
    methods = row.element_methods;
    while (const auto method = ascii::next_element(methods)) {
        auto route = route_of(*method, collection + "/{id}", *method == "GET" ? row.domain : row.writes);
        route.ids = row.ids;
        routes.push_back(std::move(route));
    }
}

}  // namespace

std::vector<Route> built_in_catalogue() {
    std::vector<Route> routes;
    for (const auto& row : resource_rows()) append_resource(routes, row);
    for (const auto& row : single_rows()) {
        auto route = route_of(row.method, std::string{row.pattern}, row.domain);
        route.action = row.action;
        routes.push_back(std::move(route));
    }
    for (const auto& row : free_rows()) {
        auto route = route_of("GET", std::string{row.pattern}, {});
        route.needs_no_permission = true;
        route.ids = Ids::integer;
        routes.push_back(std::move(route));
    }
    for (const auto& row : privileged_rows()) {
        auto route = route_of(row.method, std::string{row.pattern}, {});
        route.action = Action::edit;
        route.risk = Risk::privileged;
        routes.push_back(std::move(route));
    }
    return routes;
}

}  // namespace halogate::policy

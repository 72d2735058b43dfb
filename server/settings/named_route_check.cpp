// SPDX-License-Identifier: MIT
#include "settings/named_route_check.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <string_view>

#include "base/ascii.hpp"
#include "base/nearest.hpp"

namespace halogate::settings {
namespace {

/// "Tickets" of "/api/Tickets/{id}".
std::string_view resource_of(std::string_view pattern) {
    pattern.remove_prefix(std::min(pattern.size(), std::string_view{"/api/"}.size()));
    return pattern.substr(0, pattern.find('/'));
}

}  // namespace

std::vector<Finding> check_named_routes(const Settings& settings, const OptionValues& values) {
    std::vector<std::string_view> resources;
    std::set<std::string> known;
    for (const auto* const routes : {&settings.catalogue, &settings.extra_routes}) {
        for (const auto& route : *routes) {
            const auto resource = resource_of(route.pattern);
            if (known.insert(ascii::lowered(resource)).second) resources.push_back(resource);
        }
    }
    const auto policy = Section{values}.in("policy");
    std::vector<Finding> findings;
    for (std::size_t i = 0; i < settings.consumers.size(); ++i) {
        const auto& consumer = settings.consumers[i].policy;
        const auto place =
            i == 0 ? policy.place("anonymous") : policy.in("consumers").named(consumer.name).place("allow");
        for (const auto& named : consumer.named) {
            const auto resource = resource_of(named.pattern);
            if (known.contains(ascii::lowered(resource))) continue;
            const auto near = nearest(resource, resources);
            findings.push_back(finding_at(place, quoted(named.method + ' ' + named.pattern) +
                                                     ": the catalogue has no resource " + quoted(resource) +
                                                     (near ? "; did you mean " + quoted(*near) + "?" : "")));
        }
    }
    return findings;
}

}  // namespace halogate::settings

// SPDX-License-Identifier: MIT
#include "core/policy/needed_permissions.hpp"

#include <stdexcept>
#include <string>
#include <utility>

#include "core/policy/path_pattern.hpp"

namespace halogate::policy {

namespace {

PathPattern pattern_of(const std::string& text) {
    auto pattern = PathPattern::parse(text);
    if (!pattern) throw std::invalid_argument{pattern.error()};
    return *std::move(pattern);
}

bool same_method(const std::string& named, const std::string& route) {
    if (named == "*" || route == "*" || named == route) return true;
    return named == "HEAD" && route == "GET";
}

}  // namespace

PermissionSet needed_permissions(const ConsumerPolicy& consumer, std::span<const Route> routes) {
    auto result = consumer.allow;
    for (const auto& named : consumer.named) {
        const auto pattern = pattern_of(named.pattern);
        for (const auto& route : routes) {
            if (route.domain.empty() || !same_method(named.method, route.method)) continue;
            const auto other = pattern_of(route.pattern);
            if (pattern.spelled_out() < other.spelled_out() || !pattern.overlaps(other)) continue;
            result.add(Permission{route.body == BodyRule::none ? route.action : Action::edit, route.domain});
        }
    }
    return result;
}

}  // namespace halogate::policy

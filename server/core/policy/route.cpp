// SPDX-License-Identifier: MIT
#include "core/policy/route.hpp"

namespace halogate::policy {

namespace {

/// Nobody knows what gates it, or the configuration says that only `all` does.
bool needs_all(const Route& route) noexcept {
    return route.domain.empty() || route.domain == every_domain;
}

}  // namespace

std::string_view to_string(Risk risk) noexcept {
    return risk == Risk::privileged ? "privileged" : "normal";
}

std::string_view to_string(Evidence evidence) noexcept {
    switch (evidence) {
        case Evidence::configured: return "configured";
        case Evidence::verified: return "verified";
        case Evidence::stated: return "stated";
        case Evidence::name: return "name";
        case Evidence::unknown: break;
    }
    return "unknown";
}

std::string permission_name(const Route& route, Action action) {
    if (route.needs_no_permission) return {};
    return needs_all(route) ? std::string{every_domain} : Permission{action, route.domain}.name();
}

std::string permission_names(const Route& route) {
    if (route.body == BodyRule::none || needs_all(route)) return permission_name(route, route.action);
    return permission_name(route, Action::create) + ' ' + permission_name(route, Action::update);
}

}  // namespace halogate::policy

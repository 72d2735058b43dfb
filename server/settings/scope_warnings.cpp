// SPDX-License-Identifier: MIT
#include "settings/scope_warnings.hpp"

#include <string>

#include "core/policy/domain.hpp"
#include "core/policy/needed_permissions.hpp"
#include "core/token/scope_names.hpp"
#include "core/token/scopes.hpp"

namespace halogate::settings {

namespace {

std::string joined(const std::vector<std::string>& words) {
    std::string result;
    for (const auto& word : words) result.append(result.empty() ? "" : " ").append(word);
    return result;
}

/// A scope that no permission of the policy leads to.
bool stands_alone(const std::string& scope) {
    return !token::is_pair_scope(scope) && !scope.starts_with("all") && !token::scope_remark(scope);
}

}  // namespace

policy::PermissionSet needed_permissions(const Settings& settings) {
    policy::PermissionSet needed;
    auto routes = settings.catalogue;
    routes.insert(routes.end(), settings.extra_routes.begin(), settings.extra_routes.end());
    for (const auto& consumer : settings.consumers) {
        const auto names = policy::needed_permissions(consumer.policy, routes).names();
        for (const auto& name : names) (void)needed.add(name);  // read before
    }
    return needed;
}

std::string scope_without_permissions(policy::Mode mode) {
    if (mode == policy::Mode::observe) return std::string{policy::every_domain};
    return "read:" + std::string{policy::domains().front()};
}

std::vector<Finding> scope_warnings(const Settings& settings, const Place& place) {
    std::vector<Finding> warnings;
    const auto& scopes = settings.tenant.scopes;
    const auto warn = [&](std::string message) { warnings.push_back(finding_at(place, std::move(message))); };
    const auto needed = needed_permissions(settings);
    if (scopes.empty()) {
        if (needed.names().empty()) {
            warn("`policy` holds no permission, and a token without a scope is refused everywhere: " +
                 quoted(scope_without_permissions(settings.mode)) +
                 " is asked for; if the application may not have that, list others in `tenant.scopes`");
        }
        return warnings;
    }
    const bool least = settings.tenant.tokens == token::TokenMode::least;
    for (const auto& scope : scopes) {
        if (const auto remark = token::scope_remark(scope)) warn("`tenant.scopes`: " + *remark);
        if (least && stands_alone(scope)) {
            warn("`tenant.scopes` has " + quoted(scope) +
                 ", which with `tenant.tokens: least` is carried only by calls whose permission is `all`: "
                 "give "
                 "the routes that need it `permission: all` in `policy.routes`, or write `tokens: shared`");
        }
    }
    for (const auto& scope : token::missing_scopes(joined(needed.scopes()), joined(scopes))) {
        warn("`tenant.scopes` lacks " + quoted(scope) +
             ", which `policy` needs: the tenant will refuse what the policy allows" +
             (least ? ", and such calls carry what the list has instead" : "") + ". Add it, or write `auto`");
    }
    return warnings;
}

}  // namespace halogate::settings

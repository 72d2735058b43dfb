// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "settings/cross_check.hpp"
#include "settings/environment.hpp"
#include "settings/node.hpp"

namespace halogate::settings {

struct EnvironmentTree {
    Node root;
    std::vector<Finding> findings;
};

/// The environment alone, as the tree that a file would have given: HALOPSA_BASE_URL, HALOPSA_TENANT,
/// HALOPSA_CLIENT_ID, HALOPSA_CLIENT_SECRET or HALOPSA_CLIENT_SECRET_FILE, and HALOGATE_LISTEN,
/// HALOGATE_ADMIN, HALOGATE_ADMIN_HOSTS, HALOGATE_TRUST. In front of the sandbox the tenant's variables are
/// left alone.
[[nodiscard]] EnvironmentTree environment_tree(const Environment& environment, TenantKind tenant);

/// `policy`, as it is without one: anonymous holds what HALOPSA_SCOPES names, else the default.
[[nodiscard]] Node default_policy(const Environment& environment);
/// `listeners` with one address, or the absolute path of a unix socket, said by `place`.
[[nodiscard]] Node one_listener(const std::string& address, const Place& place);
/// The same, trusted as HALOGATE_TRUST says: for a configuration that is the environment alone.
[[nodiscard]] Node one_listener(const std::string& address, const Place& place,
                                const Environment& environment);

}  // namespace halogate::settings

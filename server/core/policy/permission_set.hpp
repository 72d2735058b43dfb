// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/expected.hpp"

namespace halogate::policy {

/// What a route asks and a consumer holds, as bits.
enum class Action : std::uint8_t {
    read = 1,
    create = 2,
    update = 4,
    delete_ = 8,
    edit = 15,  ///< all four together
};

/// One permission: an action on a domain. Domains are HaloPSA's (tickets, customers, assets, …).
struct Permission {
    Action action = Action::read;
    std::string domain;  ///< `every_domain` for the permission `all`

    /// "create:tickets", or "all".
    [[nodiscard]] std::string name() const;
};

/// Stands for a domain in the permission `all`.
inline constexpr std::string_view every_domain = "all";

/// The name of one action: "read", "create", "update", "delete", "edit".
[[nodiscard]] std::string_view to_string(Action action) noexcept;

/// read:X, create:X, update:X, delete:X, edit:X or all. The error is one sentence that names what is wrong
/// with this permission and the nearest valid one; for domains that HaloPSA does not have (actions, sites,
/// users, agents) the one that does gate them.
[[nodiscard]] Expected<Permission, std::string> parse_permission(std::string_view text);

/// A set of permissions, as written in configuration.
class PermissionSet {
public:
    /// The error is that of parse_permission.
    [[nodiscard]] Expected<void, std::string> add(std::string_view permission);
    void add(const Permission& permission);
    /// For Action::edit: all four. Only `all` holds `every_domain` and the empty domain.
    [[nodiscard]] bool holds(Action action, std::string_view domain) const noexcept;
    [[nodiscard]] bool holds_all() const noexcept { return all_; }
    /// In a stable order, edit:X where all four are held; `all` alone when that is held.
    [[nodiscard]] std::vector<std::string> names() const;
    /// The least scopes to ask of HaloPSA's token endpoint so that all of this is possible there: read:X when
    /// only reads are held, else edit:X; `all` for all.
    [[nodiscard]] std::vector<std::string> scopes() const;

private:
    struct Grant {
        std::string domain;
        std::uint8_t actions = 0;
    };
    std::vector<Grant> grants_;  ///< ordered by domain
    bool all_ = false;
};

}  // namespace halogate::policy

// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/policy/path_pattern.hpp"
#include "core/policy/policy.hpp"
#include "core/policy/route_table.hpp"

namespace halogate::policy {

/// A line of the catalogue with the names of all that it may ask, made once.
struct CompiledRoute {
    Route route;
    std::size_t spelled_out = 0;  ///< literal segments before the first wildcard
    std::string permissions;      ///< permission_names
    std::string create;           ///< permission_name of Action::create
    std::string update;
    bool corrected = false;  ///< a later line stands in its place
};

struct CompiledConsumer {
    ConsumerPolicy policy;
    RouteTable denied;                     ///< lines are indexes of policy.deny
    RouteTable named;                      ///< lines are indexes of policy.named
    std::vector<std::size_t> spelled_out;  ///< of policy.named
};

/// What of the configuration is about a call.
struct Match {
    std::optional<RouteTable::Line> line;   ///< of the catalogue
    std::optional<RouteTable::Line> deny;   ///< of the consumer's deny rules
    std::optional<RouteTable::Line> named;  ///< of the routes that its `allow` names
};

/// Shared by the sources that judge and that explain, and by nobody else.
struct Policy::State {
    std::vector<CompiledRoute> routes;  ///< [0] stands for "no route"
    std::vector<CompiledConsumer> consumers;
    RouteTable table;
    Unlisted unlisted = Unlisted::deny;
    bool wrap_single_objects = false;

    [[nodiscard]] Match match(std::size_t consumer, std::string_view method,
                              std::string_view folded_path) const;
    [[nodiscard]] Decision decide(std::size_t consumer, std::string_view method, std::string_view folded_path,
                                  const Match& match) const;
    [[nodiscard]] Decision decide_unlisted(std::size_t consumer, std::string_view method,
                                           std::string_view path) const;
    [[nodiscard]] Decision decide_route(std::size_t consumer, std::string_view method,
                                        const Match& match) const;
};

/// HaloPSA answers to nothing else, so no rule can open another method.
[[nodiscard]] bool is_halo_method(std::string_view method) noexcept;
/// Closed to everyone whom `match` does not name it for.
[[nodiscard]] bool is_closed(const Route& route, const Match& match) noexcept;

}  // namespace halogate::policy

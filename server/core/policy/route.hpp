// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/policy/permission_set.hpp"

namespace halogate::policy {

enum class Risk : std::uint8_t {
    normal,
    privileged,  ///< reaches further than its domain says: closed to everyone, holders of `all` too, until
                 ///< the configuration names the route
};

/// How it is known what gates a route, best first.
enum class Evidence : std::uint8_t {
    configured,  ///< the configuration names the route, and its word counts
    verified,    ///< tried on a live tenant
    stated,      ///< a client or a guide says so
    name,        ///< read from the name alone
    unknown,     ///< no source says anything: there is no domain
};

/// How the permission of a call is found.
enum class BodyRule : std::uint8_t {
    none,              ///< `action` decides
    create_or_update,  ///< POST of an array: every element of the body decides
};

/// What a segment in braces may be.
enum class Ids : std::uint8_t {
    any,
    integer,  ///< HaloPSA's type for it is a number, so "/api/Tickets/merge" is no ticket but an unknown
              ///< route
};

/// One line of the catalogue.
struct Route {
    std::string method;   ///< GET stands for HEAD as well; "*" for all that the pattern has no line for
    std::string pattern;  ///< "/api/Tickets/{id}"
    std::string domain;   ///< `every_domain`: needs `all`; empty: nobody knows, needs `all` as well
    Action action = Action::read;  ///< unless the body decides
    BodyRule body = BodyRule::none;
    Risk risk = Risk::normal;
    Evidence evidence = Evidence::unknown;
    bool needs_no_permission =
        false;  ///< only that the caller be a consumer; for look-ups known to need no scope
    Ids ids = Ids::any;
};

/// "normal", "privileged".
[[nodiscard]] std::string_view to_string(Risk risk) noexcept;
/// "configured", "verified", …
[[nodiscard]] std::string_view to_string(Evidence evidence) noexcept;

/// What a route asks for one action: "read:tickets"; "all" where only that opens it.
[[nodiscard]] std::string permission_name(const Route& route, Action action);
/// What a route may ask in all: "create:tickets update:tickets" where the body decides, "" where nothing is
/// asked.
[[nodiscard]] std::string permission_names(const Route& route);

}  // namespace halogate::policy

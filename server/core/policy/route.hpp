// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

#include "core/policy/permission_set.hpp"

namespace halogate::policy {

enum class Risk : std::uint8_t {
    normal,
    privileged,  ///< with an empty domain: closed to everyone, holders of `all` too, until a later route
                 ///< names it
};

/// How the permission of a call is found.
enum class BodyRule : std::uint8_t {
    none,              ///< `action` decides
    create_or_update,  ///< POST: every element of the body decides
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
    bool needs_no_permission =
        false;  ///< only that the caller be a consumer; for look-ups known to need no scope
    Ids ids = Ids::any;
};

}  // namespace halogate::policy

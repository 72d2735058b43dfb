// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "core/policy/route.hpp"

namespace halogate::probe {

/// One exchange that changes nothing: GET of a collection, with the token of one scope.
struct PlannedRead {
    std::string scope;
    std::string path;  ///< "/api/Tickets"
};

/// The routes among these that may be asked without harm: GET of a path without parameters, an action that
/// reads, normal risk, a domain that is known. Of two lines for one path the later counts.
[[nodiscard]] std::vector<policy::Route> safe_reads(const std::vector<policy::Route>& routes);

/// Which of these to ask so as to see what the granted scopes open, in this order and at most `most`: one of
/// each domain first, then a second and a third. Each carries read:X where that was granted, else edit:X.
[[nodiscard]] std::vector<PlannedRead> planned_reads(const std::vector<policy::Route>& safe,
                                                     const std::vector<std::string>& granted,
                                                     std::size_t most);

}  // namespace halogate::probe

// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/policy/policy.hpp"

namespace halogate::app {

/// What a consumer may do on a route, in a word: "yes"; "with body" (what the body holds decides); "no";
/// "deny" (refused by a deny rule); "partly" where a route of many methods or paths is open to some. It is
/// what the policy decides about a call of that route whose parameters no rule names.
[[nodiscard]] std::string_view access_word(const policy::Policy& policy, std::size_t consumer,
                                           std::uint32_t route);

}  // namespace halogate::app

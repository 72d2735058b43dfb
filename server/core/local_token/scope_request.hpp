// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/expected.hpp"
#include "core/policy/permission_set.hpp"

namespace halogate::local_token {

/// What a client that asks for a token gets.
struct GrantedScope {
    std::optional<policy::PermissionSet> only;  ///< nothing: the whole policy
    std::string text;                           ///< for the answer's `scope`; never empty
};

/// `requested` is a list with blanks or commas between. Empty, or with `all` in it, it means the whole
/// policy: every Halo client asks for `all` by default. Scopes that open no route (`offline_access`,
/// `all:teams`, …) are passed over. Any other one must be held whole; the error is one sentence that names
/// the first that is not, and what is.
[[nodiscard]] Expected<GrantedScope, std::string> grant_scope(std::string_view requested,
                                                              const policy::PermissionSet& held);

}  // namespace halogate::local_token

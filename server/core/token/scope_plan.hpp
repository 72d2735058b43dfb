// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace halogate::token {

/// How many tokens there are.
enum class TokenMode : std::uint8_t {
    shared,  ///< one for all exchanges
    least,   ///< each exchange carries one that holds only the scope it needs
};

/// Which scopes the token of an exchange holds, by the permission that its call needs. A set of scopes is one
/// text with blanks between, as the token endpoint takes it. Pure; immutable.
class ScopePlan {
public:
    /// `scopes`: all that may be asked for, as configured or derived from the policy; not empty.
    ScopePlan(TokenMode mode, const std::vector<std::string>& scopes);

    [[nodiscard]] TokenMode mode() const noexcept { return mode_; }
    /// Every scope there is. In least mode it is for calls of which nobody knows what they need.
    [[nodiscard]] const std::string& shared() const noexcept { return shared_; }
    /// The set whose token is kept at hand from the start. In least mode it is the smallest, read:X of the
    /// first pair of scopes; a token without any scope would be refused everywhere.
    [[nodiscard]] const std::string& base() const noexcept { return base_; }

    /// For what policy::Decision::permission says: "read:tickets" needs that scope, "create:tickets",
    /// "update:tickets", "delete:tickets" and "edit:tickets" need edit:tickets, several need theirs together.
    /// Nothing asked ("", a look-up): the base, and all:teams where that is among the scopes, because it is
    /// the one scope that gates look-ups. `all`, or what is no permission: shared(). A scope that is not
    /// covered is replaced by read:X where that is, and otherwise the call gets shared().
    [[nodiscard]] std::string scopes_for(std::string_view permission) const;

    /// Each set that a call with one permission may need, that of look-ups first; shared() only where `all`
    /// may be held.
    [[nodiscard]] std::vector<std::string> sets() const;

private:
    [[nodiscard]] bool is_covered(std::string_view scope) const;

    TokenMode mode_;
    std::vector<std::string> scopes_;
    std::string shared_;
    std::string base_;
    std::string lookup_;
};

}  // namespace halogate::token

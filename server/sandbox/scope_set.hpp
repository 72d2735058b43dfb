// SPDX-License-Identifier: MIT
#pragma once

#include <set>
#include <string>
#include <string_view>

namespace halogate::sandbox {

/// Whether HaloPSA knows a scope of that name. `read:actions`, `read:users` and the like do not exist.
[[nodiscard]] bool scope_exists(std::string_view name) noexcept;

/// Scopes of an application or of a token.
class ScopeSet {
public:
    /// Names separated by blanks (RFC 6749, 3.3); commas are taken too, since clients send them.
    [[nodiscard]] static ScopeSet parsed(std::string_view text);
    /// Every scope there is.
    [[nodiscard]] static ScopeSet every();

    [[nodiscard]] bool empty() const noexcept { return names_.empty(); }
    [[nodiscard]] const std::set<std::string, std::less<>>& names() const noexcept { return names_; }
    [[nodiscard]] std::string text() const;

    /// May an application holding these ask for that scope? `all` covers the domains, but not `all:teams` nor
    /// the admin scopes; `edit:X` covers `read:X`.
    [[nodiscard]] bool covers(std::string_view scope) const;
    [[nodiscard]] bool may_read(std::string_view domain) const;
    [[nodiscard]] bool may_edit(std::string_view domain) const;

private:
    [[nodiscard]] bool holds(std::string_view scope) const { return names_.contains(scope); }
    [[nodiscard]] bool holds_all() const { return holds("all") || holds("all:standard"); }

    std::set<std::string, std::less<>> names_;
};

}  // namespace halogate::sandbox

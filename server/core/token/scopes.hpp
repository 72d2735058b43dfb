// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace halogate::token {

/// Whether a granted scope contains another: `edit:X` contains `read:X`, `all` contains everything but
/// `all:teams`. Scopes are case-sensitive (RFC 6749, 3.3).
[[nodiscard]] bool covers(std::string_view granted, std::string_view wanted) noexcept;

/// The requested scopes that nothing granted contains, each once, in the order requested. Both are lists with
/// blanks between, as in the token endpoint's `scope`. A grant that says nothing covers nothing: HaloPSA
/// leaves `scope` out of the answer when it hands out a token that is refused everywhere.
[[nodiscard]] std::vector<std::string> missing_scopes(std::string_view requested, std::string_view granted);

/// Cuts the next scope off a list with blanks between; nothing at its end.
[[nodiscard]] std::optional<std::string_view> next_scope(std::string_view& list) noexcept;

/// The X of read:X and edit:X, or of a permission; empty when there is no colon.
[[nodiscard]] std::string_view domain_of_scope(std::string_view scope) noexcept;

}  // namespace halogate::token

// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace halogate::token {

/// Whether it is the read:X or edit:X of a domain that HaloPSA has.
[[nodiscard]] bool is_pair_scope(std::string_view scope) noexcept;

/// The scopes of HaloPSA that anybody has seen: read:X and edit:X of each domain, then those that stand
/// alone.
[[nodiscard]] std::vector<std::string> known_scopes();
/// Names that people ask for and HaloPSA answers invalid_scope to, read:actions among them.
[[nodiscard]] std::vector<std::string> absent_scopes();

/// One order for lists that people compare: what stands alone, then edit:X, then read:X, the pairs in the
/// order of known_scopes. Each once.
[[nodiscard]] std::vector<std::string> in_usual_order(std::vector<std::string> scopes);

/// One clause about a name that HaloPSA is known not to have as a scope ("read:actions", "edit:site",
/// ":users"), with the domain that does gate these resources. Nothing for any other text.
[[nodiscard]] std::optional<std::string> absent_scope_remark(std::string_view scope);

/// What to ask instead of a scope that HaloPSA does not have; one clause for people, that of
/// absent_scope_remark or "no known scope is read:tikets; did you mean read:tickets?". Nothing for scopes
/// that are known to exist.
[[nodiscard]] std::optional<std::string> scope_remark(std::string_view scope);

}  // namespace halogate::token

// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace halogate::policy {

/// The domains for which HaloPSA has a pair of scopes, read:X and edit:X, those that most callers need first.
[[nodiscard]] std::span<const std::string_view> domains() noexcept;
[[nodiscard]] bool is_domain(std::string_view word) noexcept;

/// For words that look like a domain and are none ("actions", "sites", "users"): the domain that gates these
/// resources; empty when reading them needs no permission; nothing for any other word.
[[nodiscard]] std::optional<std::string_view> gate_of(std::string_view word) noexcept;

/// Why a scope that HaloPSA does have cannot be a permission; empty when `text` is no such scope.
[[nodiscard]] std::string_view reason_against_scope(std::string_view text) noexcept;

}  // namespace halogate::policy

// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string_view>

#include "core/policy/route.hpp"

namespace halogate::policy {

/// A resource with HaloPSA's usual paths, /api/X and /api/X/{id}.
struct ResourceRow {
    std::string_view resource;
    std::string_view collection_methods;  ///< of /api/X
    std::string_view element_methods;     ///< of /api/X/{id}
    std::string_view domain;              ///< gates GET; empty: nobody knows
    std::string_view writes;              ///< gates POST and DELETE; empty: nobody knows
    Ids ids = Ids::integer;
};

/// A path of its own, whose method does not tell what it does.
struct SingleRow {
    std::string_view method;
    std::string_view pattern;
    std::string_view domain;
    Action action;
};

/// A look-up that needs no permission.
struct FreeRow {
    std::string_view pattern;
};

/// A path that reaches further than any domain says.
struct PrivilegedRow {
    std::string_view method;
    std::string_view pattern;
};

[[nodiscard]] std::span<const ResourceRow> resource_rows() noexcept;
[[nodiscard]] std::span<const SingleRow> single_rows() noexcept;
[[nodiscard]] std::span<const FreeRow> free_rows() noexcept;
[[nodiscard]] std::span<const PrivilegedRow> privileged_rows() noexcept;

}  // namespace halogate::policy

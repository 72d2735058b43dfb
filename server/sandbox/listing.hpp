// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "sandbox/collection.hpp"
#include "sandbox/resource.hpp"
#include "sandbox/target.hpp"

namespace halogate::sandbox {

/// However many rows are asked for, a list holds no more. Nothing in the answer says that rows were left out.
inline constexpr std::uint64_t page_cap = 100;

/// GET on a collection. Understands pageinate, page_no, page_size, count, search, idonly, open_only, order,
/// orderdesc and any filter that is named like a member ending in `_id` (comma-joined ids).
[[nodiscard]] Json list_rows(const Resource& resource, const Collection& collection, const Query& query);

}  // namespace halogate::sandbox

// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace halogate::paging {

/// Whether `member` is what HaloPSA calls the rows of a list at this path, in any letter case: the plural of
/// a part of the path (`tickets` of /api/tickets), the end of it (`contracts` of /api/clientcontract), or one
/// of the names that follow no rule (`tickets` of /api/projects). A wrong guess would pass one page for a
/// whole list, so that an array of another name is never taken for rows. `folded_path` is in lower case.
[[nodiscard]] bool names_rows(std::string_view folded_path, std::string_view member);

}  // namespace halogate::paging

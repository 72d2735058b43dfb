// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>

#include "http/head.hpp"

namespace halogate::gateway {

class Call;

/// What a call asks about the pages of a list.
struct ListPaging {
    std::uint64_t page_size = 0;   ///< of each page, where `all`
    std::uint64_t asked_size = 0;  ///< the page size that was asked for, where less is sent; else 0
    bool all = false;              ///< the pages are to come as one list
    bool preferred = false;  ///< said by `Prefer: all-pages`: where that cannot be, the usual answer does
    bool added = false;      ///< paging was put into the query by us
};

/// Reads what the call's query says about pages, puts the query that is sent in its place, and notes the rest
/// in the call. Refuses what cannot be meant. After the policy has judged.
[[nodiscard]] std::optional<http::Refusal> read_list_paging(Call& call);

}  // namespace halogate::gateway

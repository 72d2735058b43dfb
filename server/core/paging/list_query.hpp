// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/expected.hpp"

namespace halogate::paging {

/// What the configuration says about lists.
struct Settings {
    std::uint64_t page_size = 100;  ///< the largest page that the tenant gives
    bool add = false;               ///< lists that are asked for without paging are asked for with it
};

/// What the caller's query asks, and the query that is sent in its place.
struct ListQuery {
    std::optional<std::string> query;  ///< nothing: as the caller wrote it
    bool all = false;                  ///< `halogate_all=true`, or preferred
    std::uint64_t page_size = 0;       ///< of each page, where `all`
    std::uint64_t asked_size = 0;      ///< the page size that was asked for, where less is sent; else 0
    bool is_paged = false;             ///< the query speaks of pages or of a number of rows
};

/// Who asks for all pages without saying it in the query (`Prefer: all-pages`).
enum class Preference : bool { none, all_pages };

/// Reads the query of a GET. Names count as the tenant reads them, in any letter case and with their escapes
/// decoded once. A `page_size` above the largest is replaced by that, each time it stands there, so that
/// whichever the tenant takes is within it; `halogate_all` never stays. Refused, with a sentence for the
/// caller: a size that is no plain number, a name that only some readers take for one of these, and, of all
/// pages, a `page_no` or a size that stands there twice. All else stays byte for byte.
[[nodiscard]] Expected<ListQuery, std::string> read_list_query(std::string_view query,
                                                               const Settings& settings,
                                                               Preference preference);

/// Whether `halogate_all` stands in the query, or may to a lenient reader: only a GET can mean it.
[[nodiscard]] bool asks_for_all(std::string_view query);

/// `query` without what says which page, for the two that follow.
[[nodiscard]] std::string without_paging(std::string_view query);
[[nodiscard]] std::string with_paging(std::string_view query, std::uint64_t page_size);
[[nodiscard]] std::string with_page(std::string_view query, std::uint64_t page_size, std::uint64_t page_no);

}  // namespace halogate::paging

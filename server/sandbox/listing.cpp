// SPDX-License-Identifier: MIT
#include "sandbox/listing.hpp"

#include <algorithm>
#include <vector>

#include "base/ascii.hpp"

namespace halogate::sandbox {

namespace {

using Picked = std::vector<const Json*>;

struct Page {
    std::uint64_t number = 1;
    std::uint64_t size = page_cap;
};

std::uint64_t number_or(const Query& query, std::string_view name, std::uint64_t otherwise) {
    const auto number = ascii::to_unsigned(query.value(name));
    return number && *number > 0 ? *number : otherwise;
}

/// count=true, as one client sends it, is no number and so says nothing.
Page page_of(const Query& query) {
    if (query.is_true("pageinate")) {
        return {number_or(query, "page_no", 1), std::min(number_or(query, "page_size", 50), page_cap)};
    }
    return {1, std::min(number_or(query, "count", number_or(query, "page_size", page_cap)), page_cap)};
}

bool contains_text(const Json& row, std::string_view lowered) {
    return std::any_of(row.begin(), row.end(), [lowered](const Json& value) {
        return value.is_string() &&
               ascii::lowered(value.get_ref<const std::string&>()).find(lowered) != std::string::npos;
    });
}

/// The member's value, as text, is one of the comma-joined `ids`.
bool is_one_of(const Json& value, std::string_view ids) {
    const std::string own = value.is_string() ? value.get<std::string>() : to_text(value);
    while (const auto id = ascii::next_element(ids)) {
        if (*id == own) return true;
    }
    return false;
}

bool passes_filters(const Json& row, const Query& query) {
    for (const auto& [name, value] : query.pairs()) {
        const std::string member = ascii::lowered(name);
        if (!member.ends_with("_id") || value.empty()) continue;
        const auto found = row.find(member);
        if (found != row.end() && !is_one_of(*found, value)) return false;
    }
    return true;
}

bool is_closed(const Json& row) {
    const auto closed = row.find("closed");
    return closed != row.end() && *closed == Json(true);
}

Picked pick(const Collection& collection, const Query& query) {
    const std::string search = ascii::lowered(query.value("search"));
    const bool open_only = query.is_true("open_only");
    Picked picked;
    for (const auto& [id, row] : collection.rows()) {
        if (!search.empty() && !contains_text(row, search)) continue;
        if (open_only && is_closed(row)) continue;
        if (passes_filters(row, query)) picked.push_back(&row);
    }
    return picked;
}

void sort_rows(Picked& rows, const Query& query) {
    const std::string member = ascii::lowered(query.value("order"));
    if (member.empty()) return;
    const bool descending = query.is_true("orderdesc");
    const auto value = [&member](const Json* row) { return row->contains(member) ? (*row)[member] : Json{}; };
    std::stable_sort(rows.begin(), rows.end(), [&](const Json* a, const Json* b) {
        return descending ? value(b) < value(a) : value(a) < value(b);
    });
}

Json as_array(const Picked& rows, std::size_t first, std::size_t count, bool ids_only) {
    Json array = Json::array();
    const std::size_t end = std::min(rows.size(), first + count);
    for (std::size_t i = first; i < end; ++i) {
        if (ids_only) {
            array.push_back(Json{{"id", (*rows[i])["id"]}});
        } else {
            array.push_back(*rows[i]);
        }
    }
    return array;
}

}  // namespace

Json list_rows(const Resource& resource, const Collection& collection, const Query& query) {
    Picked rows = pick(collection, query);
    sort_rows(rows, query);
    const bool ids_only = query.is_true("idonly");
    if (resource.listing == Listing::bare) return as_array(rows, 0, rows.size(), ids_only);

    const Page page = page_of(query);
    const std::uint64_t before = std::min<std::uint64_t>(page.number - 1, rows.size()) * page.size;
    const auto first = static_cast<std::size_t>(std::min<std::uint64_t>(before, rows.size()));
    Json envelope{{"page_no", page.number}, {"page_size", page.size}, {"record_count", rows.size()}};
    envelope[std::string{resource.key}] =
        as_array(rows, first, static_cast<std::size_t>(page.size), ids_only);
    if (resource.name == "Tickets") envelope["include_children"] = false;
    return envelope;
}

}  // namespace halogate::sandbox

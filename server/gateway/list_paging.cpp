// SPDX-License-Identifier: MIT
#include "gateway/list_paging.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "core/paging/list_query.hpp"
#include "gateway/call.hpp"

namespace halogate::gateway {

namespace {

/// "/api/Tickets": what lists the rows of a resource.
bool is_collection(std::string_view pattern) {
    return std::count(pattern.begin(), pattern.end(), '/') == 2 &&
           pattern.find('{') == std::string_view::npos;
}

http::Refusal refusal(std::string sentence) {
    return {ErrorCode::bad_request, std::move(sentence)};
}

}  // namespace

std::optional<http::Refusal> read_list_paging(Call& call) {
    using http::Method;
    const Method method = call.head().method;
    std::string& query = call.target.query;
    const bool is_get = method == Method::get;
    if (!is_get && !query.empty() && paging::asks_for_all(query))
        return refusal("`halogate_all` is for a GET of a list: leave it out here");
    if (!is_get && method != Method::head) return std::nullopt;

    const paging::Settings& settings = call.services.settings.paging;
    const bool preferred = is_get && call.head().fields.lists("Prefer", "all-pages");
    if (query.empty() && !preferred && !settings.add) return std::nullopt;
    auto list = paging::read_list_query(query, settings,
                                        preferred ? paging::Preference::all_pages : paging::Preference::none);
    if (!list) return refusal(std::move(list).error());

    const std::string_view pattern = call.services.policy.route_pattern(call.decision.route);
    // One row by its id is no list.
    const bool cannot_be = list->all && pattern.ends_with('}');
    if (cannot_be && !preferred)
        return refusal("`halogate_all` is for a list, and this path is one row: leave it out");
    if (cannot_be) return std::nullopt;
    if (list->query) query = *std::move(list->query);
    call.paging = {list->page_size, list->asked_size, list->all, list->all && preferred, false};
    if (settings.add && is_get && !list->all && !list->is_paged && is_collection(pattern)) {
        query = paging::with_paging(query, settings.page_size);
        call.paging.added = true;
    }
    return std::nullopt;
}

}  // namespace halogate::gateway

// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

#include "gateway/consumer_book.hpp"
#include "http/head.hpp"

namespace halogate::gateway {

/// A page in a browser must not reach the tenant through localhost. Host must be a name we serve, which a
/// page that rebinds its own name cannot fake (421); a page's request carries Origin or Sec-Fetch-Site, which
/// it cannot withhold (403). Nothing when the request may go on.
[[nodiscard]] std::optional<http::Refusal> refuse_browser(const ListenerProfile& listener,
                                                          const http::Fields& fields);

}  // namespace halogate::gateway

// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string_view>

#include "gateway/consumer_book.hpp"
#include "http/head.hpp"

namespace halogate::gateway {

/// The request's Origin, when it is one of those that the listener is configured to serve; compared byte for
/// byte, as browsers write it (RFC 6454, 6.2). A request with two is nobody's.
[[nodiscard]] std::optional<std::string_view> configured_origin(const ListenerProfile& listener,
                                                                const http::Fields& fields) noexcept;

/// A page in a browser must not reach the tenant through localhost. Host must be a name we serve, which a
/// page that rebinds its own name cannot fake (421); a page's request carries Origin or Sec-Fetch-Site, which
/// it cannot withhold (403, unless its origin is configured). Nothing when the request may go on.
[[nodiscard]] std::optional<http::Refusal> refuse_browser(const ListenerProfile& listener,
                                                          const http::Fields& fields);

/// A browser shows the answer as a page of its own, in no frame, because somebody followed a link or wrote
/// the address (Fetch Metadata): whichever page the link stands on, it cannot read what comes. Good only for
/// what changes nothing and says nothing about anybody.
[[nodiscard]] bool is_followed_link(const http::Fields& fields) noexcept;

}  // namespace halogate::gateway

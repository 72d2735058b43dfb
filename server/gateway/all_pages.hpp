// SPDX-License-Identifier: MIT
#pragma once

#include "gateway/call.hpp"

namespace halogate::gateway {

/// Answers a call that asks for all pages of a list with one JSON document: the first page's envelope, and in
/// it the rows of every page, each byte as the tenant sent it. Each page is an exchange of its own and takes
/// its turn like any other; for the first the caller's own wait counts, for those that follow the longest
/// wait there is, because a 429 can no longer be said. What is kept of a page is its envelope. A first page
/// that is no list is refused, or relayed as it is where the caller only prefers all pages. What goes wrong
/// after the head has gone out breaks off the connection, so that half a list never passes for a whole one.
[[nodiscard]] io::Task<void> send_all_pages(Call& call);

}  // namespace halogate::gateway

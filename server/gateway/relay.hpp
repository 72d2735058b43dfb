// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <string_view>

#include "gateway/call.hpp"
#include "upstream/connection.hpp"

namespace halogate::gateway {

/// Sends the tenant's answer on to the caller. `held` is the part of the body that was read before. As soon
/// as all of the answer has been read `on_whole` is called, once, and the connection not touched any more: a
/// caller that is slow to take a small answer holds up itself alone. Of a large one the next piece is read
/// when the last one has been written. An answer that breaks off after its head has gone out breaks off the
/// caller's connection, too: nothing else can tell. Returns whether the whole answer was read.
[[nodiscard]] io::Task<bool> relay_answer(Call& call, upstream::Connection& connection, std::string_view held,
                                          std::function<void()> on_whole);

}  // namespace halogate::gateway

// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include "gateway/call.hpp"
#include "upstream/connection.hpp"

namespace halogate::gateway {

/// Sends the tenant's answer on to the caller, piece by piece: the next piece is read when the last one has
/// been written. `held` is the part of the body that was read before. An answer that breaks off after its
/// head has gone out breaks off the caller's connection, too: nothing else can tell. Returns whether the
/// whole answer was read from the tenant, so that its connection may be used again.
[[nodiscard]] io::Task<bool> relay_answer(Call& call, upstream::Connection& connection,
                                          std::string_view held);

}  // namespace halogate::gateway

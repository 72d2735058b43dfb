// SPDX-License-Identifier: MIT
#pragma once

#include "gateway/call.hpp"

namespace halogate::gateway {

/// The life of a call, from a complete head to an answer, in this order: origin, consumer, path, route and
/// policy, body, then the tenant (queue, token, exchange, retry, relay). Every way through ends with an
/// answer sent or the caller gone; the session records the call afterwards.
[[nodiscard]] io::Task<void> run_pipeline(Call& call);

}  // namespace halogate::gateway

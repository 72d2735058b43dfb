// SPDX-License-Identifier: MIT
#pragma once

#include "gateway/call.hpp"

namespace halogate::gateway {

/// Waits until there is a token that may be sent now. True: call.token->usable() is there until the
/// coroutine suspends. False: the caller has its answer, which says what the tenant said, or is gone.
[[nodiscard]] io::Task<bool> wait_for_token(Call& call);

}  // namespace halogate::gateway

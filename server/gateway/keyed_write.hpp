// SPDX-License-Identifier: MIT
#pragma once

#include "gateway/call.hpp"

namespace halogate::gateway {

/// Whether a judged call is a POST with an Idempotency-Key.
[[nodiscard]] bool has_idempotency_key(const Call& call);

/// Answers such a call so that its key is sent to the tenant once: with the first request's answer where
/// there is one, waiting for it while that is under way. Ends as Forward::run does.
[[nodiscard]] io::Task<void> write_once(Call& call);

}  // namespace halogate::gateway

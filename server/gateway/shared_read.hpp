// SPDX-License-Identifier: MIT
#pragma once

#include "gateway/call.hpp"

namespace halogate::gateway {

/// Whether a judged call is a read that may share an exchange, or be answered from the cache: a GET of a
/// route that the catalogue knows to read and to reach no further than its domain.
[[nodiscard]] bool may_share(const Call& call);

/// Answers such a call: from the cache, or with the answer of an identical read that is under way, or by an
/// exchange of its own that others may follow. Ends as Forward::run does.
[[nodiscard]] io::Task<void> share_read(Call& call);

}  // namespace halogate::gateway

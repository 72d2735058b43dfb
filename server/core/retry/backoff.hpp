// SPDX-License-Identifier: MIT
#pragma once

#include "base/clock.hpp"
#include "base/random.hpp"

namespace halogate::retry {

/// Exponential back-off: the first pause is drawn below `base`, each further one below twice the last bound,
/// and none is longer than `cap`.
struct Backoff {
    Duration base{};
    Duration cap{};

    /// The longest pause after the failure number `failures` (from 1): base·2^(failures-1), at most `cap`,
    /// never negative, without overflow for any number.
    [[nodiscard]] Duration ceiling(unsigned failures) const noexcept;
    /// Full jitter: uniform between nothing and the ceiling, so that callers which failed together do not
    /// come back together.
    [[nodiscard]] Duration full_jitter(unsigned failures, Random& random) const;
};

}  // namespace halogate::retry

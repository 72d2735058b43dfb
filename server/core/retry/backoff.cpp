// SPDX-License-Identifier: MIT
#include "core/retry/backoff.hpp"

#include <algorithm>

namespace halogate::retry {

Duration Backoff::ceiling(unsigned failures) const noexcept {
    const Duration bound = std::max(cap, Duration::zero());
    Duration pause = std::clamp(base, Duration::zero(), bound);
    for (unsigned i = 1; i < failures; ++i) {
        if (pause > bound / 2) return bound;
        if (pause == Duration::zero()) return pause;
        pause *= 2;
    }
    return pause;
}

Duration Backoff::full_jitter(unsigned failures, Random& random) const {
    return random.between(Duration::zero(), ceiling(failures));
}

}  // namespace halogate::retry

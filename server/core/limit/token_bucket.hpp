// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

#include "base/clock.hpp"
#include "core/limit/limits.hpp"

namespace halogate::limit {

/// Permits refill steadily up to a burst. Kept as one point in time, at which the bucket is full again (the
/// generic cell rate algorithm), so that nothing is lost to rounding and a promised time is kept to the
/// nanosecond.
class TokenBucket {
public:
    /// A new bucket is full. Throws std::invalid_argument unless the rate is above 0 and the burst at
    /// least 1.
    explicit TokenBucket(BucketShape shape);

    /// Another shape from now on; what is missing stays missing. Throws as the constructor does.
    void reshape(BucketShape shape, TimePoint now);

    [[nodiscard]] bool take(TimePoint now) noexcept;
    /// What was taken was not used.
    void give_back() noexcept { full_at_ -= interval_; }
    /// When the (ahead + 1)-th further permit can be had; `now` when it is there.
    [[nodiscard]] TimePoint next_permit(std::size_t ahead, TimePoint now) const noexcept;

private:
    Duration interval_;   ///< one permit refills in this
    Duration tolerance_;  ///< full_at_ may lie this far ahead when a permit is taken
    TimePoint full_at_ = TimePoint{} - std::chrono::hours{24 * 365};  ///< long ago
};

}  // namespace halogate::limit

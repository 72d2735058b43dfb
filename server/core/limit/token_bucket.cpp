// SPDX-License-Identifier: MIT
#include "core/limit/token_bucket.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace halogate::limit {

namespace {

Duration whole_nanoseconds(double seconds) {
    constexpr double longest = 86'400.0 * 365;
    return Duration{static_cast<Duration::rep>(std::ceil(std::min(seconds, longest) * 1e9))};
}

}  // namespace

TokenBucket::TokenBucket(BucketShape shape) {
    const bool valid = shape.permits_per_second > 0 && shape.burst >= 1;  // false for NaN as well
    if (!valid) throw std::invalid_argument{"a bucket needs a rate above 0 and a burst of at least 1"};
    interval_ = whole_nanoseconds(1.0 / shape.permits_per_second);
    // From the rounded interval, so that a full bucket gives its whole burst.
    tolerance_ = whole_nanoseconds((shape.burst - 1.0) * std::chrono::duration<double>{interval_}.count());
}

void TokenBucket::reshape(BucketShape shape, TimePoint now) {
    const Duration refills_in = full_at_ > now ? full_at_ - now : Duration::zero();
    const double missing = static_cast<double>(refills_in.count()) / static_cast<double>(interval_.count());
    *this = TokenBucket{shape};
    if (refills_in > Duration::zero())
        full_at_ = now + whole_nanoseconds(missing * std::chrono::duration<double>{interval_}.count());
}

bool TokenBucket::take(TimePoint now) noexcept {
    const TimePoint full_at = std::max(full_at_, now);
    if (full_at - tolerance_ > now) return false;
    full_at_ = full_at + interval_;
    return true;
}

TimePoint TokenBucket::next_permit(std::size_t ahead, TimePoint now) const noexcept {
    const TimePoint full_at = std::max(full_at_, now);
    const auto countable = static_cast<std::size_t>((TimePoint::max() - full_at) / interval_);
    if (ahead > countable) return TimePoint::max();
    return std::max(now, full_at + static_cast<Duration::rep>(ahead) * interval_ - tolerance_);
}

}  // namespace halogate::limit

// SPDX-License-Identifier: MIT
#include "core/limit/observed_limit.hpp"

#include <algorithm>

namespace halogate::limit {

namespace {

/// Fewer may be what one route allows, or a tenant that is busy for a moment.
constexpr std::size_t convincing = 50;

}  // namespace

void ObservedLimit::throttled(Pauses::Width width, std::size_t in_flight, TimePoint now) {
    throttled_at_.push_back(now);
    if (!watching_) {
        watching_ = true;
        width_ = width;
        since_ = now;
        still_in_flight_ = in_flight;
        taken_ = 0;
    }
    if (width == Pauses::Width::tenant) width_ = width;
}

std::optional<std::size_t> ObservedLimit::ended(TimePoint started, std::size_t held, const WindowShape& shape,
                                                TimePoint now) {
    while (!throttled_at_.empty() && throttled_at_.front() + shape.per <= now) throttled_at_.pop_front();
    if (!watching_) return std::nullopt;
    taken_ = std::max(taken_, taken(held));
    if (started <= since_ && still_in_flight_ > 0) --still_in_flight_;
    if (still_in_flight_ > 0) return std::nullopt;
    watching_ = false;
    return conclude(shape);
}

std::size_t ObservedLimit::taken(std::size_t held) const noexcept {
    return held - std::min(held, throttled_at_.size());
}

bool ObservedLimit::is_low(std::size_t requests) const noexcept {
    return window_ == Window::upper_bound ? taken_ < convincing : taken_ * 2 < requests;
}

std::optional<std::size_t> ObservedLimit::conclude(const WindowShape& shape) {
    const std::size_t before = previous_;
    previous_ = taken_;
    if (taken_ >= shape.requests) return std::nullopt;
    const bool wide = width_ == Pauses::Width::tenant;
    const bool low = is_low(shape.requests);
    if (wide && !low) return taken_;
    const bool too_low = window_ == Window::known && taken_ * 10 < shape.requests;
    const bool enough = !low || (wide && !too_low);
    const std::size_t difference = taken_ > before ? taken_ - before : before - taken_;
    const bool agrees = before > 0 && difference * 10 <= before;
    return enough && agrees ? std::optional{taken_} : std::nullopt;
}

}  // namespace halogate::limit

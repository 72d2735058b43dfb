// SPDX-License-Identifier: MIT
#include "core/limit/rolling_window.hpp"

#include <algorithm>
#include <stdexcept>

namespace halogate::limit {

namespace {

constexpr std::size_t first_ring_size = 64;

/// With only `requests` at a time, a window that allows k times as many needs only a k-th of its length.
Duration per_for(const WindowShape& window, std::size_t requests) {
    const auto times = static_cast<Duration::rep>(window.requests / requests);
    return (window.per + Duration{times - 1}) / times;
}

}  // namespace

WindowShape obeying_both(const WindowShape& a, const WindowShape& b) {
    const std::size_t requests = std::min(a.requests, b.requests);
    if (requests == 0) return a.requests == 0 ? b : a;
    return {requests, std::max(per_for(a, requests), per_for(b, requests))};
}

RollingWindow::RollingWindow(WindowShape shape) : shape_{shape}, ends_(first_ring_size) {
    if (shape.requests == 0 || shape.per <= Duration::zero()) {
        throw std::invalid_argument{"a rolling window needs at least one request and a length"};
    }
}

void RollingWindow::reshape(WindowShape shape, TimePoint now) {
    shape_ = shape;
    first_held_ = oldest_kept();
    first_held_ = first_held_at(now);
}

void RollingWindow::start(TimePoint now) {
    first_held_ = first_held_at(now);
    ++in_flight_;
}

void RollingWindow::end(TimePoint now) {
    --in_flight_;
    latest_ = std::max(latest_, now);
    first_held_ = first_held_at(latest_);
    if (next_end_ - first_held_ == ends_.size()) grow();
    ends_[next_end_ & (ends_.size() - 1)] = latest_;
    ++next_end_;
}

std::size_t RollingWindow::held(TimePoint now) const noexcept {
    return next_end_ - first_held_at(now);
}

std::size_t RollingWindow::remaining(TimePoint now) const noexcept {
    const std::size_t used = in_use(now);
    return used < shape_.requests ? shape_.requests - used : 0;
}

std::optional<TimePoint> RollingWindow::next_return(TimePoint now) const noexcept {
    const std::uint64_t first = first_held_at(now);
    if (first == next_end_) return std::nullopt;
    return end_of(first) + shape_.per;
}

std::vector<std::size_t> RollingWindow::returns(std::size_t parts, TimePoint now) const {
    std::vector<std::size_t> result(parts);
    if (parts == 0) return result;
    const Duration part = std::max(shape_.per / static_cast<Duration::rep>(parts), Duration{1});
    for (std::uint64_t number = first_held_at(now); number < next_end_; ++number) {
        const Duration left = end_of(number) + shape_.per - now;
        ++result[std::min(parts - 1, static_cast<std::size_t>(left / part))];
    }
    return result;
}

TimePoint RollingWindow::next_permit(const Question& question, TimePoint now) const noexcept {
    // The permits given before also return `per` later at the soonest, so all repeats in rounds of `usable`.
    const std::size_t round = usable(question.withheld);
    const auto rounds = static_cast<Duration::rep>(question.ahead / round);
    const std::size_t returns = returns_needed(question.ahead % round, question.withheld, now);
    TimePoint first = now;
    if (returns > 0) {
        const std::uint64_t number = first_held_at(now) + returns - 1;
        first = number < next_end_ ? end_of(number) + shape_.per : now + shape_.per;
    }
    return std::max(first, question.not_before) + rounds * shape_.per;
}

std::optional<TimePoint> RollingWindow::known_permit(std::size_t withheld, TimePoint now) const noexcept {
    const std::size_t returns = returns_needed(0, withheld, now);
    if (returns == 0) return now;
    const std::uint64_t number = first_held_at(now) + returns - 1;
    if (number >= next_end_) return std::nullopt;
    return end_of(number) + shape_.per;
}

std::size_t RollingWindow::usable(std::size_t withheld) const noexcept {
    return withheld < shape_.requests ? shape_.requests - withheld : 1;
}

std::size_t RollingWindow::returns_needed(std::size_t place, std::size_t withheld,
                                          TimePoint now) const noexcept {
    const std::size_t wanted = in_use(now) + place + 1;
    const std::size_t allowed = usable(withheld);
    return wanted > allowed ? wanted - allowed : 0;
}

std::uint64_t RollingWindow::oldest_kept() const noexcept {
    return next_end_ > ends_.size() ? next_end_ - ends_.size() : 0;
}

std::uint64_t RollingWindow::first_held_at(TimePoint now) const noexcept {
    const auto returned = [&](std::uint64_t number) { return end_of(number) + shape_.per <= now; };
    if (first_held_ == next_end_ || !returned(first_held_)) return first_held_;
    std::uint64_t low = first_held_ + 1;
    std::uint64_t high = next_end_;
    while (low < high) {
        const std::uint64_t middle = low + (high - low) / 2;
        if (returned(middle)) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

void RollingWindow::grow() {
    std::vector<TimePoint> larger(ends_.size() * 2);
    for (std::uint64_t number = oldest_kept(); number < next_end_; ++number) {
        larger[number & (larger.size() - 1)] = end_of(number);
    }
    ends_ = std::move(larger);
}

}  // namespace halogate::limit

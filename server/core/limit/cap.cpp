// SPDX-License-Identifier: MIT
#include "core/limit/cap.hpp"

#include <algorithm>
#include <stdexcept>

namespace halogate::limit {

Cap::Cap(CapShape shape) {
    reshape(shape);
}

void Cap::reshape(CapShape shape) {
    if (shape.most == 0 || shape.per <= Duration::zero()) {
        throw std::invalid_argument{"a cap needs at least one element and a length"};
    }
    shape_ = shape;
}

std::size_t Cap::used(TimePoint now) {
    forget_lapsed(now);
    return used_;
}

std::optional<TimePoint> Cap::when(std::size_t amount, TimePoint now) {
    if (amount > shape_.most) return std::nullopt;
    forget_lapsed(now);
    std::size_t left = used_;
    TimePoint at = now;
    for (auto entry = entries_.begin(); left + amount > shape_.most; ++entry) {
        left -= entry->amount;
        if (entry->amount > 0) at = entry->at + shape_.per;
    }
    return at;
}

Cap::Ticket Cap::take(std::size_t amount, TimePoint now) {
    forget_lapsed(now);
    entries_.push_back({latest_, amount});
    used_ += amount;
    return first_ + entries_.size() - 1;
}

void Cap::give_back(Ticket ticket) noexcept {
    if (ticket < first_ || ticket - first_ >= entries_.size()) return;
    std::size_t& amount = entries_[ticket - first_].amount;
    used_ -= amount;
    amount = 0;
    while (!entries_.empty() && entries_.back().amount == 0) entries_.pop_back();
}

void Cap::forget_lapsed(TimePoint now) {
    latest_ = std::max(latest_, now);
    while (!entries_.empty() && entries_.front().at + shape_.per <= latest_) {
        used_ -= entries_.front().amount;
        entries_.pop_front();
        ++first_;
    }
}

}  // namespace halogate::limit

// SPDX-License-Identifier: MIT
#include "core/limit/pause.hpp"

#include <algorithm>

namespace halogate::limit {

namespace {

constexpr Duration first_step = std::chrono::seconds{1};
constexpr Duration longest_step = std::chrono::seconds{60};

}  // namespace

Pause::Gate Pause::gate(TimePoint now) const noexcept {
    if (!ordered_) return Gate::open;
    if (probe_out_) return Gate::probe_out;
    return now < until_ ? Gate::closed : Gate::probe_due;
}

bool Pause::binding(TimePoint now) const noexcept {
    return ordered_ && (probe_out_ || now < until_);
}

Duration Pause::left(TimePoint now) const noexcept {
    return gate(now) == Gate::closed ? until_ - now : Duration::zero();
}

void Pause::order(Duration asked, TimePoint now) noexcept {
    ordered_ = true;
    ordered_at_ = now;
    until_ = now + asked;
}

void Pause::wait_for_window(TimePoint opens, TimePoint exchange_started, TimePoint now) noexcept {
    if (answers_an_older_start(exchange_started)) return;
    const TimePoint soonest = ordered_ ? now + next_step() : now;
    ordered_ = true;
    ordered_at_ = now;
    until_ = std::max(opens, soonest);
}

void Pause::back_off(TimePoint exchange_started, TimePoint now) noexcept {
    if (answers_an_older_start(exchange_started)) return;
    ordered_ = true;
    ordered_at_ = now;
    until_ = now + next_step();
}

bool Pause::answers_an_older_start(TimePoint exchange_started) const noexcept {
    // A burst that runs into the limit brings many 429s; all but the first are about starts that the pause
    // would have prevented, and say nothing about whether it was long enough.
    return ordered_ && exchange_started < ordered_at_;
}

Duration Pause::next_step() noexcept {
    step_ = step_ == Duration::zero() ? first_step : std::min(step_ * 2, longest_step);
    return step_;
}

}  // namespace halogate::limit

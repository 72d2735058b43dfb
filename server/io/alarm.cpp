// SPDX-License-Identifier: MIT
#include "io/alarm.hpp"

#include <utility>

namespace halogate::io {

void AlarmClock::ring_due(TimePoint now) {
    while (!queue_.empty() && queue_.begin()->first <= now) {
        Alarm& alarm = *queue_.begin()->second;
        queue_.erase(queue_.begin());
        alarm.place_.reset();
        if (!alarm.due_) continue;
        if (*alarm.due_ > now) {
            alarm.enqueue(*alarm.due_);
            continue;
        }
        alarm.due_.reset();
        alarm.on_due_();
    }
}

void AlarmClock::ring_all() {
    const TimePoint at = now();
    for (const auto& [place, alarm] : std::exchange(queue_, {})) {
        alarm->place_.reset();
        if (alarm->due_) alarm->due_ = at;
        if (alarm->due_) alarm->enqueue(at);
    }
    ring_due(at);
}

std::optional<TimePoint> AlarmClock::first_due() const {
    if (queue_.empty()) return std::nullopt;
    return queue_.begin()->first;
}

Alarm::~Alarm() {
    if (place_) clock_.queue_.erase(*place_);
}

void Alarm::set(TimePoint due) {
    due_ = due;
    if (place_ && (*place_)->first <= due) return;
    if (place_) clock_.queue_.erase(*place_);
    place_.reset();
    enqueue(due);
}

void Alarm::enqueue(TimePoint at) {
    const bool is_first = clock_.queue_.empty() || at < clock_.queue_.begin()->first;
    place_ = clock_.queue_.emplace(at, this);
    if (is_first) clock_.arm(at);
}

}  // namespace halogate::io

// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <optional>

#include "io/alarm.hpp"

namespace halogate::test {

/// Time that stands still until a test moves it. Serves rules, alarms and calendar alike.
class FakeAlarmClock final : public io::AlarmClock {
public:
    [[nodiscard]] TimePoint now() const override { return now_; }

    /// Rings on the way everything that is due, each at its own time.
    void advance(Duration by) {
        const TimePoint end = now_ + by;
        for (auto due = first_due(); due && *due <= end; due = first_due()) {
            now_ = std::max(now_, *due);
            ring_due(now_);
        }
        now_ = end;
    }
    /// The reactor was busy: everything that became due rings at the end only.
    void advance_late(Duration by) {
        now_ += by;
        ring_due(now_);
    }
    [[nodiscard]] unsigned armed() const noexcept { return armed_; }

private:
    void arm(TimePoint) override { ++armed_; }

    TimePoint now_{std::chrono::hours{1}};
    unsigned armed_ = 0;
};

class FakeClock final : public Clock {
public:
    explicit FakeClock(const FakeAlarmClock& alarms) : alarms_{alarms} {}
    [[nodiscard]] TimePoint now() const override { return alarms_.now(); }
    [[nodiscard]] WallTime wall_now() const override {
        return WallTime{
            std::chrono::duration_cast<std::chrono::milliseconds>(alarms_.now().time_since_epoch())};
    }

private:
    const FakeAlarmClock& alarms_;
};

}  // namespace halogate::test

// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <map>
#include <optional>

#include "base/clock.hpp"

namespace halogate::io {

class Alarm;

/// Keeps all alarms of the reactor behind one timer of the operating system. Knows no Asio: a real clock arms
/// a timer, a test's clock is moved by hand. Outlives its alarms. Used on the reactor thread only.
class AlarmClock {
public:
    virtual ~AlarmClock() = default;
    [[nodiscard]] virtual TimePoint now() const = 0;

    /// Whoever waits for a time is told that it has come: how a program that must end now gets there without
    /// cutting off a coroutine. Alarms that are set meanwhile wait for their time.
    void ring_all();

protected:
    /// Calls what is due, alarm by alarm; an alarm may set, clear or destroy any alarm meanwhile.
    void ring_due(TimePoint now);
    [[nodiscard]] std::optional<TimePoint> first_due() const;

private:
    friend class Alarm;
    using Queue = std::multimap<TimePoint, Alarm*>;

    /// The earliest alarm has become earlier than before.
    virtual void arm(TimePoint due) = 0;

    Queue queue_;
};

/// Calls back once, at or after the time it is set to. Setting it later than before is one store: the place
/// in the queue is corrected when it comes up, so that a deadline can be moved with each I/O at no cost.
class Alarm {
public:
    Alarm(AlarmClock& clock, std::function<void()> on_due) : clock_{clock}, on_due_{std::move(on_due)} {}
    ~Alarm();
    Alarm(const Alarm&) = delete;
    Alarm& operator=(const Alarm&) = delete;

    void set(TimePoint due);
    void clear() noexcept { due_.reset(); }
    [[nodiscard]] bool is_set() const noexcept { return due_.has_value(); }

private:
    friend class AlarmClock;

    void enqueue(TimePoint at);

    AlarmClock& clock_;
    std::function<void()> on_due_;
    std::optional<TimePoint> due_;
    std::optional<AlarmClock::Queue::iterator> place_;
};

}  // namespace halogate::io

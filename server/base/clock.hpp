// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>

namespace halogate {

/// Time since boot, running on while the machine sleeps (CLOCK_BOOTTIME): a laptop that slept must not send a
/// token that expired meanwhile. It has no now() of its own: rules are told the time, as their last argument.
struct BootClock {
    using duration = std::chrono::nanoseconds;
    using rep = duration::rep;
    using period = duration::period;
    using time_point = std::chrono::time_point<BootClock>;
    static constexpr bool is_steady = true;
};

using Duration = BootClock::duration;
using TimePoint = BootClock::time_point;
/// Calendar time in UTC, for dates in headers and logs only; never for measuring how long something took.
using WallTime = std::chrono::sys_time<std::chrono::milliseconds>;

/// Where the async shell reads the time. Rules never see it.
class Clock {
public:
    virtual ~Clock() = default;
    [[nodiscard]] virtual TimePoint now() const = 0;
    [[nodiscard]] virtual WallTime wall_now() const = 0;
};

/// The one place that asks the operating system.
class SystemClock final : public Clock {
public:
    [[nodiscard]] TimePoint now() const override;
    [[nodiscard]] WallTime wall_now() const override;
};

}  // namespace halogate

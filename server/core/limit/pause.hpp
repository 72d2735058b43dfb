// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "base/clock.hpp"

namespace halogate::limit {

/// What a 429 orders: nobody starts before a point in time, and then one probe before all the others. When
/// nothing is said about how long, it backs off from 1 s, doubling up to 60 s, until a probe passes.
class Pause {
public:
    enum class Gate : std::uint8_t {
        open,       ///< no pause
        closed,     ///< nobody starts before until()
        probe_due,  ///< one may start, as the probe
        probe_out,  ///< nobody starts before the probe has ended
    };
    [[nodiscard]] Gate gate(TimePoint now) const noexcept;
    /// Whether the order still binds: its time has not come, or its probe is out.
    [[nodiscard]] bool binding(TimePoint now) const noexcept;
    [[nodiscard]] TimePoint until() const noexcept { return until_; }
    /// 0 unless the gate is closed.
    [[nodiscard]] Duration left(TimePoint now) const noexcept;

    /// The tenant said how long. The newest answer counts, be it longer or shorter than the last.
    void order(Duration asked, TimePoint now) noexcept;
    /// It said nothing, but our own window is used up and knows when it opens. A probe that failed
    /// nevertheless backs off as well, so that a window which opens every moment does not send probe after
    /// probe.
    void wait_for_window(TimePoint opens, TimePoint exchange_started, TimePoint now) noexcept;
    /// It said nothing, and nothing is known.
    void back_off(TimePoint exchange_started, TimePoint now) noexcept;

    void probe_started() noexcept { probe_out_ = true; }
    /// The probe was never sent or throttled: another is due.
    void probe_failed() noexcept { probe_out_ = false; }
    /// Everybody goes; the next pause starts from the shortest again.
    void probe_passed() noexcept { *this = Pause{}; }

private:
    [[nodiscard]] bool answers_an_older_start(TimePoint exchange_started) const noexcept;
    [[nodiscard]] Duration next_step() noexcept;

    bool ordered_ = false;
    bool probe_out_ = false;
    TimePoint until_{};
    TimePoint ordered_at_{};
    Duration step_{};
};

}  // namespace halogate::limit

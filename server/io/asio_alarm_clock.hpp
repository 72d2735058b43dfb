// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/basic_waitable_timer.hpp>

#include "base/clock.hpp"
#include "io/alarm.hpp"
#include "io/poller.hpp"
#include "io/task.hpp"

namespace halogate::io {

/// The alarms of one io_context. Must outlive the run of the context's handlers, or be stopped before.
class AsioAlarmClock final : public AlarmClock {
public:
    AsioAlarmClock(boost::asio::io_context& context, const Clock& clock);

    /// Does not move while one event of a socket is handled: a relayed request asks some 25 times, in two
    /// events of a few microseconds each, and each time would cost 30 ns.
    [[nodiscard]] TimePoint now() const override;

private:
    using Timer =
        boost::asio::basic_waitable_timer<std::chrono::steady_clock,
                                          boost::asio::wait_traits<std::chrono::steady_clock>, Executor>;

    void arm(TimePoint due) override;
    void ring();

    const Clock& clock_;
    const Poller& poller_;
    Timer timer_;
    mutable std::uint64_t seen_in_ = 0;  ///< the poller's turn in which the clock was read last
    mutable TimePoint seen_{};
};

}  // namespace halogate::io

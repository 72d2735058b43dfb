// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/basic_waitable_timer.hpp>

#include "base/clock.hpp"
#include "io/alarm.hpp"
#include "io/task.hpp"

namespace halogate::io {

/// The alarms of one io_context. Must outlive the run of the context's handlers, or be stopped before.
class AsioAlarmClock final : public AlarmClock {
public:
    AsioAlarmClock(boost::asio::io_context& context, const Clock& clock);

    [[nodiscard]] TimePoint now() const override { return clock_.now(); }

private:
    using Timer =
        boost::asio::basic_waitable_timer<std::chrono::steady_clock,
                                          boost::asio::wait_traits<std::chrono::steady_clock>, Executor>;

    void arm(TimePoint due) override;
    void ring();

    const Clock& clock_;
    Timer timer_;
};

}  // namespace halogate::io

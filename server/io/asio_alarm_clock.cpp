// SPDX-License-Identifier: MIT
#include "io/asio_alarm_clock.hpp"

#include <algorithm>
#include <exception>

namespace halogate::io {

AsioAlarmClock::AsioAlarmClock(boost::asio::io_context& context, const Clock& clock)
    : clock_{clock}, poller_{boost::asio::use_service<Poller>(context)}, timer_{context.get_executor()} {}

TimePoint AsioAlarmClock::now() const {
    const std::uint64_t turn = poller_.turn();
    if (turn != 0 && turn == seen_in_) return seen_;
    seen_ = clock_.now();
    seen_in_ = turn;
    return seen_;
}

void AsioAlarmClock::arm(TimePoint due) {
    const Duration wait = std::max(Duration::zero(), due - clock_.now());
    timer_.expires_after(std::chrono::duration_cast<std::chrono::steady_clock::duration>(wait));
    timer_.async_wait([this](const boost::system::error_code& error) {
        // A wait that was replaced by an earlier one, or that outlived the clock, ends with an error.
        if (!error) ring();
    });
}

void AsioAlarmClock::ring() {
    // A callback that throws must not silence the alarms of everybody else.
    std::exception_ptr failure;
    try {
        ring_due(clock_.now());
    } catch (...) {
        failure = std::current_exception();
    }
    if (const auto next = first_due()) arm(*next);
    if (failure) std::rethrow_exception(failure);
}

}  // namespace halogate::io

// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/io_context.hpp>
#include <exception>

#include "io/task_group.hpp"
#include "support/fake_alarm_clock.hpp"

namespace halogate::test {

/// A reactor on virtual time: tasks run as far as they can, then the test moves the clock.
struct Reactor {
    boost::asio::io_context context{1};
    FakeAlarmClock clock;
    FakeClock time{clock};
    io::TaskGroup tasks{context.get_executor(),
                        [](const std::exception_ptr& error) { std::rethrow_exception(error); }};

    [[nodiscard]] io::Executor executor() { return context.get_executor(); }

    /// Runs until nothing more can happen without time passing.
    void settle() {
        context.restart();
        context.poll();
    }
    void advance(Duration by) {
        settle();
        clock.advance(by);
        settle();
    }
};

}  // namespace halogate::test

// SPDX-License-Identifier: MIT
#include "gateway/answer_listener.hpp"

namespace halogate::gateway {

io::Task<void> AnswerListener::listen() {
    if (stopped_) co_return;
    // Until the body is sent there is no hurry; finish() sets the limit.
    status_ = co_await connection_.read_head(TimePoint::max());
    heard_ = true;
    connection_.interrupt();
    call_.caller.interrupt();
}

void AnswerListener::stop() {
    stopped_ = true;
    connection_.interrupt();
}

io::Task<upstream::ReadStatus> AnswerListener::finish(TimePoint deadline) {
    io::Alarm alarm{call_.services.alarms, [this] { stop(); }};
    if (deadline > call_.now()) {
        alarm.set(deadline);
    } else if (!heard_) {
        stop();
    }
    co_await companion_.join();
    co_return status_;
}

}  // namespace halogate::gateway

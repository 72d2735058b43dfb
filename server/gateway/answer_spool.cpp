// SPDX-License-Identifier: MIT
#include "gateway/answer_spool.hpp"

#include <utility>

namespace halogate::gateway {

void AnswerSpool::put(std::string_view bytes) {
    if (failed_) return;
    waiting_ += bytes;
    bytes_.set(waiting_.size() + leaving_.size());
    wake(for_bytes_);
}

io::Task<bool> AnswerSpool::wait_for_room() {
    while (!failed_ && bytes_.is_full()) {
        for_room_.emplace(call_.services.executor);
        co_await for_room_->wait();
        for_room_.reset();
    }
    co_return !failed_;
}

io::Task<bool> AnswerSpool::finish() {
    complete_ = true;
    wake(for_bytes_);
    co_await companion_.join();
    co_return !failed_;
}

io::Task<void> AnswerSpool::write_out() {
    for (;;) {
        while (waiting_.empty() && !complete_) {
            for_bytes_.emplace(call_.services.executor);
            co_await for_bytes_->wait();
            for_bytes_.reset();
        }
        if (waiting_.empty()) co_return;
        leaving_.swap(waiting_);
        const TimePoint deadline = call_.after(call_.services.settings.body_timeout);
        const io::WriteResult sent = co_await call_.caller.write_all(leaving_, io::no_second_piece, deadline);
        leaving_.clear();
        failed_ = sent.error != io::IoError::none;
        if (failed_) waiting_.clear();
        bytes_.set(waiting_.size());
        wake(for_room_);
        if (!failed_) continue;
        on_failure_();
        co_return;
    }
}

}  // namespace halogate::gateway

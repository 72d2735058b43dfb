// SPDX-License-Identifier: MIT
#include "gateway/session.hpp"

#include <fmt/format.h>

#include <utility>
#include <vector>

#include "gateway/own_answer.hpp"
#include "gateway/pipeline.hpp"
#include "gateway/trace_fields.hpp"
#include "gateway/written_ids.hpp"

namespace halogate::gateway {

namespace {

constexpr Duration longest_linger = std::chrono::seconds{2};
/// A client that sends all of a large body before it reads must get to the end of it to see why it was
/// refused.
constexpr std::size_t most_lingering_bytes = std::size_t{64} * 1024 * 1024;

/// The call that a session is known to have in hand.
class InHand {
public:
    InHand(Call*& place, Call& call) : place_{place} { place_ = &call; }
    ~InHand() { place_ = nullptr; }
    InHand(const InHand&) = delete;
    InHand& operator=(const InHand&) = delete;

private:
    Call*& place_;
};

/// The views of the last head point into memory that is gone: a refusal of the next one must not find them.
void forget(http::RequestHead& head) noexcept {
    head.method = http::Method::other;
    head.method_name = head.target = {};
    head.fields.clear();
    head.body = {};
}

}  // namespace

Session::Session(std::shared_ptr<const Entrance> entrance, std::unique_ptr<io::ByteStream> caller)
    : entrance_{std::move(entrance)},
      caller_{std::move(caller)},
      head_limits_{in_force().settings.head_limits},
      reader_{head_limits_} {}

void Session::reset_reader() {
    const http::HeadLimits& wanted = in_force().settings.head_limits;
    const bool same = wanted.head_bytes == head_limits_.head_bytes && wanted.fields == head_limits_.fields &&
                      wanted.target_bytes == head_limits_.target_bytes;
    reader_.reset();
    if (same) return;
    head_limits_ = wanted;
    reader_ = http::RequestReader{head_limits_};
}

void Session::drain() noexcept {
    draining_ = true;
    if (call_ != nullptr && !call_->answer_started) call_->keep_alive = false;
}

void Session::end_idle() noexcept {
    if (!draining_) return;
    leaving_ = true;
    if (!busy_) caller_->close();
}

std::string Session::call_in_hand() const {
    if (call_ == nullptr) return {};
    const auto age = std::chrono::duration_cast<std::chrono::milliseconds>(call_->now() - call_->arrived);
    return fmt::format("{} {} of {}, for {} ms", call_->record.method, call_->record.path,
                       call_->record.consumer.empty() ? "nobody known yet" : call_->record.consumer,
                       age.count());
}

io::Task<void> Session::run() {
    bool more = true;
    while (more) {
        busy_ = !inbox_.empty();
        if (leaving_ && !busy_) break;
        const Next next = co_await read_head();
        if (next == Next::over) break;
        if (next == Next::call) {
            more = co_await serve();
        } else {
            co_await refuse_head();
            more = false;
        }
        if (!more) co_await linger();
    }
    caller_->close();
}

io::Task<Session::Next> Session::read_head() {
    reset_reader();
    forget(reader_.head());
    TimePoint deadline = in_force().alarms.now() +
                         (busy_ ? in_force().settings.head_timeout : in_force().settings.idle_timeout);
    for (;;) {
        if (!inbox_.empty()) {
            const http::HeadStatus status = reader_.read_head(inbox_.view());
            if (status == http::HeadStatus::complete) co_return Next::call;
            if (status == http::HeadStatus::refused) co_return Next::refused;
        }
        const std::span<char> room = inbox_.room();
        const io::ReadResult read = co_await caller_->read_some(room, deadline);
        if (read.error == io::IoError::timed_out && busy_) co_return Next::refused;
        if (read.error != io::IoError::none) co_return Next::over;
        inbox_.commit(read.bytes);
        // From the first byte on the whole head must come in one span of time, however it is dripped.
        if (!busy_) deadline = in_force().alarms.now() + in_force().settings.head_timeout;
        busy_ = true;
    }
}

io::Task<bool> Session::serve() {
    is_newcomer_ = false;
    const ServicesInForce services = entrance_->services;
    const std::size_t head_bytes = reader_.head_bytes();
    std::vector<char> head_storage = inbox_.detach_front(head_bytes);
    bool keep_alive = false;
    {
        Call call{*services, *entrance_->profile, *caller_, inbox_, reader_};
        const InHand in_hand{call_, call};
        call.record.method = call.head().method_name;
        call.record.target = call.head().target;
        call.keep_alive = call.head().keep_alive && !draining_;
        call.take_request_id();
        take_trace(call);
        co_await run_pipeline(call);
        record(call);
        keep_alive = call.keep_alive && !call.body_unread() && !call.record.caller_hung_up;
    }
    inbox_.recycle(std::move(head_storage));
    co_return keep_alive;
}

io::Task<void> Session::refuse_head() {
    const ServicesInForce services = entrance_->services;
    Call call{*services, *entrance_->profile, *caller_, inbox_, reader_};
    call.keep_alive = false;
    call.take_request_id();
    // Nothing in a head that was refused is believed.
    call.trace.join(std::nullopt, {}, call.services.tracer, call.arrived);
    call.record.trace = call.trace.trace();
    OwnAnswer answer{reader_.refusal().code, reader_.refusal().detail};
    if (answer.message.empty()) {
        answer.code = ErrorCode::request_timeout;
        answer.message = "the head of the request did not come in time";
    }
    co_await send_own_answer(call, answer);
    record(call);
}

io::Task<void> Session::linger() {
    caller_->shutdown_send();
    std::vector<char> dropped(std::size_t{16} * 1024);
    const TimePoint deadline = in_force().alarms.now() + longest_linger;
    std::size_t bytes = 0;
    while (bytes < most_lingering_bytes && !draining_) {
        const std::span<char> room{dropped};
        const io::ReadResult read = co_await caller_->read_some(room, deadline);
        if (read.error != io::IoError::none) break;
        bytes += read.bytes;
    }
}

void Session::record(Call& call) {
    const TimePoint now = call.now();
    call.record.total = now - call.arrived;
    note_written_ids(call);
    call.services.observer.on_call(call.record);
    using Transport = trace::CallTracing::Transport;
    call.trace.finish(call.record, call.listener.tls ? Transport::tls : Transport::plain, now);
}

}  // namespace halogate::gateway

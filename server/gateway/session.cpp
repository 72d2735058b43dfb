// SPDX-License-Identifier: MIT
#include "gateway/session.hpp"

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

/// The views of the last head point into memory that is gone: a refusal of the next one must not find them.
void forget(http::RequestHead& head) noexcept {
    head.method = http::Method::other;
    head.method_name = head.target = {};
    head.fields.clear();
    head.body = {};
}

}  // namespace

Session::Session(Services& services, const ListenerProfile& listener, std::unique_ptr<io::ByteStream> caller)
    : services_{services},
      listener_{listener},
      caller_{std::move(caller)},
      reader_{services.settings.head_limits} {}

void Session::drain() noexcept {
    draining_ = true;
    if (!in_call_) caller_->close();
}

io::Task<void> Session::run() {
    bool more = true;
    while (more && !draining_) {
        const Next next = co_await read_head();
        if (next == Next::over) break;
        in_call_ = true;
        if (next == Next::call) {
            more = co_await serve();
        } else {
            co_await refuse_head();
            more = false;
        }
        in_call_ = false;
        if (!more) co_await linger();
    }
    caller_->close();
}

io::Task<Session::Next> Session::read_head() {
    reader_.reset();
    forget(reader_.head());
    bool begun = !inbox_.empty();
    TimePoint deadline =
        services_.alarms.now() + (begun ? services_.settings.head_timeout : services_.settings.idle_timeout);
    for (;;) {
        if (!inbox_.empty()) {
            const http::HeadStatus status = reader_.read_head(inbox_.view());
            if (status == http::HeadStatus::complete) co_return Next::call;
            if (status == http::HeadStatus::refused) co_return Next::refused;
        }
        const std::span<char> room = inbox_.room();
        const io::ReadResult read = co_await caller_->read_some(room, deadline);
        if (read.error == io::IoError::timed_out && begun) co_return Next::refused;
        if (read.error != io::IoError::none) co_return Next::over;
        inbox_.commit(read.bytes);
        // From the first byte on the whole head must come in one span of time, however it is dripped.
        if (!begun) deadline = services_.alarms.now() + services_.settings.head_timeout;
        begun = true;
    }
}

io::Task<bool> Session::serve() {
    const std::size_t head_bytes = reader_.head_bytes();
    std::vector<char> head_storage = inbox_.detach_front(head_bytes);
    bool keep_alive = false;
    {
        Call call{services_, listener_, *caller_, inbox_, reader_};
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
    Call call{services_, listener_, *caller_, inbox_, reader_};
    call.keep_alive = false;
    call.take_request_id();
    // Nothing in a head that was refused is believed.
    call.trace.join(std::nullopt, {}, services_.tracer, call.arrived);
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
    const TimePoint deadline = services_.alarms.now() + longest_linger;
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
    services_.observer.on_call(call.record);
    using Transport = trace::CallTracing::Transport;
    call.trace.finish(call.record, call.listener.tls ? Transport::tls : Transport::plain, now);
}

}  // namespace halogate::gateway

// SPDX-License-Identifier: MIT
#include "gateway/relay.hpp"

#include <fmt/compile.h>
#include <fmt/format.h>

#include <exception>
#include <string>
#include <utility>

#include "gateway/answer_fields.hpp"
#include "gateway/answer_spool.hpp"
#include "gateway/own_answer.hpp"
#include "gateway/written_ids.hpp"
#include "http/head_writer.hpp"

namespace halogate::gateway {

namespace {

using Framing = http::BodyFraming::Kind;
enum class Last : bool { no, yes };

/// How the body goes to the caller: by length when the tenant said it, else in chunks, else (HTTP/1.0) to the
/// end.
Framing framing_to_caller(const Call& call, const http::ResponseHead& answer) {
    if (answer.body.kind == Framing::none || answer.body.kind == Framing::length) return answer.body.kind;
    return call.reader.head().minor_version == 1 ? Framing::chunked : Framing::until_close;
}

bool may_have_body(const Call& call, unsigned status) {
    return call.reader.head().method != http::Method::head && status != 204 && status != 304;
}

void write_framing(http::HeadWriter& writer, const Call& call, const http::ResponseHead& answer,
                   Framing framing) {
    switch (framing) {
        case Framing::length: writer.field("Content-Length", answer.body.length); break;
        case Framing::chunked: writer.field("Transfer-Encoding", http::FieldValue::literal("chunked")); break;
        case Framing::until_close: break;
        case Framing::none:
            // Without a body a length speaks of what a GET would have brought (RFC 9110, 8.6).
            if (may_have_body(call, answer.status)) {
                writer.field("Content-Length", std::uint64_t{0});
            } else if (const auto length = answer.fields.find("Content-Length");
                       length && answer.status != 204) {
                if (const auto value = http::FieldValue::checked(*length))
                    writer.field("Content-Length", *value);
            }
            break;
    }
}

void write_answer_head(std::string& out, Call& call, const http::ResponseHead& answer, Framing framing) {
    if (framing == Framing::until_close) call.keep_alive = false;
    http::HeadWriter writer{out};
    writer.status_line(answer.status);
    write_answer_fields(writer, answer.fields);
    write_framing(writer, call, answer, framing);
    write_gateway_fields(writer, call);
    write_connection(writer, call);
    writer.end();
}

/// A piece of the body in the framing that its head announced.
void append_framed(std::string& out, Framing framing, std::string_view data, Last last) {
    const bool chunked = framing == Framing::chunked;
    if (chunked && !data.empty())
        fmt::format_to(std::back_inserter(out), FMT_COMPILE("{:x}\r\n"), data.size());
    out += data;
    if (chunked && !data.empty()) out += "\r\n";
    if (chunked && last == Last::yes) out += http::last_chunk;
}

/// One answer on its way from the tenant to the caller.
class Relay {
public:
    Relay(Call& call, upstream::Connection& connection, std::function<void()> on_whole)
        : call_{call},
          connection_{connection},
          on_whole_{std::move(on_whole)},
          framing_{framing_to_caller(call, connection.head())},
          has_length_{connection.head().body.kind == Framing::length},
          is_small_{has_length_ && connection.head().body.length <= most_spooled},
          ids_{call, connection.head()} {}

    [[nodiscard]] io::Task<bool> run(std::string_view held);

private:
    using Status = upstream::ReadStatus;

    [[nodiscard]] io::Task<std::string_view> read_piece();
    [[nodiscard]] io::Task<void> send_whole(std::string_view bytes);
    [[nodiscard]] io::Task<void> send_beside(std::string_view bytes);
    [[nodiscard]] io::Task<void> fill(AnswerSpool& spool);
    [[nodiscard]] io::Task<void> send_in_turns(std::string_view head);
    [[nodiscard]] io::Task<void> write(std::string_view first, std::string_view second);
    void end_whole();
    void lose_caller();
    void break_off();

    [[nodiscard]] Last is_last() const noexcept { return complete_ ? Last::yes : Last::no; }
    [[nodiscard]] bool goes_on() const noexcept { return status_ == Status::ok && !caller_gone_; }

    Call& call_;
    upstream::Connection& connection_;  ///< not to be used once the answer is whole: others may have it
    std::function<void()> on_whole_;
    Framing framing_;
    bool has_length_;
    bool is_small_;
    bool complete_ = false;  ///< all of it has been read
    bool whole_ = false;     ///< and on_whole_ was called
    bool caller_gone_ = false;
    Status status_ = Status::ok;
    std::size_t read_bytes_ = 0;
    AnswerIds ids_;
};

io::Task<bool> Relay::run(std::string_view held) {
    TextShelf::Text text{call_.services.texts};
    std::string& bytes = *text;
    write_answer_head(bytes, call_, connection_.head(), framing_);
    complete_ = connection_.body_complete();
    call_.record.bytes_out += held.size();
    ids_.see(held);
    append_framed(bytes, framing_, held, is_last());
    read_bytes_ = held.size();
    while (goes_on() && !complete_ && connection_.has_buffered() && bytes.size() < most_spooled) {
        const std::string_view data = co_await read_piece();
        append_framed(bytes, framing_, data, is_last());
    }
    if (complete_) {
        co_await send_whole(bytes);
    } else if (is_small_ || !has_length_) {
        co_await send_beside(bytes);
    } else {
        co_await send_in_turns(bytes);
    }
    if (status_ != Status::ok) break_off();
    co_return whole_;
}

/// Sets status_ and complete_.
io::Task<std::string_view> Relay::read_piece() {
    const TimePoint deadline = call_.after(call_.services.settings.response_timeout);
    const upstream::Connection::Piece piece = co_await connection_.read_body(deadline);
    status_ = piece.status;
    complete_ = piece.status == Status::ok && piece.complete;
    call_.record.bytes_out += piece.data.size();
    read_bytes_ += piece.data.size();
    ids_.see(piece.data);
    co_return piece.data;
}

void Relay::end_whole() {
    if (std::exchange(whole_, true)) return;
    on_whole_();
}

void Relay::lose_caller() {
    caller_gone_ = true;
    call_.record.caller_hung_up = true;
    call_.keep_alive = false;
}

io::Task<void> Relay::write(std::string_view first, std::string_view second) {
    if (first.empty() && second.empty()) co_return;
    const TimePoint deadline = call_.after(call_.services.settings.body_timeout);
    const io::WriteResult sent = co_await call_.caller.write_all(first, second, deadline);
    if (sent.error != io::IoError::none) lose_caller();
}

/// All of it is here: nobody else has to wait for this caller, unless too much waits for callers already.
io::Task<void> Relay::send_whole(std::string_view bytes) {
    SpooledBytes counted{call_};
    counted.set(bytes.size());
    if (!counted.is_crowded()) end_whole();
    co_await write(bytes, io::no_second_piece);
    end_whole();
}

io::Task<void> Relay::send_beside(std::string_view bytes) {
    AnswerSpool spool{call_, [this] {
                          lose_caller();
                          if (!whole_) connection_.interrupt();
                      }};
    spool.put(bytes);
    spool.start();
    std::exception_ptr bug;
    try {
        co_await fill(spool);
    } catch (...) {
        bug = std::current_exception();  // the spool must end first
    }
    if (complete_) end_whole();
    const bool written = co_await spool.finish();
    if (bug) std::rethrow_exception(bug);
    if (!written || !goes_on() || whole_) co_return;
    co_await send_in_turns(io::no_second_piece);
}

/// To the end of the answer, or to where it has shown that it is none of the small ones.
io::Task<void> Relay::fill(AnswerSpool& spool) {
    std::string framed;
    while (goes_on() && !complete_ && read_bytes_ <= most_spooled) {
        const bool room = co_await spool.wait_for_room();
        if (!room) co_return;
        const std::string_view data = co_await read_piece();
        if (!goes_on()) co_return;
        framed.clear();
        append_framed(framed, framing_, data, is_last());
        spool.put(framed);
    }
}

/// Piece by piece and without a copy: the next one is read when the last one has been written.
io::Task<void> Relay::send_in_turns(std::string_view head) {
    co_await write(head, io::no_second_piece);
    std::string prefix;
    const bool chunked = framing_ == Framing::chunked;
    while (goes_on() && !complete_) {
        const std::string_view data = co_await read_piece();
        if (status_ != Status::ok) co_return;
        if (chunked && !data.empty())
            fmt::format_to(std::back_inserter(prefix), FMT_COMPILE("{:x}\r\n"), data.size());
        if (complete_ && chunked) {
            // The end of the last chunk and of the body go in one write with what precedes them.
            prefix += data;
            if (!data.empty()) prefix += "\r\n";
            prefix += http::last_chunk;
            co_await write(prefix, io::no_second_piece);
            break;
        }
        co_await write(prefix, data);
        prefix = chunked && !data.empty() ? "\r\n" : "";
    }
    if (complete_) end_whole();
}

void Relay::break_off() {
    call_.keep_alive = false;
    if (caller_gone_) return;
    // Where the end of the connection is the end of the body, a proper end would pass half for whole.
    if (framing_ == Framing::until_close) call_.caller.reset();
    call_.record.error =
        status_ == Status::timed_out ? ErrorCode::tenant_timeout : ErrorCode::tenant_bad_response;
}

}  // namespace

io::Task<bool> relay_answer(Call& call, upstream::Connection& connection, std::string_view held,
                            std::function<void()> on_whole) {
    call.record.status = connection.head().status;
    call.answer_started = true;
    if (call.body_unread()) call.keep_alive = false;
    Relay relay{call, connection, std::move(on_whole)};
    const bool whole = co_await relay.run(held);
    co_return whole;
}

}  // namespace halogate::gateway

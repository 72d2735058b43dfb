// SPDX-License-Identifier: MIT
#include "gateway/relay.hpp"

#include <fmt/compile.h>
#include <fmt/format.h>

#include "gateway/exchange_head.hpp"
#include "gateway/own_answer.hpp"
#include "gateway/page_answer.hpp"
#include "http/head_writer.hpp"

namespace halogate::gateway {

namespace {

using Framing = http::BodyFraming::Kind;

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
    for (const http::Field& field : answer.fields)
        if (crosses_to_caller(answer.fields, field.name)) writer.field(field);
    if (may_run_as_page(answer.fields))
        writer.field("Content-Security-Policy", http::FieldValue::literal("sandbox"));
    write_framing(writer, call, answer, framing);
    write_gateway_fields(writer, call);
    write_connection(writer, call);
    writer.end();
}

/// Bytes of the body on their way to the caller, in the framing that its head announced.
class BodyWriter {
public:
    BodyWriter(Call& call, Framing framing, std::string head)
        : call_{call}, framing_{framing}, prefix_{std::move(head)} {}

    /// False when the caller is gone. The head goes out with the first piece.
    [[nodiscard]] io::Task<bool> write(std::string_view data, bool last) {
        const bool chunked = framing_ == Framing::chunked;
        if (chunked && !data.empty())
            fmt::format_to(std::back_inserter(prefix_), FMT_COMPILE("{:x}\r\n"), data.size());
        std::string_view body = data;
        if (last && chunked) {
            // The end of the last chunk and of the body go in one write with what precedes them.
            prefix_ += data;
            if (!data.empty()) prefix_ += "\r\n";
            prefix_ += http::last_chunk;
            body = {};
        }
        if (prefix_.empty() && body.empty()) co_return true;
        const TimePoint deadline = call_.after(call_.services.settings.body_timeout);
        const io::WriteResult sent = co_await call_.caller.write_all(prefix_, body, deadline);
        prefix_.clear();
        if (chunked && !body.empty()) prefix_ = "\r\n";
        call_.record.bytes_out += data.size();
        if (sent.error == io::IoError::none) co_return true;
        call_.record.caller_hung_up = true;
        call_.keep_alive = false;
        co_return false;
    }

private:
    Call& call_;
    Framing framing_;
    std::string prefix_;
};

void break_off(Call& call, Framing framing, upstream::ReadStatus status) {
    call.keep_alive = false;
    // Where the end of the connection is the end of the body, a proper end would pass half for whole.
    if (framing == Framing::until_close) call.caller.reset();
    call.record.error = status == upstream::ReadStatus::timed_out ? ErrorCode::tenant_timeout
                                                                  : ErrorCode::tenant_bad_response;
}

}  // namespace

io::Task<bool> relay_answer(Call& call, upstream::Connection& connection, std::string_view held) {
    const http::ResponseHead& answer = connection.head();
    const Framing framing = framing_to_caller(call, answer);
    call.record.status = answer.status;
    call.answer_started = true;
    if (call.body_unread()) call.keep_alive = false;
    std::string head;
    head.reserve(1024);
    write_answer_head(head, call, answer, framing);
    BodyWriter writer{call, framing, std::move(head)};

    // A stream of events may be silent for long: its head must not wait for the first byte of its body.
    bool last = connection.body_complete();
    if (last || !held.empty() || !connection.has_buffered()) {
        const bool sent = co_await writer.write(held, last);
        if (!sent) co_return last;
    }
    while (!last) {
        const TimePoint deadline = call.after(call.services.settings.response_timeout);
        const upstream::Connection::Piece piece = co_await connection.read_body(deadline);
        if (piece.status != upstream::ReadStatus::ok) {
            break_off(call, framing, piece.status);
            co_return false;
        }
        last = piece.complete;
        const bool sent = co_await writer.write(piece.data, last);
        if (!sent) co_return last;
    }
    co_return true;
}

}  // namespace halogate::gateway

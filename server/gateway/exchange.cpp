// SPDX-License-Identifier: MIT
#include "gateway/exchange.hpp"

#include <fmt/format.h>

#include <exception>
#include <utility>

#include "core/retry/retry_after.hpp"
#include "gateway/answer_tap.hpp"
#include "gateway/own_answer.hpp"
#include "gateway/token_wait.hpp"
#include "http/head_writer.hpp"

namespace halogate::gateway {

namespace {

/// What a decision may need to see of an answer's body, and what an unwanted answer may cost to read to its
/// end.
constexpr std::size_t most_held_bytes = 64 * 1024;
/// Up to here head and body go out as one piece: one TLS record, one system call.
constexpr std::size_t joined_bytes = 16 * 1024;

bool may_need_body(unsigned status) {
    return status == 400 || status == 401 || status == 429;
}

}  // namespace

io::Task<retry::Outcome> Exchange::run(Permit& permit) {
    retry::Outcome outcome;
    outcome.kind = retry::Outcome::Kind::never_sent;
    began_ = call_.now();
    call_.trace.begin_exchange(began_);
    detail_.clear();
    const bool connected = co_await connect();
    if (!connected) co_return outcome;
    outcome.reused_connection = connection_->exchanges() > 0;
    connection_->begin(call_.head().method);
    permit.started();
    meter_.begin();
    call_.services.sharing.before_exchange(call_);
    if (call_.tap != nullptr) call_.tap->begun();
    head_status_.reset();
    const io::WriteResult sent = co_await send_request();
    if (refusal_) {
        co_await break_off(std::move(*refusal_));
        co_return outcome;
    }
    if (sent.error != io::IoError::none) detail_ = io::to_string(sent.error);
    if (sent.error != io::IoError::none && !sent.any_sent) co_return outcome;
    const bool reused = outcome.reused_connection;
    // A tenant that refuses a body may answer and close before all of it is sent: its answer counts.
    outcome = co_await read_answer();
    outcome.reused_connection = reused;
    if (outcome.status == 429) permit.throttled(notice_);
    co_return outcome;
}

io::Task<bool> Exchange::connect() {
    const bool has_token = call_.token->usable() != nullptr;
    connection_ = has_token ? call_.services.pool.take_kept() : nullptr;
    return connection_ == nullptr ? connect_or_wait() : io::Task<bool>::ready(true);
}

io::Task<bool> Exchange::connect_or_wait() {
    for (;;) {
        auto connection = co_await call_.services.pool.acquire();
        if (!connection) {
            detail_ = std::move(connection).error().detail;
            co_return false;
        }
        if (call_.token->usable() != nullptr) {
            connection_ = std::move(*connection);
            co_return true;
        }
        // The token was refused or grew too old while the connection was made.
        call_.services.pool.give_back(std::move(*connection));
        const bool has_token = co_await wait_for_token(call_);
        if (!has_token) {
            answered_ = true;
            co_return false;
        }
    }
}

ExchangeBody Exchange::framing() const {
    ExchangeBody body;
    const bool is_read =
        call_.head().method == http::Method::get || call_.head().method == http::Method::head;
    const http::BodyFraming& from_caller = call_.head().body;
    if (streaming_ && from_caller.kind == http::BodyFraming::Kind::chunked) {
        body.kind = ExchangeBody::Kind::chunked;
    } else if (streaming_) {
        body.kind = ExchangeBody::Kind::length;
        body.length = from_caller.length;
    } else if (!is_read && (!call_.body.empty() || from_caller.kind != http::BodyFraming::Kind::none)) {
        body.kind = ExchangeBody::Kind::length;
        body.length = call_.body.size();
    } else if (!is_read && call_.head().method != http::Method::delete_) {
        body.kind = ExchangeBody::Kind::length;
    }
    return body;
}

io::Task<io::WriteResult> Exchange::send_request() {
    const ExchangeBody body = framing();
    const token::AccessToken* const token = call_.token->usable();
    TextShelf::Text head{call_.services.texts};
    if (token == nullptr || !write_exchange_head(*head, call_, *token, body))
        co_return io::WriteResult{io::IoError::aborted, false};
    token_generation_ = token->generation;
    call_.token->note_use();
    std::string_view rest;
    if (!streaming_ && body.kind == ExchangeBody::Kind::length) rest = call_.body;
    if (head->size() + rest.size() <= joined_bytes) {
        *head += rest;
        rest = {};
    }
    if (streaming_ || !rest.empty()) {
        const io::WriteResult sent = co_await send_long(*head, rest);
        co_return sent;
    }
    const TimePoint deadline = call_.after(call_.services.settings.response_timeout);
    const io::WriteResult sent = co_await connection_->send(*head, rest, deadline);
    co_return sent;
}

io::Task<io::WriteResult> Exchange::send_long(std::string_view head, std::string_view rest) {
    AnswerListener listener{call_, *connection_};
    listener.start();
    io::WriteResult sent;
    std::exception_ptr bug;
    try {
        const TimePoint deadline = call_.after(call_.services.settings.response_timeout);
        sent = co_await connection_->send(head, rest, deadline);
        if (sent.error == io::IoError::none && streaming_) sent = co_await stream_body(listener);
    } catch (...) {
        bug = std::current_exception();  // the listener must end first
    }
    // An answer that came before the end of the body is why sending ended, and it counts. A tenant that takes
    // no byte for so long has had its time.
    if (listener.heard() && sent.any_sent) sent.error = io::IoError::none;
    const bool hopeless = bug || refusal_ || sent.error == io::IoError::timed_out;
    const TimePoint deadline = hopeless ? call_.now() : call_.after(call_.services.settings.response_timeout);
    head_status_ = co_await listener.finish(deadline);
    if (bug) std::rethrow_exception(bug);
    co_return sent;
}

io::Task<io::WriteResult> Exchange::stream_body(const AnswerListener& listener) {
    const bool chunked = call_.head().body.kind == http::BodyFraming::Kind::chunked;
    io::WriteResult sent{io::IoError::none, true};
    stream_begun_ = true;
    // What was read while finding out that the body is too large to hold goes first.
    std::string held = std::move(call_.body);
    std::string_view data = held;
    std::string prefix;
    for (;;) {
        if (call_.record.bytes_in > call_.services.settings.max_body_bytes) {
            refusal_ =
                http::Refusal{ErrorCode::body_too_large, "the body is larger than callers.max_body allows"};
            co_return sent;
        }
        if (chunked && !data.empty()) {
            prefix += fmt::format("{:x}\r\n", data.size());
        }
        const TimePoint deadline = call_.after(call_.services.settings.response_timeout);
        sent = co_await connection_->send(prefix, data, deadline);
        sent.any_sent = true;
        if (sent.error != io::IoError::none) co_return sent;
        prefix = chunked && !data.empty() ? "\r\n" : "";
        if (call_.body_complete) break;
        Call::BodyPiece piece;
        if (!listener.heard()) piece = co_await call_.read_body();
        if (listener.heard()) {
            connection_->leave_unsent();
            co_return sent;
        }
        if (!piece.ok) {
            refusal_ = std::move(piece.refusal);
            co_return sent;
        }
        data = piece.data;
    }
    if (chunked) {
        prefix += http::last_chunk;
        const TimePoint deadline = call_.after(call_.services.settings.response_timeout);
        sent = co_await connection_->send(prefix, io::no_second_piece, deadline);
        sent.any_sent = true;
    }
    co_return sent;
}

io::Task<void> Exchange::break_off(http::Refusal refusal) {
    // The tenant must not take half a body for a whole one: its connection is cut.
    answered_ = true;
    connection_.reset();
    const OwnAnswer answer{refusal.code, std::move(refusal.detail)};
    co_await send_own_answer(call_, answer);
}

io::Task<retry::Outcome> Exchange::read_answer() {
    retry::Outcome outcome;
    const TimePoint deadline = call_.after(call_.services.settings.response_timeout);
    if (!head_status_) head_status_ = co_await connection_->read_head(deadline);
    const upstream::ReadStatus status = *head_status_;
    if (status != upstream::ReadStatus::ok) {
        if (detail_.empty() || status != upstream::ReadStatus::no_answer) detail_ = connection_->detail();
        outcome.kind = status == upstream::ReadStatus::timed_out   ? retry::Outcome::Kind::timed_out
                       : status == upstream::ReadStatus::malformed ? retry::Outcome::Kind::malformed
                                                                   : retry::Outcome::Kind::no_answer;
        connection_.reset();
        co_return outcome;
    }
    outcome.status = connection_->head().status;
    call_.record.tenant_status = outcome.status;
    call_.record.tenant_statuses.answer(outcome.status);
    held_.clear();
    const TimePoint body_deadline = call_.after(call_.services.settings.response_timeout);
    if (may_need_body(outcome.status)) co_await hold_answer(body_deadline);
    read_answer_notes(outcome);
    co_return outcome;
}

io::Task<void> Exchange::hold_answer(TimePoint deadline) {
    while (!connection_->body_complete() && held_.size() < most_held_bytes) {
        const upstream::Connection::Piece piece = co_await connection_->read_body(deadline);
        if (piece.status != upstream::ReadStatus::ok) co_return;
        held_ += piece.data;
    }
}

io::Task<upstream::ReadStatus> Exchange::hold_whole(std::size_t most) {
    while (!connection_->body_complete() && held_.size() <= most) {
        const TimePoint deadline = call_.after(call_.services.settings.response_timeout);
        const upstream::Connection::Piece piece = co_await connection_->read_body(deadline);
        if (piece.status != upstream::ReadStatus::ok) {
            detail_ = "it broke off";
            co_return piece.status;
        }
        held_ += piece.data;
    }
    co_return upstream::ReadStatus::ok;
}

void Exchange::read_answer_notes(retry::Outcome& outcome) {
    const http::Fields& fields = connection_->head().fields;
    const auto date = fields.find("Date");
    const WallTime wall_now = call_.services.clock.wall_now();
    outcome.token_unknown =
        outcome.status == 401 || (outcome.status == 400 && retry::says_token_unknown(held_));
    if (!outcome.token_unknown) call_.token->accepted(token_generation_);
    if (outcome.status == 429) {
        notice_ = retry::parse_throttle_notice(fields.find("Retry-After"), date, held_, wall_now);
    } else if (const auto retry_after = fields.find("Retry-After")) {
        outcome.retry_after = retry::parse_retry_after(*retry_after, date, wall_now);
    }
}

void Exchange::give_back() {
    meter_.end();
    if (connection_) call_.services.pool.give_back(std::move(connection_));
}

}  // namespace halogate::gateway

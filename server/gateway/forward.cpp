// SPDX-License-Identifier: MIT
#include "gateway/forward.hpp"

#include <fmt/format.h>

#include <utility>

#include "core/retry/retry_after.hpp"
#include "gateway/relay.hpp"
#include "http/head_writer.hpp"

namespace halogate::gateway {

namespace {

/// What a decision may need to see of an answer's body, and what an unwanted answer may cost to read to its
/// end.
constexpr std::size_t most_held_bytes = 64 * 1024;
/// Up to here head and body go out as one piece: one TLS record, one system call.
constexpr std::size_t joined_bytes = 16 * 1024;

retry::Repeatability repeatability(http::Method method) {
    if (method == http::Method::get || method == http::Method::head) return retry::Repeatability::read;
    return method == http::Method::delete_ ? retry::Repeatability::erase : retry::Repeatability::write;
}

bool may_need_body(unsigned status) {
    return status == 400 || status == 401 || status == 429;
}

}  // namespace

io::Task<void> Forward::run() {
    streaming_ = !call_.body_complete;
    state_.repeatability = repeatability(call_.head().method);
    state_.attempts = 0;
    state_.body_can_be_replayed = !streaming_;
    state_.give_up_at = call_.give_up_at;
    call_.services.retry_budget.count_call();
    for (;;) {
        const bool queued = co_await queue_up();
        if (!queued) co_return;
        const bool has_token = co_await get_token();
        if (!has_token) co_return;
        const retry::Outcome outcome = co_await exchange();
        if (caller_failed_) co_return;
        retry::Decision decision =
            retry::judge(call_.services.settings.retry, state_, outcome, call_.services.retry_budget,
                         call_.services.random, call_.now());
        const bool again = co_await follow(std::move(decision), outcome);
        if (!again) co_return;
    }
}

io::Task<bool> Forward::queue_up() {
    queue::Demand demand;
    demand.consumer = static_cast<queue::ConsumerIndex>(call_.consumer);
    demand.route = call_.decision.route;
    demand.urgency = call_.urgency;
    demand.give_up_at = call_.give_up_at;
    demand.at_front = at_front_;
    const queue::Admittance admittance = call_.services.admission.enter(demand);
    if (const auto* granted = std::get_if<queue::Granted>(&admittance)) {
        permit_.hold(call_.services.admission, granted->id);
        co_return true;
    }
    if (const auto* queued = std::get_if<queue::Queued>(&admittance)) {
        const bool may_start = co_await wait_in_line(queued->id);
        co_return may_start;
    }
    co_await refuse(std::get<queue::Refused>(admittance));
    co_return false;
}

io::Task<bool> Forward::wait_in_line(queue::DemandId id) {
    AdmissionDriver& admission = call_.services.admission;
    const TimePoint began = call_.now();
    WakeSignal signal{call_.services.executor};
    admission.wait(id, signal);
    // Admission itself ends the wait in time; a limit of ours would only race with it.
    const Wake why = co_await call_.wait(signal, TimePoint::max());
    const Duration retry_after = admission.retry_after(id);
    const bool granted = admission.settle(id, why);
    call_.record.queued += call_.now() - began;
    if (granted) {
        permit_.hold(admission, id);
        co_return true;
    }
    queue::Refused refused{queue::Refused::Reason::too_late, retry_after};
    if (why == Wake::draining) refused.reason = queue::Refused::Reason::draining;
    if (why != Wake::hung_up) co_await refuse(refused);
    co_return false;
}

io::Task<void> Forward::refuse(queue::Refused refused) {
    OwnAnswer answer;
    answer.retry_after = refused.retry_after;
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(refused.retry_after).count();
    switch (refused.reason) {
        case queue::Refused::Reason::too_late:
            answer.code = ErrorCode::budget_exhausted;
            answer.message = fmt::format(
                "the tenant's rate limit has no room within this caller's wait: come back in {} s, or send "
                "`Prefer: wait=N` to wait longer",
                std::max<std::int64_t>(1, seconds));
            break;
        case queue::Refused::Reason::queue_full:
            answer.code = ErrorCode::queue_full;
            answer.message = "too many requests are waiting already (queue.max_waiting): come back later";
            break;
        case queue::Refused::Reason::consumer_full:
            answer.code = ErrorCode::caller_limit;
            answer.message = "too many requests of this consumer are waiting already: come back later";
            break;
        case queue::Refused::Reason::draining:
            answer.code = ErrorCode::draining;
            answer.message = "the gateway is stopping: send the request again in a moment";
            break;
    }
    co_await send_own_answer(call_, answer);
}

io::Task<bool> Forward::get_token() {
    upstream::TokenSource& tokens = call_.services.tokens;
    if (tokens.usable() != nullptr) co_return true;
    const TimePoint began = call_.now();
    // A caller that came for an answer at once still gets the time that one token request takes.
    const TimePoint deadline =
        std::max(call_.give_up_at, call_.after(call_.services.settings.token_patience));
    while (tokens.usable() == nullptr && tokens.state() != token::TokenState::refused) {
        WakeSignal signal{call_.services.executor};
        const upstream::TokenSource::Waiter waiter{tokens, [&signal] { signal.set(Wake::changed); }};
        const Wake why = co_await call_.wait(signal, deadline);
        if (why == Wake::hung_up) co_return false;
        if (why == Wake::too_late) break;
    }
    call_.record.token += call_.now() - began;
    if (tokens.usable() != nullptr) co_return true;
    permit_.finish();
    co_await refuse_without_token();
    co_return false;
}

io::Task<void> Forward::refuse_without_token() {
    OwnAnswer answer;
    const token::FetchFailure* const failure = call_.services.tokens.failure();
    if (failure == nullptr) {
        answer.code = ErrorCode::tenant_timeout;
        answer.message = "the tenant's token endpoint did not answer in time";
    } else if (failure->kind == token::FetchFailure::Kind::refused) {
        answer.code = ErrorCode::credentials_rejected;
        answer.message = failure->message;
    } else if (failure->kind == token::FetchFailure::Kind::unusable) {
        answer.code = ErrorCode::tenant_bad_response;
        answer.message = "the tenant's token endpoint gave no usable token: " + failure->message;
    } else {
        answer.code = ErrorCode::tenant_unreachable;
        answer.message = "no token could be got from the tenant: " + failure->message;
        answer.retry_after = failure->retry_after;
    }
    co_await send_own_answer(call_, answer);
}

io::Task<retry::Outcome> Forward::exchange() {
    retry::Outcome outcome;
    outcome.kind = retry::Outcome::Kind::never_sent;
    ++state_.attempts;
    exchange_began_ = call_.now();
    auto connection = co_await call_.services.pool.acquire();
    if (!connection) {
        detail_ = std::move(connection).error().detail;
        co_return outcome;
    }
    connection_ = std::move(*connection);
    outcome.reused_connection = connection_->exchanges() > 0;
    connection_->begin(call_.head().method);
    permit_.started();
    ++call_.record.exchanges;
    const io::WriteResult sent = co_await send_request();
    if (caller_failed_) co_return outcome;
    if (sent.error != io::IoError::none) detail_ = io::to_string(sent.error);
    if (sent.error != io::IoError::none && !sent.any_sent) co_return outcome;
    const bool reused = outcome.reused_connection;
    // A tenant that refuses a body may answer and close before all of it is sent: its answer counts.
    outcome = co_await read_answer();
    outcome.reused_connection = reused;
    co_return outcome;
}

io::Task<io::WriteResult> Forward::send_request() {
    ExchangeBody body;
    const http::BodyFraming& from_caller = call_.head().body;
    if (streaming_ && from_caller.kind == http::BodyFraming::Kind::chunked) {
        body.kind = ExchangeBody::Kind::chunked;
    } else if (streaming_) {
        body.kind = ExchangeBody::Kind::length;
        body.length = from_caller.length;
    } else if (state_.repeatability != retry::Repeatability::read &&
               (!call_.body.empty() || from_caller.kind != http::BodyFraming::Kind::none)) {
        body.kind = ExchangeBody::Kind::length;
        body.length = call_.body.size();
    } else if (state_.repeatability == retry::Repeatability::write) {
        body.kind = ExchangeBody::Kind::length;
    }
    const token::AccessToken* const token = call_.services.tokens.usable();
    std::string head;
    head.reserve(1024);
    if (token == nullptr || !write_exchange_head(head, call_, *token, body))
        co_return io::WriteResult{io::IoError::aborted, false};
    token_generation_ = token->generation;
    std::string_view rest;
    if (!streaming_ && body.kind == ExchangeBody::Kind::length) rest = call_.body;
    if (head.size() + rest.size() <= joined_bytes) {
        head += rest;
        rest = {};
    }
    const TimePoint deadline = call_.after(call_.services.settings.response_timeout);
    io::WriteResult sent = co_await connection_->send(head, rest, deadline);
    if (sent.error == io::IoError::none && streaming_) sent = co_await stream_body();
    co_return sent;
}

io::Task<io::WriteResult> Forward::stream_body() {
    const bool chunked = call_.head().body.kind == http::BodyFraming::Kind::chunked;
    io::WriteResult sent{io::IoError::none, true};
    // What was read while finding out that the body is too large to hold goes first.
    std::string held = std::move(call_.body);
    std::string_view data = held;
    std::string prefix;
    for (;;) {
        if (call_.record.bytes_in > call_.services.settings.max_body_bytes) {
            caller_failed_ = true;
            connection_.reset();
            OwnAnswer answer{ErrorCode::body_too_large, "the body is larger than callers.max_body allows"};
            co_await send_own_answer(call_, answer);
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
        const Call::BodyPiece piece = co_await call_.read_body();
        if (!piece.ok) {
            // The tenant must not take half a body for a whole one: its connection is cut.
            caller_failed_ = true;
            connection_.reset();
            OwnAnswer answer{piece.refusal.code, piece.refusal.detail};
            co_await send_own_answer(call_, answer);
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

io::Task<retry::Outcome> Forward::read_answer() {
    retry::Outcome outcome;
    const TimePoint deadline = call_.after(call_.services.settings.response_timeout);
    const upstream::ReadStatus status = co_await connection_->read_head(deadline);
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
    held_.clear();
    if (may_need_body(outcome.status)) co_await hold_answer();
    read_answer_notes(outcome);
    co_return outcome;
}

io::Task<void> Forward::hold_answer() {
    const TimePoint deadline = call_.after(call_.services.settings.response_timeout);
    while (!connection_->body_complete() && held_.size() < most_held_bytes) {
        const upstream::Connection::Piece piece = co_await connection_->read_body(deadline);
        if (piece.status != upstream::ReadStatus::ok) co_return;
        held_ += piece.data;
    }
}

void Forward::read_answer_notes(retry::Outcome& outcome) {
    const http::Fields& fields = connection_->head().fields;
    const auto date = fields.find("Date");
    const WallTime wall_now = call_.services.clock.wall_now();
    outcome.token_unknown =
        outcome.status == 401 || (outcome.status == 400 && retry::says_token_unknown(held_));
    if (!outcome.token_unknown) call_.services.tokens.accepted(token_generation_);
    if (outcome.status == 429) {
        permit_.throttled(retry::parse_throttle_notice(fields.find("Retry-After"), date, held_, wall_now));
    } else if (const auto retry_after = fields.find("Retry-After")) {
        outcome.retry_after = retry::parse_retry_after(*retry_after, date, wall_now);
    }
}

void Forward::end_exchange() {
    call_.record.tenant += call_.now() - exchange_began_;
    if (connection_) call_.services.pool.give_back(std::move(connection_));
    permit_.finish();
}

io::Task<bool> Forward::follow(retry::Decision decision, retry::Outcome outcome) {
    if (std::holds_alternative<retry::Deliver>(decision)) {
        co_await deliver();
        co_return false;
    }
    if (const auto* failure = std::get_if<retry::Fail>(&decision)) {
        connection_.reset();
        end_exchange();
        co_await fail(*failure);
        co_return false;
    }
    if (std::holds_alternative<retry::RenewToken>(decision)) {
        call_.services.tokens.rejected(token_generation_);
        state_.token_renewed = true;
    }
    // A throttled exchange is the queue's matter and does not use up an attempt.
    if (outcome.kind == retry::Outcome::Kind::answered && outcome.status == 429) --state_.attempts;
    if (connection_ && !connection_->body_complete()) co_await hold_answer();
    end_exchange();
    at_front_ = true;
    if (const auto* later = std::get_if<retry::RetryAt>(&decision)) {
        const bool still_there = co_await pause_until(later->at);
        co_return still_there;
    }
    co_return true;
}

io::Task<bool> Forward::pause_until(TimePoint at) {
    if (at <= call_.now()) co_return true;
    WakeSignal signal{call_.services.executor};
    const Wake why = co_await call_.wait(signal, at);
    co_return why != Wake::hung_up;
}

io::Task<void> Forward::deliver() {
    // A whole answer that is small enough is timed before its head goes out, so that Server-Timing can say
    // it.
    call_.record.tenant += call_.now() - exchange_began_;
    const TimePoint relay_began = call_.now();
    const bool whole = co_await relay_answer(call_, *connection_, held_);
    call_.record.tenant += call_.now() - relay_began;
    exchange_began_ = call_.now();
    if (!whole) connection_.reset();
    end_exchange();
}

io::Task<void> Forward::fail(retry::Fail failure) {
    OwnAnswer answer;
    answer.code = failure.code;
    answer.outcome_unknown = failure.outcome_unknown;
    const std::string attempts =
        fmt::format(" ({} attempt{})", state_.attempts, state_.attempts == 1 ? "" : "s");
    switch (failure.code) {
        case ErrorCode::tenant_timeout:
            answer.message = "the tenant did not answer in time" + attempts;
            break;
        case ErrorCode::tenant_bad_response:
            answer.message = "the tenant's answer was unusable: " + detail_ + attempts;
            break;
        default: answer.message = "the tenant cannot be reached: " + detail_ + attempts; break;
    }
    if (failure.outcome_unknown)
        answer.message += "; the tenant may have done the work: look before you send it again";
    co_await send_own_answer(call_, answer);
}

}  // namespace halogate::gateway

// SPDX-License-Identifier: MIT
#include "gateway/forward.hpp"

#include <fmt/format.h>

#include <functional>
#include <utility>

#include "core/retry/retry_reason.hpp"
#include "gateway/answer_tap.hpp"
#include "gateway/kept_answer.hpp"
#include "gateway/own_answer.hpp"
#include "gateway/relay.hpp"
#include "gateway/token_wait.hpp"

namespace halogate::gateway {

namespace {

/// How long an unwanted answer may take to its end; a new connection is cheaper than a longer wait.
constexpr Duration patience_with_the_unwanted = std::chrono::seconds{1};

retry::Repeatability repeatability(http::Method method) {
    if (method == http::Method::get || method == http::Method::head) return retry::Repeatability::read;
    return method == http::Method::delete_ ? retry::Repeatability::erase : retry::Repeatability::write;
}

/// A route that `allow` names and whose domain nobody knows may need any scope that there is.
std::string_view permission_for_token(const policy::Decision& decision) {
    const bool unknown = decision.rule == policy::Decision::Rule::named && decision.permission.empty();
    return unknown ? policy::every_domain : std::string_view{decision.permission};
}

}  // namespace

io::Task<void> Forward::run() {
    state_.repeatability = repeatability(call_.head().method);
    state_.attempts = 0;
    state_.give_up_at = call_.give_up_at;
    call_.token = call_.services.tokens.lease(permission_for_token(call_.decision));
    call_.services.retry_budget.count_call();
    for (;;) {
        const bool may_start = co_await wait_for_turn(call_, permit_, place_);
        if (!may_start) co_return;
        const bool has_token = co_await wait_for_token(call_);
        if (!has_token) co_return;
        ++state_.attempts;
        const retry::Outcome outcome = co_await exchange_.run(permit_);
        call_.services.sharing.after_exchange(call_, outcome);
        if (exchange_.caller_answered()) co_return;
        counted_from_ = exchange_.began();
        call_.trace.note_outcome(outcome.kind, outcome.status);
        permit_.observed(outcome, call_.services.random.unit());
        state_.body_can_be_replayed = exchange_.can_be_repeated();
        retry::Decision decision =
            retry::judge(call_.services.settings.retry, state_, outcome, call_.services.retry_budget,
                         call_.services.random, call_.now());
        const bool again = co_await follow(std::move(decision), outcome);
        if (!again) co_return;
    }
}

void Forward::end_exchange() {
    const TimePoint now = call_.now();
    call_.record.tenant += now - counted_from_;
    call_.trace.end_exchange(now);
    exchange_.give_back();
    permit_.finish();
}

retry::Decision Forward::after_refused_token() const {
    const TimePoint at = call_.token->served_until(exchange_.token_generation());
    if (at > call_.now() && at > call_.give_up_at) return retry::Deliver{};
    return retry::RetryAt{at};
}

io::Task<bool> Forward::follow(retry::Decision decision, retry::Outcome outcome) {
    // Where the call cannot be repeated it still tells what it has learnt.
    if (outcome.token_unknown && !state_.token_renewed) {
        call_.token->rejected(exchange_.token_generation());
        state_.token_renewed = true;
    }
    if (std::holds_alternative<retry::RenewToken>(decision)) decision = after_refused_token();
    if (std::holds_alternative<retry::Deliver>(decision)) {
        const bool is_ours = outcome.token_unknown && !state_.body_can_be_replayed;
        if (is_ours) {
            co_await refuse_for_token();
        } else {
            co_await deliver();
        }
        co_return false;
    }
    if (const auto* failure = std::get_if<retry::Fail>(&decision)) {
        exchange_.discard();
        end_exchange();
        co_await fail(*failure);
        co_return false;
    }
    call_.services.observer.on_retry(retry::retry_reason(outcome));
    if (call_.tap != nullptr) call_.tap->sent_back();
    // A throttled exchange is the queue's matter and does not use up an attempt.
    if (outcome.kind == retry::Outcome::Kind::answered && outcome.status == 429) --state_.attempts;
    if (outcome.kind != retry::Outcome::Kind::answered) exchange_.discard();
    const TimePoint deadline = call_.after(patience_with_the_unwanted);
    if (exchange_.connection() != nullptr) co_await exchange_.hold_answer(deadline);
    end_exchange();
    place_ = LinePlace::front;
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
    // Before the head goes out, so that Server-Timing can say it.
    call_.record.tenant += call_.now() - counted_from_;
    counted_from_ = call_.now();
    const TakenAnswer taken = co_await take_answer(call_, exchange_);
    if (taken.intake != Intake::passes) {
        co_await deliver_taken(taken);
        co_return;
    }
    const std::function<void()> on_whole = [this] { end_exchange(); };
    upstream::Connection& connection = *exchange_.connection();
    bool whole = false;
    if (taker_ != nullptr) {
        whole = co_await taker_->take(connection, exchange_.held(), on_whole);
    } else {
        whole = co_await relay_answer(call_, connection, exchange_.held(), on_whole);
    }
    if (whole) co_return;
    if (call_.record.error) call_.trace.note_outcome(retry::Outcome::Kind::no_answer, 0);
    exchange_.discard();
    end_exchange();
}

io::Task<void> Forward::refuse_for_token() {
    exchange_.discard();
    end_exchange();
    OwnAnswer answer{
        ErrorCode::tenant_unavailable,
        "the tenant did not take the gateway's token, and a body larger than callers.buffer cannot "
        "be sent again by it: a new token is being fetched, send the request once more"};
    answer.retry_after = std::chrono::seconds{1};
    co_await send_own_answer(call_, answer);
}

io::Task<void> Forward::deliver_taken(const TakenAnswer& taken) {
    if (taken.intake == Intake::whole) {
        end_exchange();
        const Provenance provenance{call_.tap->cache_status(), std::nullopt};
        co_await send_kept_answer(call_, taken.answer, provenance);
        co_return;
    }
    exchange_.discard();
    end_exchange();
    retry::Fail failure;
    failure.code =
        taken.intake == Intake::timed_out ? ErrorCode::tenant_timeout : ErrorCode::tenant_bad_response;
    failure.outcome_unknown = state_.repeatability != retry::Repeatability::read;
    co_await fail(failure);
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
            answer.message = "the tenant's answer was unusable: " + exchange_.detail() + attempts;
            break;
        default: answer.message = "the tenant cannot be reached: " + exchange_.detail() + attempts; break;
    }
    if (failure.outcome_unknown)
        answer.message += "; the tenant may have done the work: look before you send it again";
    if (call_.tap != nullptr) call_.tap->failed(answer);
    co_await send_own_answer(call_, answer);
}

}  // namespace halogate::gateway

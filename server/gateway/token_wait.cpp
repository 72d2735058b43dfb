// SPDX-License-Identifier: MIT
#include "gateway/token_wait.hpp"

#include <algorithm>

#include "gateway/own_answer.hpp"

namespace halogate::gateway {

namespace {

io::Task<void> refuse(Call& call) {
    OwnAnswer answer;
    const token::FetchFailure* const failure = call.token->failure();
    if (failure == nullptr && call.token->held_back_for()) {
        answer.code = ErrorCode::tenant_unreachable;
        answer.message = "the tenant's token endpoint answered 429 and is left alone for a while";
        answer.retry_after = call.token->held_back_for();
    } else if (failure == nullptr) {
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
    co_await send_own_answer(call, answer);
}

io::Task<bool> wait_for_fetch(Call& call) {
    upstream::TokenSource& tokens = *call.token;
    const TimePoint began = call.now();
    // A caller that came for an answer at once still gets the time that one token request takes.
    const TimePoint deadline = std::max(call.give_up_at, call.after(call.services.settings.token_patience));
    while (tokens.usable() == nullptr && !tokens.is_refused()) {
        WakeSignal signal{call.services.executor};
        const upstream::TokenSource::Waiter waiter{tokens, [&signal] { signal.set(Wake::changed); }};
        const Wake why = co_await call.wait(signal, deadline);
        if (why == Wake::hung_up) co_return false;
        if (why == Wake::too_late) break;
    }
    const TimePoint ended = call.now();
    call.record.token += ended - began;
    call.trace.add_wait(trace::Part::Kind::token, began, ended);
    if (tokens.usable() != nullptr) co_return true;
    co_await refuse(call);
    co_return false;
}

}  // namespace

io::Task<bool> wait_for_token(Call& call) {
    if (call.token->usable() != nullptr) return io::Task<bool>::ready(true);
    return wait_for_fetch(call);
}

}  // namespace halogate::gateway

// SPDX-License-Identifier: MIT
#include "gateway/write_lead.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "gateway/sharing.hpp"

namespace halogate::gateway {

namespace {

/// Larger than any answer to a write that is of use to who wrote.
constexpr std::size_t most_kept = std::size_t{1024} * 1024;
/// One answer must not drive out all others.
constexpr std::size_t least_answers = 4;

std::shared_ptr<const idempotency::Failure> failure_of(const OwnAnswer& answer) {
    return std::make_shared<const idempotency::Failure>(
        idempotency::Failure{answer.code, answer.message, answer.outcome_unknown});
}

}  // namespace

WriteLead::WriteLead(Call& call, std::shared_ptr<Flight> flight) : call_{call}, flight_{std::move(flight)} {
    flight_->led_by(call);
}

WriteLead::~WriteLead() {
    if (is_out_ && !is_settled_) {
        OwnAnswer answer{ErrorCode::tenant_bad_response,
                         "what came of it was lost: the tenant may have done the work; look before you send "
                         "it again"};
        answer.outcome_unknown = true;
        settle_without_answer(answer);
    }
    if (is_settled_) return;
    const bool left = call_.record.caller_hung_up || call_.record.error == ErrorCode::budget_exhausted;
    if (flight_->hand_on(left ? LinePlace::front : LinePlace::back)) return;
    call_.services.sharing.keys().release(flight_->text());
    close();
}

void WriteLead::begun() {
    is_out_ = true;
    flight_->begun(0);
}

void WriteLead::sent_back() {
    // Nothing that may have been done is ever repeated: see retry::judge.
    is_out_ = false;
    flight_->sent_back(call_.now());
}

std::optional<std::size_t> WriteLead::wants(const http::ResponseHead& /*answer*/) {
    const std::size_t bound = call_.services.sharing.settings().keys.most_bytes / least_answers;
    return std::min(most_kept, bound);
}

cache::KeptAnswer WriteLead::keep(cache::Answer& answer, const http::ResponseHead& /*head*/) {
    if (idempotency::was_not_taken_up(answer.status, answer.body)) {
        is_out_ = false;
        return nullptr;
    }
    auto kept = std::make_shared<const cache::Answer>(std::move(answer));
    call_.services.sharing.keys().settle(flight_->text(), cache::KeptAnswer{kept}, call_.now());
    is_settled_ = true;
    close();
    flight_->land(kept, Flight::Concerns::all);
    return kept;
}

void WriteLead::too_large(unsigned status) {
    settle_without_answer(
        {ErrorCode::idempotency_answer_gone,
         fmt::format("the request with this Idempotency-Key was answered with status {}, by an "
                     "answer too large to be kept; it is not sent again",
                     status)});
}

void WriteLead::failed(const OwnAnswer& answer) {
    if (answer.outcome_unknown) return settle_without_answer(answer);
    is_out_ = false;
    flight_->fail(answer, Flight::Concerns::same_wait);
}

void WriteLead::settle_without_answer(const OwnAnswer& answer) {
    call_.services.sharing.keys().settle(flight_->text(), failure_of(answer), call_.now());
    is_settled_ = true;
    close();
    flight_->fail(answer, Flight::Concerns::all);
}

void WriteLead::close() {
    call_.services.sharing.remove_write(*flight_);
}

}  // namespace halogate::gateway

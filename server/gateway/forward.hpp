// SPDX-License-Identifier: MIT
#pragma once

#include "core/retry/retry_rule.hpp"
#include "gateway/admission_driver.hpp"
#include "gateway/answer_taker.hpp"
#include "gateway/call.hpp"
#include "gateway/exchange.hpp"
#include "gateway/kept_answer.hpp"
#include "gateway/turn.hpp"

namespace halogate::gateway {

/// Carries a judged call to the tenant: its turn, a token, an exchange, and again until retry::judge says
/// what the caller gets. Lives in the coroutine of run().
class Forward {
public:
    Forward(Call& call, LinePlace place) : call_{call}, exchange_{call}, place_{place} {}
    /// `taker`, which outlives this, gets the tenant's answer in the caller's place.
    Forward(Call& call, AnswerTaker* taker) : call_{call}, taker_{taker}, exchange_{call} {}
    Forward(const Forward&) = delete;
    Forward& operator=(const Forward&) = delete;

    /// Ends with an answer sent to the caller, the tenant's or our own, or with the caller gone.
    [[nodiscard]] io::Task<void> run();

private:
    /// Acts on what retry::judge said. True when there is another attempt to make.
    [[nodiscard]] io::Task<bool> follow(retry::Decision decision, retry::Outcome outcome);
    /// A new token may be some way off: with the old one the call would only be refused again.
    [[nodiscard]] retry::Decision after_refused_token() const;
    [[nodiscard]] io::Task<bool> pause_until(TimePoint at);
    [[nodiscard]] io::Task<void> deliver();
    /// The tenant's 401 is about our token: a caller would take it for a word about its own credential.
    [[nodiscard]] io::Task<void> refuse_for_token();
    /// What was taken in before the caller has a byte of it, or was to be.
    [[nodiscard]] io::Task<void> deliver_taken(const TakenAnswer& taken);
    [[nodiscard]] io::Task<void> fail(retry::Fail failure);
    void end_exchange();

    Call& call_;
    AnswerTaker* taker_ = nullptr;
    Permit permit_;
    Exchange exchange_;
    retry::AttemptState state_;
    TimePoint counted_from_{};  ///< the tenant's time up to here stands in the record
    LinePlace place_ = LinePlace::back;
};

}  // namespace halogate::gateway

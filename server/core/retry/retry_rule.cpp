// SPDX-License-Identifier: MIT
#include "core/retry/retry_rule.hpp"

#include <algorithm>

#include "core/retry/backoff.hpp"

namespace halogate::retry {

namespace {

/// As many retries as quiet hours can save up; more would be a burst of its own.
constexpr double most_saved = 100;

bool says_come_back_later(unsigned status) noexcept {
    return status == 502 || status == 503 || status == 504;
}

/// One decision, with all that it rests on at hand.
class Judgement {
public:
    Judgement(const RetrySettings& settings, const AttemptState& state, const Outcome& outcome,
              RetryBudget& budget, Random& random, TimePoint now)
        : settings_{settings},
          state_{state},
          outcome_{outcome},
          budget_{budget},
          random_{random},
          now_{now} {}

    [[nodiscard]] Decision decide() {
        switch (outcome_.kind) {
            case Outcome::Kind::answered: return after_answer();
            case Outcome::Kind::never_sent: return after_never_sent();
            case Outcome::Kind::timed_out: return after_silence(ErrorCode::tenant_timeout);
            case Outcome::Kind::no_answer:
            case Outcome::Kind::malformed: return after_silence(ErrorCode::tenant_bad_response);
        }
        return after_silence(ErrorCode::tenant_bad_response);
    }

private:
    [[nodiscard]] bool is_read() const noexcept { return state_.repeatability == Repeatability::read; }

    Decision after_answer() {
        if (!state_.body_can_be_replayed) return Deliver{};
        if (outcome_.token_unknown || outcome_.status == 401) {
            return state_.token_renewed ? Decision{Deliver{}} : Decision{RenewToken{}};
        }
        if (outcome_.status == 429) return Requeue{};
        if (says_come_back_later(outcome_.status) && is_read()) return retry_or(Deliver{});
        return Deliver{};
    }

    Decision after_never_sent() {
        const Fail failure{.code = ErrorCode::tenant_unreachable, .outcome_unknown = false};
        if (!state_.body_can_be_replayed) return failure;
        if (outcome_.reused_connection && state_.attempts <= 1) return RetryAt{now_};
        return retry_or(failure);
    }

    // Sent, and no answer: the tenant may have done the work, which only a read does not mind.
    Decision after_silence(ErrorCode code) {
        if (!is_read()) return Fail{.code = code, .outcome_unknown = true};
        return retry_or(Fail{.code = code, .outcome_unknown = false});
    }

    Decision retry_or(Decision otherwise) {
        if (!state_.body_can_be_replayed || state_.attempts >= settings_.max_attempts) return otherwise;
        const Backoff backoff{.base = settings_.base, .cap = settings_.cap};
        const Duration pause = std::max(backoff.full_jitter(state_.attempts, random_),
                                        outcome_.retry_after.value_or(Duration::zero()));
        if (now_ > state_.give_up_at || pause > state_.give_up_at - now_) return otherwise;
        if (!budget_.take()) return otherwise;
        return RetryAt{now_ + pause};
    }

    const RetrySettings& settings_;
    const AttemptState& state_;
    const Outcome& outcome_;
    RetryBudget& budget_;
    Random& random_;
    TimePoint now_;
};

}  // namespace

void RetryBudget::count_call() noexcept {
    balance_ = std::min(most_saved, balance_ + std::max(0.0, part_));
}

bool RetryBudget::take() noexcept {
    // Ten times a tenth is a little less than one.
    if (part_ <= 0 || balance_ < 1 - 1e-6) return false;
    balance_ -= 1;
    return true;
}

Decision judge(const RetrySettings& settings, const AttemptState& state, const Outcome& outcome,
               RetryBudget& budget, Random& random, TimePoint now) {
    return Judgement{settings, state, outcome, budget, random, now}.decide();
}

}  // namespace halogate::retry

// SPDX-License-Identifier: MIT
#include "core/retry/retry_reason.hpp"

namespace halogate::retry {

RetryReason retry_reason(const Outcome& outcome) noexcept {
    switch (outcome.kind) {
        case Outcome::Kind::never_sent: return RetryReason::never_sent;
        case Outcome::Kind::no_answer: return RetryReason::no_answer;
        case Outcome::Kind::timed_out: return RetryReason::timed_out;
        case Outcome::Kind::malformed: return RetryReason::malformed;
        case Outcome::Kind::answered: break;
    }
    if (outcome.status == 429) return RetryReason::throttled;
    if (outcome.token_unknown || outcome.status == 401) return RetryReason::token_refused;
    return RetryReason::unavailable;
}

std::string_view to_string(RetryReason reason) noexcept {
    switch (reason) {
        case RetryReason::throttled: return "throttled";
        case RetryReason::token_refused: return "token_refused";
        case RetryReason::unavailable: return "unavailable";
        case RetryReason::never_sent: return "never_sent";
        case RetryReason::no_answer: return "no_answer";
        case RetryReason::timed_out: return "timed_out";
        case RetryReason::malformed: return "malformed";
    }
    return "unknown";
}

}  // namespace halogate::retry

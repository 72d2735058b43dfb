// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <variant>

#include "base/clock.hpp"
#include "base/error_code.hpp"
#include "base/random.hpp"

namespace halogate::retry {

/// What may be repeated depends on this alone: reads, idempotent writes, and all else.
enum class Repeatability : std::uint8_t {
    read,   ///< GET, HEAD: always
    erase,  ///< DELETE
    write,  ///< POST
};

/// How one exchange ended.
struct Outcome {
    enum class Kind : std::uint8_t {
        answered,         ///< the tenant's answer has a status
        never_sent,       ///< connect or TLS failed, or a kept-alive connection was closed before the first byte
        no_answer,        ///< sent, and then reset or closed
        timed_out,        ///< sent, and nothing came in time
        malformed,        ///< sent, and what came is not HTTP as we take it
    };
    Kind kind = Kind::answered;
    unsigned status = 0;
    bool token_unknown = false;  ///< 401, or 400 whose body says that the token is unknown
    std::optional<Duration> retry_after;
};

struct RetrySettings {
    unsigned max_attempts = 5;
    Duration base = std::chrono::milliseconds{500};
    Duration cap = std::chrono::seconds{30};
    double budget = 0.20;  ///< retries may add this part to the exchanges that callers asked for
};

/// What is known of the call before it is judged again.
struct AttemptState {
    Repeatability repeatability = Repeatability::read;
    unsigned attempts = 1;          ///< exchanges made, those that were throttled not counted
    bool token_renewed = false;     ///< this call has been repeated with a new token already
    bool body_can_be_replayed = true;
    TimePoint give_up_at{};         ///< the caller's wait ends
};

struct Deliver {};        ///< the tenant's answer goes to the caller as it is
struct RenewToken {};     ///< again with a new token, once
struct Requeue {};        ///< 429: back to the front of the queue; the pause is the queue's matter
struct RetryAt {
    TimePoint at;         ///< again, not before this
};
struct Fail {
    ErrorCode code = ErrorCode::tenant_unreachable;
    bool outcome_unknown = false;  ///< the tenant may have done the work
};
using Decision = std::variant<Deliver, RenewToken, Requeue, RetryAt, Fail>;

/// Retries may not add more than a fixed part to the exchanges that callers asked for, so that a tenant in trouble
/// is not hit harder. A small allowance lets the first calls of the day be retried.
class RetryBudget {
public:
    explicit RetryBudget(double part) noexcept : part_{part} {}
    void count_call() noexcept;
    [[nodiscard]] bool take() noexcept;

private:
    double part_;
    double balance_ = 10;
};

/// The table of "What happens to a request", 9: pure, and the only place that decides on a retry.
[[nodiscard]] Decision judge(const RetrySettings& settings, const AttemptState& state, const Outcome& outcome,
                             RetryBudget& budget, Random& random, TimePoint now);

}  // namespace halogate::retry

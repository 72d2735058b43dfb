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
        answered,    ///< the tenant's answer has a status
        never_sent,  ///< connect or TLS failed, or a kept-alive connection was closed before the first byte
        no_answer,   ///< sent, and then reset or closed
        timed_out,   ///< sent, and nothing came in time
        malformed,   ///< sent, and what came is not HTTP as we take it
    };
    Kind kind = Kind::answered;
    unsigned status = 0;
    bool token_unknown = false;  ///< 401, or 400 whose body says that the token is unknown
    std::optional<Duration> retry_after;
    bool reused_connection = false;  ///< never_sent on a connection that had served another exchange before
};

struct RetrySettings {
    unsigned max_attempts = 5;
    Duration base = std::chrono::milliseconds{500};
    Duration cap = std::chrono::seconds{30};
    double budget = 0.20;  ///< retries may add this part to the exchanges that callers asked for; 0: none
};

/// What is known of the call before it is judged again.
struct AttemptState {
    Repeatability repeatability = Repeatability::read;
    unsigned attempts = 1;       ///< exchanges made, those that were throttled not counted
    bool token_renewed = false;  ///< this call has been repeated with a new token already
    bool body_can_be_replayed = true;
    TimePoint give_up_at{};  ///< the caller's wait ends: no back-off may reach beyond
};

struct Deliver {};     ///< the tenant's answer goes to the caller as it is
struct RenewToken {};  ///< again with a new token, once
struct Requeue {};     ///< 429: back to the front of the queue; the pause is the queue's matter
struct RetryAt {
    TimePoint at;  ///< again, not before this
};
struct Fail {
    ErrorCode code = ErrorCode::tenant_unreachable;
    bool outcome_unknown = false;  ///< the tenant may have done the work
};
using Decision = std::variant<Deliver, RenewToken, Requeue, RetryAt, Fail>;

/// Retries may not add more than a fixed part to the exchanges that callers asked for, so that a tenant in
/// trouble is not hit harder. A small allowance lets the first calls of the day be retried, and what quiet
/// hours save up is bounded. A part of 0 allows none at all.
class RetryBudget {
public:
    explicit RetryBudget(double part) noexcept : part_{part} {}
    /// Another part from now on; what is saved up stays.
    void reconfigure(double part) noexcept { part_ = part; }

    /// A caller asked for an exchange; once per call, not per attempt.
    void count_call() noexcept;
    /// Takes one retry out of the budget. False: none is left.
    [[nodiscard]] bool take() noexcept;

private:
    double part_;
    double balance_ = 10;
};

/// What follows an exchange: pure, and the only place that decides on a retry.
///
/// | outcome                        | read        | erase                  | write                  |
/// |--------------------------------|-------------|------------------------|------------------------|
/// | token unknown                  | RenewToken once, then Deliver | same | same                   |
/// | 429                            | Requeue     | Requeue                | Requeue                |
/// | never sent                     | retry       | retry                  | retry                  |
/// | no answer, timed out, malformed | retry      | Fail, outcome unknown  | Fail, outcome unknown  |
/// | 502, 503, 504                  | retry       | Deliver                | Deliver                |
/// | anything else, 500 above all   | Deliver     | Deliver                | Deliver                |
///
/// A retry is RetryAt with full jitter, never sooner than Retry-After; it needs an attempt and budget left,
/// and must start within the caller's wait. The first exchange that was never sent because its kept-alive
/// connection had been closed is repeated at once and costs no budget: it says nothing about the tenant.
/// Where a retry is not to be had, the answer is delivered, or there is none and it is Fail. A body that
/// cannot be sent again rules out everything but Deliver and Fail. `budget` is charged only for a retry that
/// is decided on.
[[nodiscard]] Decision judge(const RetrySettings& settings, const AttemptState& state, const Outcome& outcome,
                             RetryBudget& budget, Random& random, TimePoint now);

}  // namespace halogate::retry

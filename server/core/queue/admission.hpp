// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <variant>
#include <vector>

#include "base/clock.hpp"
#include "base/urgency.hpp"
#include "core/breaker/breaker.hpp"
#include "core/limit/limits.hpp"
#include "core/retry/throttle_notice.hpp"

namespace halogate::queue {

/// Index into the consumers that Admission was built with; 0 is `anonymous`.
using ConsumerIndex = std::uint32_t;
/// Identifies a route of the catalogue, for pauses that concern one route only.
using RouteIndex = std::uint32_t;
/// One caller's request to start an exchange. Never 0, never reused.
using DemandId = std::uint64_t;

struct ConsumerShare {
    double weight = 1;                   ///< share of the budget against others while there is a queue
    std::size_t max_waiting = SIZE_MAX;  ///< demands of this consumer that may wait at once
    bool exists = true;  ///< false: no new demand comes from it; those that wait still go by `weight`
};

struct Demand {
    ConsumerIndex consumer = 0;
    RouteIndex route = 0;
    Urgency urgency = default_urgency;
    TimePoint give_up_at{};  ///< the latest moment at which the exchange may start
    bool at_front = false;   ///< goes back to the front of its queue (after a 429)
    bool reads = false;      ///< GET, HEAD: the better probe of a tenant that failed
};

struct Granted {
    DemandId id = 0;
};
struct Queued {
    DemandId id = 0;
};
struct Refused {
    enum class Reason : std::uint8_t {
        too_late,
        queue_full,
        consumer_full,
        draining,
        tenant_unavailable,  ///< the breaker is open
    };
    Reason reason = Reason::too_late;
    Duration retry_after{};  ///< true as far as can be known: asking again sooner would be refused again
};
using Admittance = std::variant<Granted, Queued, Refused>;

/// What became of an exchange, as far as the limits care.
struct ExchangeEnd {
    bool started = true;  ///< false: nothing was sent to the tenant, the slot is given back unused
    std::optional<retry::ThrottleNotice> throttled;  ///< the tenant answered 429
};

/// The budget as shown in RateLimit headers, /status.json and metrics.
struct BudgetView {
    std::size_t limit = 0;  ///< exchanges per window
    Duration per{};
    std::size_t remaining = 0;  ///< how many could start now as far as the window goes
    Duration reset{};           ///< until the next slot returns (0 when none is used)
    std::size_t in_flight = 0;
    std::size_t waiting = 0;
    Duration paused_for{};  ///< what is left of the tenant-wide pause
};

/// What of one consumer waits.
struct QueueView {
    std::size_t waiting = 0;
    Duration oldest{};  ///< how long the one that came first has waited; 0 when none waits
};

/// Who may start an exchange, and when: window, bucket, concurrency, pauses, the breaker and the waiting line
/// in one pure object. It owns no timer and no thread: it says when it wants to be asked again (next_wake),
/// and a driver that asks then needs no polling.
class Admission {
public:
    struct Settings {
        limit::Limits limits;
        /// Demands that may wait at once. When they do, a consumer is still let in as long as fewer of its
        /// own wait than its part of that number by weight, at least one; so there are never twice as many.
        std::size_t max_waiting = 10'000;
        std::vector<ConsumerShare> consumers;  ///< at least one: `anonymous`
    };
    explicit Admission(Settings settings, TimePoint now);
    ~Admission();
    Admission(const Admission&) = delete;
    Admission& operator=(const Admission&) = delete;

    /// Granted: the exchange may start now, and finish() must follow. Queued: grant() or leave() will name
    /// the id. Refused: at once, when the start could not come before give_up_at, or too many wait already,
    /// or the breaker is open; only one that has been at the tenant before (at_front) waits for the probe.
    [[nodiscard]] Admittance enter(const Demand& demand, TimePoint now);
    /// The next waiting demand that may start now, or nothing. Call until it returns nothing. finish() must
    /// follow for each. A demand whose give_up_at has passed is not granted; expired() returns it.
    [[nodiscard]] std::optional<DemandId> grant(TimePoint now);
    /// The next waiting demand that can no longer start in time, taken out of the line, with what to answer.
    struct Expired {
        DemandId id = 0;
        Refused refused;
    };
    [[nodiscard]] std::optional<Expired> expired(TimePoint now);
    /// A waiting caller hung up. Spends nothing.
    void leave(DemandId id, TimePoint now);
    /// How a granted exchange went, once that is known and before finish(). `jitter` as for breaker::Breaker.
    [[nodiscard]] std::optional<breaker::Change> observe(DemandId id, const retry::Outcome& outcome,
                                                         double jitter, TimePoint now);
    /// A granted exchange has ended.
    void finish(DemandId id, const ExchangeEnd& end, TimePoint now);

    /// When grant() or expired() may have something to give that they have not now; nothing: only after
    /// another call of enter, leave or finish.
    [[nodiscard]] std::optional<TimePoint> next_wake(TimePoint now) const;

    /// Other settings from now on. What was used, learnt and ordered stands, and so does who waits. There are
    /// at least as many consumers as before, in the same places. Throws what the constructor throws, and
    /// changes nothing then.
    void reconfigure(Settings settings, TimePoint now);

    /// Nobody waits beyond `until`. Those that wait and cannot start by then are returned, to be answered 503
    /// draining; so is told whoever comes later and cannot.
    [[nodiscard]] std::vector<DemandId> drain(TimePoint until, TimePoint now);

    [[nodiscard]] BudgetView budget(TimePoint now) const;
    /// RollingWindow::returns.
    [[nodiscard]] std::vector<std::size_t> slot_returns(std::size_t parts, TimePoint now) const;
    /// By consumer. Looks at all that wait.
    [[nodiscard]] std::vector<QueueView> queues(TimePoint now) const;
    [[nodiscard]] const breaker::Breaker& breaker() const noexcept;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace halogate::queue

// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "base/clock.hpp"
#include "base/urgency.hpp"
#include "core/breaker/breaker.hpp"
#include "core/limit/limits.hpp"
#include "core/limit/observed_limit.hpp"
#include "core/limit/pauses.hpp"
#include "core/limit/rolling_window.hpp"
#include "core/limit/token_bucket.hpp"

namespace halogate::limit {

/// Whether an exchange may start, and if not, when.
struct Verdict {
    enum class Kind : std::uint8_t {
        go,
        wait,      ///< until `at`, which is exact
        wait_end,  ///< until an exchange in flight has ended
    };
    Kind kind = Kind::go;
    TimePoint at{};
};

/// Everything that must allow an exchange before it starts: window, bucket, concurrency, reserve, pauses and
/// the breaker.
///
/// The reserve is a part of the window that only urgent demands may use, withheld from the others as long as
/// an urgent demand has been seen within the last window's length. Without urgent callers it would only make
/// the window smaller, so then all of it goes to everyone.
///
/// A limit found by observation (not named by the tenant) is an assumption: it lapses twelve windows after
/// the last 429 that led to it, and the limit that was configured or named counts again.
///
/// Where the window's length is not known it is found as well: a tenant that says how long to wait says when
/// its oldest request leaves the window, and after a rest that is our first.
class Limiter {
public:
    /// Throws std::invalid_argument when the limits allow nothing at all.
    explicit Limiter(const Limits& limits);

    /// Other limits from now on. What was used counts on, pauses and an open breaker stand, and so does what
    /// the tenant has named or an observation has found, unless the new limits do not learn. Throws as the
    /// constructor does, and changes nothing then.
    void reconfigure(const Limits& limits, TimePoint now);

    [[nodiscard]] const RollingWindow& window() const noexcept { return window_; }
    [[nodiscard]] const Pauses& pauses() const noexcept { return pauses_; }
    [[nodiscard]] const breaker::Breaker& breaker() const noexcept { return breaker_; }

    /// An urgent demand exists, whether or not it may start: the reserve is withheld for its kind.
    void note_urgent(TimePoint now) noexcept { urgent_seen_ = now; }
    /// For an exchange in a lane that is not paused on its own (see Pauses::lane_gate).
    [[nodiscard]] Verdict ask(Urgency urgency, TimePoint now) const noexcept;
    /// After a verdict of go. What it returns must come back in end() or cancel().
    [[nodiscard]] Exchange start(Lane lane, TimePoint now) noexcept;
    /// Nothing was sent: slot and permit are given back unused.
    void cancel(const Exchange& exchange, TimePoint now);
    /// `throttled` when the tenant answered 429. Whether it counts those itself is not known, so they keep
    /// their slot.
    void end(const Exchange& exchange, const std::optional<retry::ThrottleNotice>& throttled, TimePoint now);

    /// Before end() or cancel(), if there is something to say: how the exchange went. `jitter` as for
    /// breaker::Breaker.
    [[nodiscard]] std::optional<breaker::Change> observe(Exchange& exchange, const retry::Outcome& outcome,
                                                         double jitter, TimePoint now) noexcept;

    /// When the (ahead + 1)-th exchange from now can start at the earliest. Never too late: what is unknown
    /// (the ends of exchanges in flight) is taken at its best.
    [[nodiscard]] TimePoint earliest(Urgency urgency, std::size_t ahead, TimePoint now) const noexcept;

private:
    void forget_breaker_probe(const Exchange& exchange) noexcept;
    [[nodiscard]] TimePoint not_before(TimePoint now) const noexcept;
    [[nodiscard]] std::size_t most_in_flight(TimePoint now) const noexcept;
    [[nodiscard]] std::size_t withheld(Urgency urgency, TimePoint now) const noexcept;
    [[nodiscard]] TimePoint reserve_lapses() const noexcept;
    [[nodiscard]] std::optional<TimePoint> known_slot(Urgency urgency, TimePoint now) const noexcept;
    void throttled(const Exchange& exchange, const retry::ThrottleNotice& notice, std::size_t in_flight,
                   TimePoint now);
    [[nodiscard]] bool is_the_only_lane(Lane lane, TimePoint now) const noexcept;
    void watch_for_the_limit(const Exchange& exchange, TimePoint now);
    /// Whether that is stricter than what was obeyed before.
    [[nodiscard]] bool obey_named(const WindowShape& named, TimePoint now);
    void find_length(Duration retry_after, TimePoint now);
    void forget_stale_observation(TimePoint now);

    /// The configured window, and the tenant's where it has named one.
    [[nodiscard]] WindowShape stated_by(const WindowShape& configured) const noexcept;

    WindowShape stated_;                ///< configured, or named by the tenant
    std::optional<WindowShape> named_;  ///< by the tenant; the strictest of what it said
    double reserve_;
    std::size_t concurrency_;
    Unknown unknown_;
    std::size_t unproven_concurrency_;
    bool learn_;
    RollingWindow window_;
    std::optional<TokenBucket> bucket_;
    Pauses pauses_;
    breaker::Breaker breaker_;
    ObservedLimit observed_;
    std::optional<TimePoint> observation_lapses_;
    std::optional<TimePoint> urgent_seen_;
    std::size_t proven_ = 0;                ///< the most that the tenant took within one window
    std::optional<TimePoint> first_start_;  ///< since nothing was in use; only while its length is unknown
    bool length_found_ = false;
    std::optional<Lane> latest_lane_;
    std::optional<TimePoint> another_lane_at_;  ///< the latest change of lane from one start to the next
};

}  // namespace halogate::limit

// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <vector>

#include "core/limit/limiter.hpp"
#include "core/queue/admission.hpp"
#include "core/queue/demand_table.hpp"
#include "core/queue/slot_heap.hpp"
#include "core/queue/waiting_line.hpp"

namespace halogate::queue {

/// Sooner than this nobody is asked to come again: Retry-After has whole seconds.
inline constexpr Duration shortest_retry = std::chrono::seconds{1};

/// What Admission decides with: the limiter, the line, and who is parked beside it.
struct Admission::State {
    explicit State(Settings given);

    void reconfigure(Settings given, TimePoint now);
    /// The whole weight of those that there are.
    void weigh();
    /// Who waits gives up at `drains_by` at the latest. Returned is who cannot start by then.
    [[nodiscard]] std::vector<Slot> shorten_waits(TimePoint now);

    /// Nobody better waits, and all that limits allows it.
    [[nodiscard]] bool may_start_at_once(const Demand& demand, TimePoint now) const;
    /// When a demand that took its place now would start, at the earliest.
    [[nodiscard]] TimePoint expected_start(const Demand& demand, WaitingLine::End end, TimePoint now) const;
    [[nodiscard]] std::optional<Refused> refusal(const Demand& demand, TimePoint now) const;
    /// While the breaker is open nobody joins those that wait, except who was there before.
    [[nodiscard]] std::optional<Refused> refused_by_breaker(const Demand& demand, TimePoint now) const;
    /// Why a demand's time ends without a start.
    [[nodiscard]] Refused::Reason why_late(TimePoint now) const noexcept;
    /// A read that may go instead of `next`, which is a write, as the breaker's probe: a write that meets a
    /// tenant in trouble ends with nobody knowing whether it was done.
    [[nodiscard]] std::optional<Slot> better_probe(Slot next, TimePoint now) const;
    /// Fewer of its demands wait than its part of the line, by weight: a flood of others does not keep it
    /// out.
    [[nodiscard]] bool has_room_of_its_own(ConsumerIndex consumer) const noexcept;
    /// Its time is over, or would be even if it were the next.
    [[nodiscard]] bool too_late_for_sure(Slot slot, TimePoint now) const;
    /// When the next of those that wait may start; nothing when that depends on the end of an exchange.
    [[nodiscard]] std::optional<TimePoint> next_start(TimePoint now) const;

    void start(Slot slot, TimePoint now);
    void wait(Slot slot, TimePoint now);
    void park(Slot slot);
    void stop_waiting(Slot slot);
    /// Takes from the front of the line who cannot be served, and names the one who can. Each demand is taken
    /// out at most once per pause of its lane.
    [[nodiscard]] std::optional<Slot> clear_front(TimePoint now);
    /// The parked demand that may go as the probe of its lane.
    [[nodiscard]] std::optional<Slot> parked_probe(TimePoint now) const;
    /// When the lane's pause is over, its demands go back to the front of the line, in their order.
    void return_parked();

    Settings settings;
    limit::Limiter limiter;
    DemandTable table;
    WaitingLine line;
    /// Demands of the one lane that is paused on its own, so that they hold up nobody else.
    WaitingLine parked;
    std::optional<limit::Lane> parked_lane;
    SlotHeap<TimePoint> deadlines;  ///< of all that wait
    std::vector<std::size_t> waiting_of;
    double weights = 0;                  ///< of all consumers together
    std::optional<TimePoint> drains_by;  ///< nobody waits beyond
};

}  // namespace halogate::queue

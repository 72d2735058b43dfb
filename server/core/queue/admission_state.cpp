// SPDX-License-Identifier: MIT
#include "core/queue/admission_state.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace halogate::queue {

namespace {

using limit::Pause;
using Gate = breaker::Breaker::Gate;
using limit::Verdict;

/// The last of those that the reserve is for.
constexpr Urgency least_urgent = 2;
static_assert(is_urgent(least_urgent) && !is_urgent(least_urgent + 1));

limit::Lane lane_of(const Demand& demand) {
    return {.route = demand.route, .consumer = demand.consumer};
}

std::vector<double> weights_of(const std::vector<ConsumerShare>& shares) {
    if (shares.empty()) throw std::invalid_argument{"admission needs at least one consumer"};
    std::vector<double> weights;
    weights.reserve(shares.size());
    for (const ConsumerShare& share : shares) weights.push_back(share.weight);
    return weights;
}

}  // namespace

Admission::State::State(Settings given)
    : settings{std::move(given)},
      limiter{settings.limits},
      line{weights_of(settings.consumers)},
      parked{{1.0}},
      waiting_of(settings.consumers.size()) {
    weigh();
}

void Admission::State::weigh() {
    weights = 0;
    for (const ConsumerShare& share : settings.consumers)
        if (share.exists) weights += share.weight;
}

void Admission::State::reconfigure(Settings given, TimePoint now) {
    if (given.consumers.size() < settings.consumers.size())
        throw std::invalid_argument{"a consumer cannot leave admission"};
    const WaitingLine valid{weights_of(given.consumers)};  // throws for a weight that is none
    limiter.reconfigure(given.limits, now);
    line.reweigh(weights_of(given.consumers));
    settings = std::move(given);
    waiting_of.resize(settings.consumers.size());
    weigh();
}

std::vector<Slot> Admission::State::shorten_waits(TimePoint now) {
    std::vector<Slot> in_time;
    std::vector<Slot> late;
    const auto sort_out = [&](WaitingLine rest, TimePoint not_before) {
        while (const std::optional<Slot> slot = rest.front()) {
            rest.pop();
            const Demand& demand = table[*slot].demand;
            const TimePoint start =
                std::max(limiter.earliest(demand.urgency, in_time.size(), now), not_before);
            const bool can_start = start <= std::min(demand.give_up_at, *drains_by) && now < *drains_by;
            (can_start ? in_time : late).push_back(*slot);
        }
    };
    sort_out(line, now);
    sort_out(parked, limiter.pauses().lane_until());
    for (const auto& [give_up_at, slot] : deadlines.entries())
        if (table[slot].standing == Standing::lapsed) late.push_back(slot);
    for (const Slot slot : in_time) {
        TimePoint& give_up_at = table[slot].demand.give_up_at;
        give_up_at = std::min(give_up_at, *drains_by);
        deadlines.remove(slot);
        deadlines.push(slot, give_up_at);
    }
    return late;
}

bool Admission::State::may_start_at_once(const Demand& demand, TimePoint now) const {
    if (table.full() || line.waits_before(demand.urgency)) return false;
    const Pause::Gate gate = limiter.pauses().lane_gate(lane_of(demand), now);
    if (gate == Pause::Gate::closed || gate == Pause::Gate::probe_out) return false;
    if (gate == Pause::Gate::probe_due && !parked.empty()) return false;
    const bool probes = limiter.breaker().gate(now) == Gate::probe_due;
    if (probes && !demand.reads && !deadlines.empty())
        return false;  // a read among those that wait is better
    return limiter.ask(demand.urgency, now).kind == Verdict::Kind::go;
}

std::optional<Refused> Admission::State::refused_by_breaker(const Demand& demand, TimePoint now) const {
    const Gate gate = limiter.breaker().gate(now);
    if (demand.at_front || gate == Gate::passes || gate == Gate::probe_due) return std::nullopt;
    const TimePoint start = limiter.earliest(demand.urgency, 0, now);
    return Refused{Refused::Reason::tenant_unavailable, std::max(start - now, shortest_retry)};
}

Refused::Reason Admission::State::why_late(TimePoint now) const noexcept {
    const bool passes = limiter.breaker().gate(now) == Gate::passes;
    return passes ? Refused::Reason::too_late : Refused::Reason::tenant_unavailable;
}

std::optional<Slot> Admission::State::better_probe(Slot next, TimePoint now) const {
    if (table[next].demand.reads || limiter.breaker().gate(now) != Gate::probe_due) return std::nullopt;
    std::optional<Slot> best;
    for (const auto& [give_up_at, slot] : deadlines.entries()) {
        const DemandTable::Row& row = table[slot];
        const bool can_go = row.demand.reads && row.standing == Standing::in_line && give_up_at >= now &&
                            limiter.pauses().lane_gate(lane_of(row.demand), now) == Pause::Gate::open &&
                            limiter.ask(row.demand.urgency, now).kind == Verdict::Kind::go;
        if (can_go && (!best || row.demand.urgency < table[*best].demand.urgency)) best = slot;
    }
    return best;
}

TimePoint Admission::State::expected_start(const Demand& demand, WaitingLine::End end, TimePoint now) const {
    const std::size_t ahead = line.ahead_of({demand.urgency, demand.consumer}, end);
    // Urgent demands ahead may use the reserve; that their turns come faster must not be overlooked.
    const bool behind_urgent = is_urgent(demand.urgency) || line.waits_before(least_urgent);
    const TimePoint at = limiter.earliest(behind_urgent ? least_urgent : demand.urgency, ahead, now);
    const bool lane_closed = limiter.pauses().lane_gate(lane_of(demand), now) == Pause::Gate::closed;
    return lane_closed ? std::max(at, limiter.pauses().lane_until()) : at;
}

std::optional<Refused> Admission::State::refusal(const Demand& demand, TimePoint now) const {
    const auto end = demand.at_front ? WaitingLine::End::front : WaitingLine::End::back;
    const TimePoint start = expected_start(demand, end, now);
    const Duration retry_after = std::max(start - now, shortest_retry);
    if (start > demand.give_up_at || demand.give_up_at <= now) {
        return Refused{why_late(now), retry_after};
    }
    // One that was throttled had its place already; it must not lose it to those who came since.
    if (demand.at_front && !table.full()) return std::nullopt;
    const bool full = deadlines.size() >= settings.max_waiting && !has_room_of_its_own(demand.consumer);
    if (full || table.full()) return Refused{Refused::Reason::queue_full, retry_after};
    if (waiting_of[demand.consumer] >= settings.consumers[demand.consumer].max_waiting) {
        return Refused{Refused::Reason::consumer_full, retry_after};
    }
    return std::nullopt;
}

bool Admission::State::has_room_of_its_own(ConsumerIndex consumer) const noexcept {
    if (settings.max_waiting == 0) return false;
    const double part = settings.consumers[consumer].weight / weights;
    const auto room = static_cast<std::size_t>(part * static_cast<double>(settings.max_waiting));
    // A lone consumer's part is the whole line.
    return waiting_of[consumer] < std::max<std::size_t>(room, 1);
}

bool Admission::State::too_late_for_sure(Slot slot, TimePoint now) const {
    const Demand& demand = table[slot].demand;
    if (now >= demand.give_up_at) return true;
    TimePoint at = limiter.earliest(demand.urgency, 0, now);
    if (table[slot].standing == Standing::parked) at = std::max(at, limiter.pauses().lane_until());
    return at > demand.give_up_at;
}

void Admission::State::start(Slot slot, TimePoint now) {
    DemandTable::Row& row = table[slot];
    row.exchange = limiter.start(lane_of(row.demand), now);
    row.standing = Standing::running;
}

void Admission::State::wait(Slot slot, TimePoint now) {
    DemandTable::Row& row = table[slot];
    deadlines.push(slot, row.demand.give_up_at);
    row.waits_since = now;
    ++waiting_of[row.demand.consumer];
    if (limiter.pauses().lane_gate(lane_of(row.demand), now) != Pause::Gate::open) {
        park(slot);
        return;
    }
    row.standing = Standing::in_line;
    const auto end = row.demand.at_front ? WaitingLine::End::front : WaitingLine::End::back;
    line.insert(slot, {row.demand.urgency, row.demand.consumer}, end);
}

void Admission::State::park(Slot slot) {
    DemandTable::Row& row = table[slot];
    row.standing = Standing::parked;
    parked_lane = lane_of(row.demand);
    const auto end = row.demand.at_front ? WaitingLine::End::front : WaitingLine::End::back;
    parked.insert(slot, {row.demand.urgency, 0}, end);
}

void Admission::State::stop_waiting(Slot slot) {
    const DemandTable::Row& row = table[slot];
    if (row.standing == Standing::in_line) line.remove(slot);
    if (row.standing == Standing::parked) parked.remove(slot);
    deadlines.remove(slot);
    --waiting_of[row.demand.consumer];
}

std::optional<Slot> Admission::State::clear_front(TimePoint now) {
    while (const std::optional<Slot> slot = line.front()) {
        DemandTable::Row& row = table[*slot];
        const Pause::Gate gate = limiter.pauses().lane_gate(lane_of(row.demand), now);
        const bool late = row.demand.give_up_at < now;
        const bool passes = gate == Pause::Gate::open || (gate == Pause::Gate::probe_due && parked.empty());
        if (!late && passes) return slot;
        line.remove(*slot);
        if (late) {
            row.standing = Standing::lapsed;
        } else {
            park(*slot);
        }
    }
    return std::nullopt;
}

std::optional<Slot> Admission::State::parked_probe(TimePoint now) const {
    const std::optional<Slot> slot = parked.front();
    if (!slot || limiter.pauses().lane_gate(*parked_lane, now) != Pause::Gate::probe_due) return std::nullopt;
    return table[*slot].demand.give_up_at < now ? std::nullopt : slot;
}

void Admission::State::return_parked() {
    if (parked.empty() || limiter.pauses().paused_lane() == parked_lane) return;
    std::vector<Slot> slots;
    while (const std::optional<Slot> slot = parked.front()) {
        slots.push_back(*slot);
        parked.remove(*slot);
    }
    std::reverse(slots.begin(), slots.end());
    for (const Slot slot : slots) {
        DemandTable::Row& row = table[slot];
        row.standing = Standing::in_line;
        line.insert(slot, {row.demand.urgency, row.demand.consumer}, WaitingLine::End::front);
    }
}

std::optional<TimePoint> Admission::State::next_start(TimePoint now) const {
    std::optional<TimePoint> next;
    const auto consider = [&](Slot slot, TimePoint not_before) {
        const Verdict verdict = limiter.ask(table[slot].demand.urgency, now);
        if (verdict.kind == Verdict::Kind::wait_end) return;
        const TimePoint at = std::max(verdict.at, not_before);
        next = next ? std::min(*next, at) : at;
    };
    if (const std::optional<Slot> slot = line.front()) consider(*slot, now);
    if (const std::optional<Slot> slot = parked.front()) {
        const Pause::Gate gate = limiter.pauses().lane_gate(*parked_lane, now);
        if (gate != Pause::Gate::probe_out) consider(*slot, limiter.pauses().lane_until());
    }
    return next;
}

}  // namespace halogate::queue

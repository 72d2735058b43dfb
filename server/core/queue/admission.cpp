// SPDX-License-Identifier: MIT
#include "core/queue/admission.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "core/queue/admission_state.hpp"

namespace halogate::queue {

using limit::Verdict;

Admission::Admission(Settings settings, TimePoint /*now*/)
    : state_{std::make_unique<State>(std::move(settings))} {}

Admission::~Admission() = default;

void Admission::reconfigure(Settings settings, TimePoint now) {
    state_->reconfigure(std::move(settings), now);
}

Admittance Admission::enter(const Demand& asked, TimePoint now) {
    State& state = *state_;
    Demand demand = asked;
    if (state.drains_by) {
        if (now >= *state.drains_by) return Refused{Refused::Reason::draining, shortest_retry};
        demand.give_up_at = std::min(demand.give_up_at, *state.drains_by);
    }
    if (demand.consumer >= state.waiting_of.size() || demand.urgency > least_urgency) {
        throw std::out_of_range{"a demand of an unknown consumer or urgency"};
    }
    if (is_urgent(demand.urgency)) state.limiter.note_urgent(now);
    if (const std::optional<Refused> refused = state.refused_by_breaker(demand, now)) return *refused;
    (void)state.clear_front(now);  // so that only those who can be served count as waiting before this one
    if (state.may_start_at_once(demand, now)) {
        const Slot slot = state.table.add(demand);
        state.start(slot, now);
        return Granted{state.table.id_of(slot)};
    }
    if (std::optional<Refused> refused = state.refusal(demand, now)) {
        // It would have waited for long enough, had there been no drain.
        const bool cut_short = demand.give_up_at < asked.give_up_at;
        if (cut_short && now + refused->retry_after <= asked.give_up_at)
            refused->reason = Refused::Reason::draining;
        return *refused;
    }
    const Slot slot = state.table.add(demand);
    state.wait(slot, now);
    return Queued{state.table.id_of(slot)};
}

std::optional<DemandId> Admission::grant(TimePoint now) {
    State& state = *state_;
    std::optional<Slot> next = state.clear_front(now);
    const std::optional<Slot> probe = state.parked_probe(now);
    // What is parked came before; among equals in urgency it goes first.
    const auto urgency_of = [&](Slot slot) { return state.table[slot].demand.urgency; };
    const bool probe_first = probe && (!next || urgency_of(*probe) <= urgency_of(*next));
    if (probe_first) next = probe;
    if (!next || state.limiter.ask(urgency_of(*next), now).kind != Verdict::Kind::go) return std::nullopt;
    const std::optional<Slot> read = state.better_probe(*next, now);
    if (read) next = read;
    if (!probe_first && !read) {
        state.line.pop();
        state.table[*next].standing = Standing::lapsed;  // in neither line
    }
    state.stop_waiting(*next);
    state.start(*next, now);
    return state.table.id_of(*next);
}

std::optional<Admission::Expired> Admission::expired(TimePoint now) {
    State& state = *state_;
    if (state.deadlines.empty()) return std::nullopt;
    const Slot slot = state.deadlines.top().slot;
    if (!state.too_late_for_sure(slot, now)) return std::nullopt;
    state.stop_waiting(slot);
    const TimePoint start = state.expected_start(state.table[slot].demand, WaitingLine::End::back, now);
    const DemandId id = state.table.id_of(slot);
    const bool cut_short = state.drains_by == state.table[slot].demand.give_up_at;
    state.table.free(slot);
    const Refused::Reason reason = cut_short ? Refused::Reason::draining : state.why_late(now);
    return Expired{id, {reason, std::max(start - now, shortest_retry)}};
}

void Admission::leave(DemandId id, TimePoint /*now*/) {
    const Slot slot = state_->table.find(id);
    if (slot == no_slot || state_->table[slot].standing == Standing::running) return;
    state_->stop_waiting(slot);
    state_->table.free(slot);
}

std::optional<breaker::Change> Admission::observe(DemandId id, const retry::Outcome& outcome, double jitter,
                                                  TimePoint now) {
    State& state = *state_;
    const Slot slot = state.table.find(id);
    if (slot == no_slot || state.table[slot].standing != Standing::running) return std::nullopt;
    return state.limiter.observe(state.table[slot].exchange, outcome, jitter, now);
}

const breaker::Breaker& Admission::breaker() const noexcept {
    return state_->limiter.breaker();
}

void Admission::finish(DemandId id, const ExchangeEnd& end, TimePoint now) {
    State& state = *state_;
    const Slot slot = state.table.find(id);
    if (slot == no_slot || state.table[slot].standing != Standing::running) return;
    const limit::Exchange exchange = state.table[slot].exchange;
    state.table.free(slot);
    if (end.started) {
        state.limiter.end(exchange, end.throttled, now);
    } else {
        state.limiter.cancel(exchange, now);
    }
    state.return_parked();
}

std::optional<TimePoint> Admission::next_wake(TimePoint now) const {
    const State& state = *state_;
    if (state.deadlines.empty()) return std::nullopt;
    const auto& [give_up_at, slot] = state.deadlines.top();
    if (state.too_late_for_sure(slot, now)) return now;
    const std::optional<TimePoint> start = state.next_start(now);
    return start ? std::min(*start, give_up_at) : give_up_at;
}

std::vector<DemandId> Admission::drain(TimePoint until, TimePoint now) {
    State& state = *state_;
    state.drains_by = std::min(until, state.drains_by.value_or(until));
    std::vector<DemandId> ids;
    for (const Slot slot : state.shorten_waits(now)) {
        ids.push_back(state.table.id_of(slot));
        state.stop_waiting(slot);
        state.table.free(slot);
    }
    return ids;
}

BudgetView Admission::budget(TimePoint now) const {
    const limit::RollingWindow& window = state_->limiter.window();
    const auto next_return = window.next_return(now);
    const Duration until_return = next_return ? *next_return - now : window.shape().per;
    return {.limit = window.shape().requests,
            .per = window.shape().per,
            .remaining = window.remaining(now),
            .reset = window.in_use(now) == 0 ? Duration::zero() : until_return,
            .in_flight = window.in_flight(),
            .waiting = state_->deadlines.size(),
            .paused_for = state_->limiter.pauses().tenant().left(now)};
}

std::vector<std::size_t> Admission::slot_returns(std::size_t parts, TimePoint now) const {
    return state_->limiter.window().returns(parts, now);
}

std::vector<QueueView> Admission::queues(TimePoint now) const {
    const State& state = *state_;
    std::vector<QueueView> views(state.waiting_of.size());
    for (const auto& [give_up_at, slot] : state.deadlines.entries()) {
        const DemandTable::Row& row = state.table[slot];
        QueueView& view = views[row.demand.consumer];
        ++view.waiting;
        view.oldest = std::max(view.oldest, now - row.waits_since);
    }
    return views;
}

}  // namespace halogate::queue

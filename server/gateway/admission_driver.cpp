// SPDX-License-Identifier: MIT
#include "gateway/admission_driver.hpp"

#include <utility>

namespace halogate::gateway {

AdmissionDriver::AdmissionDriver(queue::Admission& admission, io::AlarmClock& clock, OnBreaker on_breaker)
    : admission_{admission}, clock_{clock}, on_breaker_{std::move(on_breaker)}, next_wake_{clock, [this] {
                                                                                               pump();
                                                                                           }} {}

queue::Admittance AdmissionDriver::enter(const queue::Demand& demand) {
    const TimePoint now = catch_up();
    auto admittance = admission_.enter(demand, now);
    if (const auto* queued = std::get_if<queue::Queued>(&admittance)) waiting_.emplace(queued->id, Waiting{});
    pump();
    return admittance;
}

void AdmissionDriver::wait(queue::DemandId id, WakeSignal& signal) {
    const auto found = waiting_.find(id);
    if (found == waiting_.end()) return;
    Waiting& waiting = found->second;
    waiting.signal = &signal;
    if (waiting.state != Waiting::State::in_line) signal.set(waiting.why);
}

bool AdmissionDriver::settle(queue::DemandId id, Wake why) {
    const auto found = waiting_.find(id);
    if (found == waiting_.end()) return false;
    const Waiting::State state = found->second.state;
    waiting_.erase(found);
    if (state == Waiting::State::granted && why == Wake::go) return true;
    const TimePoint now = catch_up();
    if (state == Waiting::State::granted) {
        admission_.finish(id, queue::ExchangeEnd{.started = false, .throttled = {}}, now);
    } else if (state == Waiting::State::in_line) {
        admission_.leave(id, now);
    }
    pump();
    return false;
}

void AdmissionDriver::finish(queue::DemandId id, const queue::ExchangeEnd& end) {
    const TimePoint now = catch_up();
    admission_.finish(id, end, now);
    pump();
}

void AdmissionDriver::observe(queue::DemandId id, const retry::Outcome& outcome, double jitter) {
    const auto change = admission_.observe(id, outcome, jitter, catch_up());
    if (!change) return;
    if (on_breaker_) on_breaker_(*change, admission_.breaker().sighting());
    pump();
}

void AdmissionDriver::wake(queue::DemandId id, Wake why, Waiting::State state, queue::Refused refused) {
    const auto found = waiting_.find(id);
    if (found == waiting_.end()) return;
    found->second.state = state;
    found->second.why = why;
    found->second.refused = refused;
    if (found->second.signal != nullptr) found->second.signal->set(why);
}

void AdmissionDriver::step(TimePoint at) {
    while (const auto id = admission_.grant(at)) wake(*id, Wake::go, Waiting::State::granted, {});
    while (const auto late = admission_.expired(at))
        wake(late->id, Wake::too_late, Waiting::State::gone, late->refused);
    due_ = admission_.next_wake(at);
    seen_ = at;
}

TimePoint AdmissionDriver::catch_up() {
    const TimePoint now = clock_.now();
    while (due_ && *due_<now&& * due_> seen_) step(*due_);
    return now;
}

void AdmissionDriver::pump() {
    step(catch_up());
    if (due_) {
        next_wake_.set(*due_);
    } else {
        next_wake_.clear();
    }
}

queue::Refused AdmissionDriver::refused(queue::DemandId id) const {
    const auto found = waiting_.find(id);
    return found == waiting_.end() ? queue::Refused{} : found->second.refused;
}

void AdmissionDriver::reconfigure(queue::Admission::Settings settings) {
    const TimePoint now = catch_up();
    admission_.reconfigure(std::move(settings), now);
    pump();
}

void AdmissionDriver::drain(TimePoint until) {
    const TimePoint now = catch_up();
    for (const queue::DemandId id : admission_.drain(until, now))
        wake(id, Wake::draining, Waiting::State::gone, {});
    pump();
}

}  // namespace halogate::gateway

// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/queue/admission.hpp"
#include "io/alarm.hpp"
#include "io/signal.hpp"

namespace halogate::gateway {

/// Why a waiting call goes on.
enum class Wake : std::uint8_t {
    go,        ///< what it waited for is there
    too_late,  ///< it can no longer come in time
    hung_up,   ///< the caller is gone
    draining,  ///< the gateway stops
    changed,   ///< look again
};

using WakeSignal = io::Signal<Wake>;

/// Drives the pure Admission with one alarm: whoever waits is woken at the known time. Reactor thread only.
class AdmissionDriver {
public:
    /// What the breaker does, for whoever wants to tell people.
    using OnBreaker = std::function<void(const breaker::Change& change, const breaker::Sighting& seen)>;

    AdmissionDriver(queue::Admission& admission, io::AlarmClock& clock, OnBreaker on_breaker = nullptr);

    [[nodiscard]] queue::Admittance enter(const queue::Demand& demand);
    /// Whom to wake when `id`, which was Queued, is granted or refused. The signal lives until settle().
    void wait(queue::DemandId id, WakeSignal& signal);
    /// The waiting call was woken: true when the exchange is granted and `why` says that it is wanted;
    /// otherwise the demand is gone, and a grant that came in the same moment is given back unused.
    [[nodiscard]] bool settle(queue::DemandId id, Wake why);
    void finish(queue::DemandId id, const queue::ExchangeEnd& end);
    /// Before finish(): how a granted exchange went.
    void observe(queue::DemandId id, const retry::Outcome& outcome, double jitter);
    /// After Wake::too_late and before settle(): what to answer.
    [[nodiscard]] queue::Refused refused(queue::DemandId id) const;
    void reconfigure(queue::Admission::Settings settings);
    /// As Admission::drain.
    void drain(TimePoint until);
    [[nodiscard]] queue::BudgetView budget() const { return admission_.budget(clock_.now()); }
    [[nodiscard]] std::vector<std::size_t> slot_returns(std::size_t parts) const {
        return admission_.slot_returns(parts, clock_.now());
    }
    [[nodiscard]] std::vector<queue::QueueView> queues() const { return admission_.queues(clock_.now()); }
    [[nodiscard]] const breaker::Breaker& breaker() const noexcept { return admission_.breaker(); }

private:
    struct Waiting {
        enum class State : std::uint8_t { in_line, granted, gone };
        State state = State::in_line;
        Wake why = Wake::go;  ///< once it is no longer in line
        WakeSignal* signal = nullptr;
        queue::Refused refused;
    };
    /// Gives out what there is to give at this moment.
    void step(TimePoint at);
    /// What became due while the reactor was busy happens at its own time: a reactor that wakes late must not
    /// refuse whom a punctual one would have served. Returns the time it is now.
    TimePoint catch_up();
    void pump();
    void wake(queue::DemandId id, Wake why, Waiting::State state, queue::Refused refused);

    queue::Admission& admission_;
    io::AlarmClock& clock_;
    OnBreaker on_breaker_;
    io::Alarm next_wake_;
    std::unordered_map<queue::DemandId, Waiting> waiting_;
    std::optional<TimePoint> due_;  ///< when there is something to give next
    TimePoint seen_{};              ///< the latest time that admission_ was told
};

/// One granted exchange: says how it ended when it goes, whatever way the call leaves.
class Permit {
public:
    Permit() = default;
    Permit(AdmissionDriver& driver, queue::DemandId id) : driver_{&driver}, id_{id} {}
    ~Permit() { finish(); }
    Permit(const Permit&) = delete;
    Permit& operator=(const Permit&) = delete;

    void hold(AdmissionDriver& driver, queue::DemandId id) {
        finish();
        driver_ = &driver;
        id_ = id;
        end_ = {.started = false, .throttled = {}};
    }
    /// From here on the tenant may count it.
    void started() noexcept { end_.started = true; }
    /// How the exchange went, as soon as that is known: others may wait for just this.
    void observed(const retry::Outcome& outcome, double jitter) {
        if (driver_ != nullptr) driver_->observe(id_, outcome, jitter);
    }
    void throttled(retry::ThrottleNotice notice) { end_.throttled = std::move(notice); }
    void finish() {
        if (driver_ != nullptr) std::exchange(driver_, nullptr)->finish(id_, end_);
    }

private:
    AdmissionDriver* driver_ = nullptr;
    queue::DemandId id_ = 0;
    queue::ExchangeEnd end_{.started = false, .throttled = {}};
};

}  // namespace halogate::gateway

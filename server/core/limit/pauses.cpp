// SPDX-License-Identifier: MIT
#include "core/limit/pauses.hpp"

namespace halogate::limit {

std::optional<Lane> Pauses::paused_lane() const noexcept {
    return lane_;
}

Pause::Gate Pauses::lane_gate(Lane lane, TimePoint now) const noexcept {
    return lane_ == lane ? narrow_.gate(now) : Pause::Gate::open;
}

void Pauses::start(Exchange& exchange, TimePoint now) noexcept {
    exchange.probes_tenant = tenant_.gate(now) == Pause::Gate::probe_due;
    if (exchange.probes_tenant) tenant_.probe_started();
    exchange.probes_lane = lane_gate(exchange.lane, now) == Pause::Gate::probe_due;
    if (exchange.probes_lane) narrow_.probe_started();
}

void Pauses::passed(const Exchange& exchange) noexcept {
    if (exchange.probes_tenant) tenant_.probe_passed();
    if (exchange.probes_lane && lane_ == exchange.lane) dissolve_narrow();
}

void Pauses::unused(const Exchange& exchange) noexcept {
    if (exchange.probes_tenant) tenant_.probe_failed();
    if (exchange.probes_lane && lane_ == exchange.lane) narrow_.probe_failed();
}

Pauses::Width Pauses::throttled(const Exchange& exchange, const retry::ThrottleNotice& notice,
                                const Outlook& outlook, TimePoint now) noexcept {
    unused(exchange);
    // An order of zero seconds says nothing: obeyed to the letter, it would send probe after probe.
    if (notice.retry_after.value_or(Duration::zero()) > Duration::zero()) {
        tenant_.order(*notice.retry_after, now);
        dissolve_narrow();
        return Width::tenant;
    }
    const bool tenant_is_paused = tenant_.gate(now) != Pause::Gate::open;
    const bool another_lane_agrees = lane_ && *lane_ != exchange.lane && narrow_.binding(now);
    if (outlook.nearly_used || notice.window || tenant_is_paused || another_lane_agrees) {
        pause_tenant(exchange, outlook, now);
        dissolve_narrow();
        return Width::tenant;
    }
    if (lane_ != exchange.lane) {
        dissolve_narrow();
        lane_ = exchange.lane;
    }
    narrow_.back_off(exchange.started, now);
    return Width::lane;
}

void Pauses::pause_tenant(const Exchange& exchange, const Outlook& outlook, TimePoint now) noexcept {
    if (outlook.nearly_used) {
        tenant_.wait_for_window(outlook.opens, exchange.started, now);
    } else {
        tenant_.back_off(exchange.started, now);
    }
}

void Pauses::dissolve_narrow() noexcept {
    lane_.reset();
    narrow_ = Pause{};
}

}  // namespace halogate::limit

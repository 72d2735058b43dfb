// SPDX-License-Identifier: MIT
#include "gateway/admin_view.hpp"
#include "observe/metrics_text.hpp"

namespace halogate::gateway {

std::string metrics_page(const AdminView& view) {
    const Services& services = view.services;
    const queue::BudgetView budget = services.admission.budget();
    const TimePoint now = services.alarms.now();
    observe::Gauges gauges;
    gauges.version = view.telemetry.program().version;
    gauges.budget_limit = budget.limit;
    gauges.budget_remaining = budget.remaining;
    gauges.cooldown = budget.paused_for;
    gauges.token_expires = services.tokens.base().usable_for();
    gauges.breaker_open = services.admission.breaker().gate(now) != breaker::Breaker::Gate::passes;
    gauges.caller_connections = view.gateway.sessions();
    gauges.tenant_connections = services.pool.open();
    gauges.audit_lines_lost = services.observer.audit().lost;
    gauges.spans_dropped = services.tracer == nullptr ? 0 : services.tracer->dropped();
    const auto queues = services.admission.queues();
    for (std::size_t i = 0; i < services.consumers.size(); ++i) {
        const std::size_t place = services.places.consumer(i);
        if (place < queues.size())
            gauges.queues.push_back({services.consumers.at(i).name, queues[place].waiting});
    }
    gauges.process = observe::read_process_stats();
    gauges.process_start = view.telemetry.program().started;
    return observe::metrics_text(view.telemetry.metrics(), gauges);
}

}  // namespace halogate::gateway

// SPDX-License-Identifier: MIT
#include <algorithm>
#include <chrono>
#include <cstdint>

#include "gateway/admin_view.hpp"
#include "observe/object_writer.hpp"

namespace halogate::gateway {

namespace {

using observe::ArrayWriter;
using observe::ObjectWriter;

/// Into how many parts of the window its slots are sorted by their return.
constexpr std::size_t return_parts = 60;

std::uint64_t milliseconds(Duration duration) {
    const auto count = std::chrono::duration_cast<std::chrono::milliseconds>(duration).count();
    return count > 0 ? static_cast<std::uint64_t>(count) : 0;
}

std::string_view gate_name(breaker::Breaker::Gate gate) {
    using enum breaker::Breaker::Gate;
    switch (gate) {
        case passes: return "closed";
        case shut:
        case probe_due: return "open";
        case probe_out: return "half-open";
    }
    return "unknown";
}

void write_budget(ObjectWriter out, const AdmissionDriver& admission) {
    const queue::BudgetView budget = admission.budget();
    out.number("limit", budget.limit);
    out.number("per_ms", milliseconds(budget.per));
    out.number("remaining", budget.remaining);
    out.number("reset_ms", milliseconds(budget.reset));
    out.number("in_flight", budget.in_flight);
    out.number("waiting", budget.waiting);
    out.number("paused_ms", milliseconds(budget.paused_for));
    const auto returns = admission.slot_returns(return_parts);
    std::size_t held = 0;
    ArrayWriter parts = out.array("returns");
    for (const std::size_t slots : returns) {
        parts.number(slots);
        held += slots;
    }
    parts.end();
    out.number("held", held);
    out.end();
}

void write_queues(ArrayWriter out, const Services& services) {
    const auto queues = services.admission.queues();
    for (std::size_t i = 0; i < services.consumers.size(); ++i) {
        const std::size_t place = services.places.consumer(i);
        if (place >= queues.size()) continue;
        ObjectWriter queue = out.object();
        queue.text("consumer", services.consumers.at(i).name);
        queue.number("waiting", queues[place].waiting);
        queue.milliseconds("oldest_ms", queues[place].oldest);
        queue.end();
    }
    out.end();
}

void write_token(ObjectWriter out, const upstream::TokenWallet& tokens) {
    const upstream::TokenSource& source = tokens.base();
    const token::AccessToken* const token = source.usable();
    out.text("state", state_name(source.state()));
    out.number("requests", tokens.requests());
    out.number("sets", tokens.sets());
    out.text_or_null("scope", source.scope());
    out.text_or_null("granted", token == nullptr ? "" : token->scope);
    out.text_or_null("agent", token == nullptr ? "" : token->agent);
    out.number("expires_ms", milliseconds(source.usable_for()));
    const token::FetchFailure* const failure = source.failure();
    out.text_or_null("failure", failure == nullptr ? "" : failure->message);
    out.end();
}

void write_tenant(ObjectWriter out, const Services& services) {
    const breaker::Breaker& breaker = services.admission.breaker();
    const TimePoint now = services.alarms.now();
    out.number("connections", services.pool.open());
    out.number("idle_connections", services.pool.idle());
    ObjectWriter state = out.object("breaker");
    state.text("state", gate_name(breaker.gate(now)));
    state.number("failures", breaker.sighting().in_a_row);
    state.number("next_probe_ms", milliseconds(breaker.until() - std::min(now, breaker.until())));
    state.end();
    out.end();
}

void write_audit(ObjectWriter out, const observe::AuditState& audit) {
    out.boolean("enabled", audit.enabled);
    out.boolean("works", audit.works);
    out.number("lost", audit.lost);
    out.end();
}

void write_configuration(ObjectWriter out, const ConfigurationState& state) {
    out.number("generation", state.generation);
    out.text("source", state.source);
    out.time("in_force_since", state.in_force_since);
    out.number("failed_reloads", state.failed_reloads);
    out.text_or_null("last_error", state.last_error);
    if (state.last_error.empty()) {
        out.null("last_error_at");
    } else {
        out.time("last_error_at", state.failed_at);
    }
    out.end();
}

void write_tracing(ObjectWriter out, const trace::Tracer* tracer) {
    out.boolean("enabled", tracer != nullptr);
    out.number("waiting", tracer == nullptr ? 0 : tracer->waiting());
    out.number("exported", tracer == nullptr ? 0 : tracer->exported());
    out.number("dropped", tracer == nullptr ? 0 : tracer->dropped());
    out.end();
}

void write_callers(ObjectWriter out, std::size_t connections) {
    out.number("connections", connections);
    out.end();
}

}  // namespace

std::string_view state_name(token::TokenState state) noexcept {
    switch (state) {
        case token::TokenState::empty: return "empty";
        case token::TokenState::fresh: return "fresh";
        case token::TokenState::aging: return "aging";
        case token::TokenState::expired: return "expired";
        case token::TokenState::refused: return "refused";
    }
    return "unknown";
}

std::string status_json(const AdminView& view, Draining draining) {
    const Services& services = view.services;
    std::string text;
    ObjectWriter out{text};
    out.text("version", view.telemetry.program().version);
    out.time("started", view.telemetry.program().started);
    out.time("time", services.clock.wall_now());
    write_budget(out.object("budget"), services.admission);
    write_queues(out.array("queues"), services);
    write_token(out.object("token"), services.tokens);
    write_tenant(out.object("tenant"), services);
    write_callers(out.object("callers"), view.gateway.sessions());
    write_audit(out.object("audit"), services.observer.audit());
    write_tracing(out.object("tracing"), services.tracer);
    if (services.configuration != nullptr)
        write_configuration(out.object("configuration"), *services.configuration);
    out.boolean("draining", draining == Draining::yes);
    view.telemetry.history().write(out.object("history"), services.clock.wall_now());
    view.telemetry.recent().write_refusals(out.array("refusals"));
    view.telemetry.recent().write_calls(out.array("calls"));
    out.end();
    return text;
}

}  // namespace halogate::gateway

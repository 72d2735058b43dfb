// SPDX-License-Identifier: MIT
#include "gateway/turn.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <variant>

#include "gateway/own_answer.hpp"

namespace halogate::gateway {

namespace {

std::string left_alone(const breaker::Breaker& breaker, TimePoint now) {
    const bool probing = breaker.gate(now) == breaker::Breaker::Gate::probe_out;
    return fmt::format("the tenant is left alone for now: {}; {}: ", breaker::sentence(breaker.sighting()),
                       probing ? "one call tries it just now" : "nothing is sent before the next try");
}

io::Task<void> refuse(Call& call, queue::Refused refused) {
    OwnAnswer answer;
    answer.retry_after = refused.retry_after;
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(refused.retry_after).count();
    switch (refused.reason) {
        case queue::Refused::Reason::too_late:
            answer.code = ErrorCode::budget_exhausted;
            answer.message = fmt::format(
                "the tenant's rate limit has no room within this caller's wait: come back in {} s{}",
                std::max<std::int64_t>(1, seconds),
                refused.retry_after < call.services.settings.longest_wait
                    ? ", or send `Prefer: wait=N` to wait longer"
                    : "");
            break;
        case queue::Refused::Reason::queue_full:
            answer.code = ErrorCode::queue_full;
            answer.message =
                "too many requests are waiting already (queue.max_waiting; each consumer has its part by "
                "weight): come back later";
            break;
        case queue::Refused::Reason::consumer_full:
            answer.code = ErrorCode::caller_limit;
            answer.message = fmt::format(
                "too many requests of consumer \"{}\" are waiting already "
                "(policy.consumers.{}.max_waiting): come back later",
                call.consumer_of().name, call.consumer_of().name);
            break;
        case queue::Refused::Reason::tenant_unavailable:
            answer.code = ErrorCode::tenant_unavailable;
            answer.message = left_alone(call.services.admission.breaker(), call.now()) +
                             fmt::format("come back in {} s", std::max<std::int64_t>(1, seconds));
            break;
        case queue::Refused::Reason::draining:
            answer.code = ErrorCode::draining;
            answer.message = "the gateway is stopping: send the request again in a moment";
            break;
    }
    co_await send_own_answer(call, answer);
}

io::Task<bool> turn_away(Call& call, queue::Refused refused) {
    co_await refuse(call, refused);
    co_return false;
}

io::Task<bool> wait_in_line(Call& call, Permit& permit, queue::DemandId id) {
    AdmissionDriver& admission = call.services.admission;
    const TimePoint began = call.now();
    WakeSignal signal{call.services.executor};
    admission.wait(id, signal);
    // Admission itself ends the wait in time; a limit of ours would only race with it.
    const Wake why = co_await call.wait(signal, TimePoint::max());
    queue::Refused refused = admission.refused(id);
    const bool granted = admission.settle(id, why);
    const TimePoint ended = call.now();
    call.record.queued += ended - began;
    call.trace.add_wait(trace::Part::Kind::queue, began, ended);
    if (granted) {
        permit.hold(admission, id);
        co_return true;
    }
    if (why == Wake::draining) refused.reason = queue::Refused::Reason::draining;
    if (why != Wake::hung_up) co_await refuse(call, refused);
    co_return false;
}

}  // namespace

io::Task<bool> wait_for_turn(Call& call, Permit& permit, LinePlace place) {
    queue::Demand demand;
    demand.consumer = call.services.places.consumer(call.consumer);
    demand.route = call.services.places.route(call.decision.route);
    demand.urgency = call.urgency;
    demand.give_up_at = call.give_up_at;
    demand.at_front = place == LinePlace::front;
    demand.reads = call.head().method == http::Method::get || call.head().method == http::Method::head;
    const queue::Admittance admittance = call.services.admission.enter(demand);
    if (!std::holds_alternative<queue::Refused>(admittance)) call.record.queue_entered = true;
    if (const auto* granted = std::get_if<queue::Granted>(&admittance)) {
        permit.hold(call.services.admission, granted->id);
        return io::Task<bool>::ready(true);
    }
    if (const auto* queued = std::get_if<queue::Queued>(&admittance))
        return wait_in_line(call, permit, queued->id);
    return turn_away(call, std::get<queue::Refused>(admittance));
}

}  // namespace halogate::gateway

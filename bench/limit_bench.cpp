// SPDX-License-Identifier: MIT
// What the limits and the waiting line cost. Times are comparable within one run only.
#include <benchmark/benchmark.h>

#include <optional>
#include <utility>
#include <variant>

#include "core/limit/rolling_window.hpp"
#include "core/limit/token_bucket.hpp"
#include "core/queue/admission.hpp"

namespace halogate {
namespace {

using namespace std::chrono_literals;

constexpr std::int64_t consumers = 5;

queue::Admission::Settings a_tenant(std::size_t requests, std::size_t concurrency) {
    queue::Admission::Settings settings;
    settings.limits.window = {requests, 5min};
    settings.limits.concurrency = concurrency;
    settings.max_waiting = 1'000'000;
    settings.consumers.resize(consumers);
    return settings;
}

/// Each takes the slot that an exchange of one window ago has given back.
void take_a_slot_of_the_window(benchmark::State& state) {
    const auto requests = static_cast<std::size_t>(state.range(0));
    limit::RollingWindow window{{requests, 5min}};
    const Duration step = Duration{5min} / state.range(0);
    TimePoint now{1h};
    for (auto _ : state) {
        now += step;
        benchmark::DoNotOptimize(window.next_permit(now));
        window.start(now);
        window.end(now);
    }
}
BENCHMARK(take_a_slot_of_the_window)->Arg(300)->Arg(100'000);

void take_a_permit_of_the_bucket(benchmark::State& state) {
    limit::TokenBucket bucket{{.permits_per_second = 1'000, .burst = 10}};
    TimePoint now{1h};
    for (auto _ : state) {
        now += 1ms;
        benchmark::DoNotOptimize(bucket.next_permit(0, now));
        benchmark::DoNotOptimize(bucket.take(now));
    }
}
BENCHMARK(take_a_permit_of_the_bucket);

void start_and_finish_an_exchange(benchmark::State& state) {
    TimePoint now{1h};
    queue::Admission admission{a_tenant(1'000, 16), now};
    queue::Demand demand;
    for (auto _ : state) {
        now += 400ms;
        demand.give_up_at = now + 8s;
        const auto admittance = admission.enter(demand, now);
        benchmark::DoNotOptimize(admission.budget(now));
        admission.finish(std::get<queue::Granted>(admittance).id, {}, now);
    }
}
BENCHMARK(start_and_finish_an_exchange);

/// So many wait, of five consumers, each with a deadline of its own.
void fill(queue::Admission& admission, std::int64_t waiting, TimePoint now) {
    queue::Demand demand;
    for (std::int64_t i = 0; i < waiting; ++i) {
        demand.consumer = static_cast<queue::ConsumerIndex>(i % consumers);
        demand.give_up_at = now + 1'000h + i % 977 * 1s;
        benchmark::DoNotOptimize(admission.enter(demand, now));
    }
}

/// What a request costs behind this many that wait: one comes, one ends, the next in turn starts, and the
/// alarm is set.
void serve_one_of_a_long_line(benchmark::State& state) {
    TimePoint now{1h};
    queue::Admission admission{a_tenant(1'000'000, 1), now};
    queue::Demand demand;
    demand.give_up_at = now + 1'000h;
    queue::DemandId running = std::get<queue::Granted>(admission.enter(demand, now)).id;
    fill(admission, state.range(0), now);
    for (auto _ : state) {
        now += 1ms;
        demand.consumer = (demand.consumer + 1) % consumers;
        demand.give_up_at = now + 1'000h;
        benchmark::DoNotOptimize(admission.enter(demand, now));
        admission.finish(running, {}, now);
        running = admission.grant(now).value();
        benchmark::DoNotOptimize(admission.next_wake(now));
    }
}
BENCHMARK(serve_one_of_a_long_line)->Arg(100)->Arg(10'000)->Arg(100'000);

/// One more demand comes, and one leaves, behind this many that wait.
void wait_in_a_long_line(benchmark::State& state) {
    const TimePoint now{1h};
    queue::Admission admission{a_tenant(1, 16), now};
    fill(admission, state.range(0) + 1, now);
    queue::Demand demand;
    demand.give_up_at = TimePoint::max();
    for (auto _ : state) {
        const auto admittance = admission.enter(demand, now);
        admission.leave(std::get<queue::Queued>(admittance).id, now);
    }
}
BENCHMARK(wait_in_a_long_line)->Arg(100)->Arg(10'000)->Arg(100'000);

}  // namespace
}  // namespace halogate

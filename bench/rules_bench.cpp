// SPDX-License-Identifier: MIT
// What the rules on the path of a call cost, each alone. Times are comparable within one run only.
#include <benchmark/benchmark.h>

#include <stdexcept>
#include <string>
#include <utility>
#include <variant>

#include "core/path/canonical_target.hpp"
#include "core/policy/catalogue.hpp"
#include "core/policy/policy.hpp"
#include "core/queue/admission.hpp"
#include "http/message_reader.hpp"

namespace halogate {
namespace {

using namespace std::chrono_literals;

const std::string request_head =
    "GET /api/Tickets?page_size=50&client_id=12&open_only=true HTTP/1.1\r\nHost: localhost:4256\r\n"
    "User-Agent: bench/1.0\r\nAccept: application/json\r\nAccept-Encoding: gzip, deflate\r\n"
    "Connection: keep-alive\r\nX-Request-Id: 0123456789abcdef\r\n\r\n";

policy::Policy::Settings five_consumers() {
    policy::Policy::Settings settings;
    settings.routes = policy::built_in_catalogue();
    for (const char* name : {"anonymous", "a", "b", "c", "d"}) {
        policy::ConsumerPolicy consumer;
        consumer.name = name;
        for (const char* permission : {"create:tickets", "read:tickets", "read:customers"})
            if (!consumer.allow.add(permission)) throw std::logic_error{permission};
        settings.consumers.push_back(std::move(consumer));
    }
    return settings;
}

queue::Admission::Settings a_tenant(std::size_t requests) {
    queue::Admission::Settings settings;
    settings.limits.window = {requests, 5min};
    settings.max_waiting = 1'000'000;
    settings.consumers.resize(5);
    return settings;
}

void read_request_head(benchmark::State& state) {
    http::RequestReader reader{http::HeadLimits{}};
    for (auto _ : state) {
        reader.reset();
        benchmark::DoNotOptimize(reader.read_head(request_head));
    }
}
BENCHMARK(read_request_head);

void judge_path(benchmark::State& state) {
    for (auto _ : state)
        benchmark::DoNotOptimize(path::canonical_target("/api/Tickets/1234?page_size=50&client_id=12"));
}
BENCHMARK(judge_path);

void judge_policy_by_head(benchmark::State& state) {
    const policy::Policy policy{five_consumers()};
    for (auto _ : state) benchmark::DoNotOptimize(policy.judge_head(3, "GET", "/api/tickets/1234"));
}
BENCHMARK(judge_policy_by_head);

void judge_policy_by_body(benchmark::State& state) {
    const policy::Policy policy{five_consumers()};
    const auto head = policy.judge_head(3, "POST", "/api/tickets");
    const std::string body = R"([{"summary":"Printer on fire","client_id":12,"details":")" +
                             std::string(static_cast<std::size_t>(state.range(0)), 'x') + "\"}]";
    for (auto _ : state) benchmark::DoNotOptimize(policy.judge_body(3, head.route, "application/json", body));
}
BENCHMARK(judge_policy_by_body)->Arg(1'000)->Arg(100'000);

void start_and_finish_an_exchange(benchmark::State& state) {
    TimePoint now{1h};
    queue::Admission admission{a_tenant(1'000), now};
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

/// One more demand comes, and one leaves, behind this many that wait.
void wait_in_a_long_line(benchmark::State& state) {
    const TimePoint now{1h};
    queue::Admission admission{a_tenant(1), now};
    queue::Demand demand;
    demand.give_up_at = TimePoint::max();
    for (std::int64_t i = 0; i <= state.range(0); ++i) {
        demand.consumer = static_cast<queue::ConsumerIndex>(i % 5);
        benchmark::DoNotOptimize(admission.enter(demand, now));
    }
    for (auto _ : state) {
        const auto admittance = admission.enter(demand, now);
        admission.leave(std::get<queue::Queued>(admittance).id, now);
    }
}
BENCHMARK(wait_in_a_long_line)->Arg(100)->Arg(10'000)->Arg(100'000);

}  // namespace
}  // namespace halogate

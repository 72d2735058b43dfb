// SPDX-License-Identifier: MIT
// What the rules on the path of a call cost, each alone. Times are comparable within one run only.
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <new>
#include <stdexcept>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "core/path/canonical_target.hpp"
#include "core/policy/policy.hpp"
#include "core/queue/admission.hpp"
#include "http/message_reader.hpp"
#include "observe/metrics_text.hpp"
#include "observe/telemetry.hpp"
#include "settings/catalogue_reader.hpp"

namespace {

thread_local std::size_t allocations = 0;  // NOLINT(cppcoreguidelines-avoid-non-const-global-variables)

}  // namespace

// Counted, for what must do without.
void* operator new(std::size_t bytes) {
    ++allocations;
    void* const memory = std::malloc(bytes > 0 ? bytes : 1);  // NOLINT(cppcoreguidelines-no-malloc)
    if (memory == nullptr) throw std::bad_alloc{};
    return memory;
}
void operator delete(void* memory) noexcept {
    std::free(memory);  // NOLINT(cppcoreguidelines-no-malloc)
}
void operator delete(void* memory, std::size_t) noexcept {
    std::free(memory);  // NOLINT(cppcoreguidelines-no-malloc)
}

namespace halogate {
namespace {

using namespace std::chrono_literals;

const std::string request_head =
    "GET /api/Tickets?page_size=50&client_id=12&open_only=true HTTP/1.1\r\nHost: localhost:4256\r\n"
    "User-Agent: bench/1.0\r\nAccept: application/json\r\nAccept-Encoding: gzip, deflate\r\n"
    "Connection: keep-alive\r\nX-Request-Id: 0123456789abcdef\r\n\r\n";

/// The first lines of the built-in catalogue and, for more than it has, made-up ones.
std::vector<policy::Route> catalogue_of(std::size_t size) {
    auto routes = settings::built_in_catalogue();
    while (routes.size() < size) {
        policy::Route route;
        route.method = "GET";
        route.pattern =
            "/api/Resource" + std::to_string(routes.size() / 2) + (routes.size() % 2 == 0 ? "" : "/{id}");
        routes.push_back(std::move(route));
    }
    routes.resize(size);
    return routes;
}

policy::Policy::Settings five_consumers(std::size_t routes) {
    policy::Policy::Settings settings;
    settings.routes = catalogue_of(routes);
    for (const char* name : {"anonymous", "a", "b", "c", "d"}) {
        policy::ConsumerPolicy consumer;
        consumer.name = name;
        for (const char* permission : {"create:tickets", "read:tickets", "read:customers"})
            if (!consumer.allow.add(permission)) throw std::logic_error{permission};
        consumer.deny = {{"DELETE", "/api/**"}, {"*", "/api/Invoice/**"}};
        consumer.named = {{"GET", "/api/SLA"}, {"GET", "/api/Priority/{id}"}};
        settings.consumers.push_back(std::move(consumer));
    }
    return settings;
}

/// A ticket as clients post it, of about this many bytes.
std::string ticket_of(std::size_t bytes) {
    std::string fields;
    for (int i = 0; fields.size() + 60 < bytes / 2; ++i)
        fields += R"("field_)" + std::to_string(i) + R"(":)" + std::to_string(i * 17) + ',';
    return R"([{"summary":"Printer on fire","client_id":12,)" + fields +
           R"("customfields":[{"id":7,"value":"x"}],"details":")" +
           std::string(bytes > fields.size() + 110 ? bytes - fields.size() - 110 : 1, 'x') + "\"}]";
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

/// The matcher walks the path once: its cost must not grow with the number of routes.
void judge_policy_by_head(benchmark::State& state) {
    const policy::Policy policy{five_consumers(static_cast<std::size_t>(state.range(0)))};
    for (auto _ : state) benchmark::DoNotOptimize(policy.judge_head(3, "GET", "/api/tickets/1234"));
}
BENCHMARK(judge_policy_by_head)->Arg(30)->Arg(300)->Arg(3'000);

void judge_policy_by_body(benchmark::State& state) {
    const policy::Policy policy{five_consumers(300)};
    const auto head = policy.judge_head(3, "POST", "/api/tickets");
    const auto body = ticket_of(static_cast<std::size_t>(state.range(0)));
    for (auto _ : state) benchmark::DoNotOptimize(policy.judge_body(3, head, "application/json", body));
}
BENCHMARK(judge_policy_by_body)->Arg(1'000)->Arg(100'000);

/// The bar: 2 us for a POST of 1 KB.
void judge_policy_whole(benchmark::State& state) {
    const policy::Policy policy{five_consumers(300)};
    const auto body = ticket_of(1'024);
    for (auto _ : state) {
        const auto head = policy.judge_head(3, "POST", "/api/tickets");
        benchmark::DoNotOptimize(policy.judge_body(3, head, "application/json", body));
    }
}
BENCHMARK(judge_policy_whole);

void read_the_catalogue(benchmark::State& state) {
    for (auto _ : state) benchmark::DoNotOptimize(settings::built_in_catalogue());
}
BENCHMARK(read_the_catalogue)->Unit(benchmark::kMillisecond);

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

class NoLogs final : public observe::Observer {
public:
    void on_call(const call::CallRecord& /*record*/) override {}
};

call::CallRecord a_call(std::string_view consumer, std::string_view route) {
    call::CallRecord record;
    record.request_id = "0123456789abcdef0123456789abcdef";
    record.received = WallTime{1'800'000'000s};
    record.consumer = consumer;
    record.method = "GET";
    record.path = "/api/Tickets/1234";
    record.route = route;
    record.permission = "read:tickets";
    record.judgement = call::Judgement::allowed;
    record.status = 200;
    record.exchanges = 1;
    record.tenant_statuses.begin();
    record.tenant_statuses.answer(200);
    record.queue_entered = true;
    record.total = 30ms;
    record.tenant = 29ms;
    return record;
}

/// Fifty series, as a team's gateway has them.
std::vector<std::string> fifty_routes() {
    std::vector<std::string> routes;
    for (int i = 0; i < 50; ++i) routes.push_back("/api/Resource" + std::to_string(i) + "/{id}");
    return routes;
}

/// All that a call with one exchange costs besides its log lines: metrics, recent calls, history.
void keep_account_of_a_call(benchmark::State& state) {
    NoLogs logs;
    observe::Telemetry telemetry{logs, {}, {}};
    const auto routes = fifty_routes();
    std::vector<call::CallRecord> calls;
    for (const std::string& route : routes) calls.push_back(a_call("alert-bridge", route));
    const auto tell = [&](const call::CallRecord& record) {
        telemetry.on_exchange(
            {.consumer = record.consumer, .route = record.route, .status = 200, .duration = 29ms});
        telemetry.on_call(record);
    };
    for (const call::CallRecord& record : calls) tell(record);
    std::size_t next = 0;
    const std::size_t before = allocations;
    for (auto _ : state) tell(calls[next++ % calls.size()]);
    state.counters["allocations"] = static_cast<double>(allocations - before);
}
BENCHMARK(keep_account_of_a_call);

/// The same for the metrics alone.
void count_a_call(benchmark::State& state) {
    observe::Metrics metrics{{}};
    const auto routes = fifty_routes();
    std::vector<call::CallRecord> calls;
    for (const std::string& route : routes) calls.push_back(a_call("alert-bridge", route));
    for (const call::CallRecord& record : calls) metrics.on_call(record);
    std::size_t next = 0;
    const std::size_t before = allocations;
    for (auto _ : state) metrics.on_call(calls[next++ % calls.size()]);
    state.counters["allocations"] = static_cast<double>(allocations - before);
}
BENCHMARK(count_a_call);

/// What a scrape holds up the reactor for: with this many pairs of consumer and route.
void show_the_metrics(benchmark::State& state) {
    observe::Metrics metrics{{}};
    for (std::int64_t i = 0; i < state.range(0); ++i) {
        const std::string route = "/api/Resource" + std::to_string(i) + "/{id}";
        metrics.on_call(a_call("alert-bridge", route));
        metrics.on_exchange({.consumer = "alert-bridge", .route = route, .status = 200, .duration = 29ms});
    }
    std::size_t bytes = 0;
    for (auto _ : state) bytes = observe::metrics_text(metrics, {}).size();
    state.counters["bytes"] = static_cast<double>(bytes);
}
BENCHMARK(show_the_metrics)->Arg(20)->Arg(256)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace halogate

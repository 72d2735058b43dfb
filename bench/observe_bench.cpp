// SPDX-License-Identifier: MIT
// What keeping account of a call costs besides its log lines. Times are comparable within one run only.
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <new>
#include <string>
#include <string_view>
#include <vector>

#include "observe/metrics_text.hpp"
#include "observe/telemetry.hpp"

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

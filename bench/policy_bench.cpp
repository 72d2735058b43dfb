// SPDX-License-Identifier: MIT
// What judging a request costs: its head, its path, its route, its body. Times are comparable within one run
// only.
#include <benchmark/benchmark.h>

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "core/path/canonical_target.hpp"
#include "core/policy/policy.hpp"
#include "http/message_reader.hpp"
#include "settings/catalogue_reader.hpp"

namespace halogate {
namespace {

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

}  // namespace
}  // namespace halogate

// SPDX-License-Identifier: MIT
#include "observe/metrics_text.hpp"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <array>
#include <initializer_list>
#include <limits>
#include <utility>

namespace halogate::observe {

namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

struct Label {
    const char* name;
    std::string_view value;
};
using Labels = std::initializer_list<Label>;

constexpr std::array<std::string_view, std::tuple_size_v<ByClass>> class_names{"none", "1xx", "2xx",
                                                                               "3xx",  "4xx", "5xx"};

double seconds(Duration duration) {
    return std::chrono::duration<double>{duration}.count();
}

ClientMetric labelled(Labels labels) {
    ClientMetric metric;
    for (const Label& label : labels) metric.label.push_back({label.name, std::string{label.value}});
    return metric;
}

ClientMetric counter(Labels labels, double value) {
    ClientMetric metric = labelled(labels);
    metric.counter.value = value;
    return metric;
}

ClientMetric gauge(Labels labels, double value) {
    ClientMetric metric = labelled(labels);
    metric.gauge.value = value;
    return metric;
}

ClientMetric histogram(Labels labels, const DurationHistogram& durations) {
    ClientMetric metric = labelled(labels);
    std::uint64_t total = 0;
    for (std::size_t i = 0; i < durations.counts().size(); ++i) {
        total += durations.counts()[i];
        const bool is_bound = i < DurationHistogram::bounds.size();
        metric.histogram.bucket.push_back({total, is_bound ? seconds(DurationHistogram::bounds[i])
                                                           : std::numeric_limits<double>::infinity()});
    }
    metric.histogram.sample_count = total;
    metric.histogram.sample_sum = seconds(durations.sum());
    return metric;
}

/// The families in the order in which they are shown.
class Page {
public:
    MetricFamily& family(std::string name, std::string help, MetricType type) {
        MetricFamily& made = families_.emplace_back();
        made.name = std::move(name);
        made.help = std::move(help);
        made.type = type;
        return made;
    }
    void lone_counter(std::string name, std::string help, double value) {
        family(std::move(name), std::move(help), MetricType::Counter).metric.push_back(counter({}, value));
    }
    void lone_gauge(std::string name, std::string help, double value) {
        family(std::move(name), std::move(help), MetricType::Gauge).metric.push_back(gauge({}, value));
    }
    [[nodiscard]] std::string text() const { return prometheus::TextSerializer{}.Serialize(families_); }

private:
    std::vector<MetricFamily> families_;
};

/// The classes that occurred: with all of them most lines would say 0.
void add_classes(MetricFamily& family, const SeriesTable<Metrics::Lane>::Series& lane,
                 const ByClass& counts) {
    for (std::size_t i = 0; i < counts.size(); ++i) {
        if (counts[i] == 0) continue;
        family.metric.push_back(
            counter({{"consumer", lane.first}, {"route", lane.second}, {"status", class_names[i]}},
                    static_cast<double>(counts[i])));
    }
}

void show_lanes(Page& page, const Metrics& metrics) {
    auto& calls = page.family("halogate_requests_total",
                              "Finished requests, by the class of the status that the caller got.",
                              MetricType::Counter);
    for (const auto& lane : metrics.lanes().all()) add_classes(calls, lane, lane.cells.calls);
    auto& durations = page.family("halogate_request_duration_seconds",
                                  "From a request's head to the end of its answer, all waiting included.",
                                  MetricType::Histogram);
    for (const auto& lane : metrics.lanes().all()) {
        durations.metric.push_back(
            histogram({{"consumer", lane.first}, {"route", lane.second}}, lane.cells.durations));
    }
    auto& exchanges = page.family("halogate_exchanges_total",
                                  "Requests sent to the tenant, by the class of the status that it answered.",
                                  MetricType::Counter);
    for (const auto& lane : metrics.lanes().all()) add_classes(exchanges, lane, lane.cells.exchanges);
    auto& tenant =
        page.family("halogate_exchange_duration_seconds",
                    "From the first byte to the tenant to the end of its answer.", MetricType::Histogram);
    for (const auto& route : metrics.routes().all())
        tenant.metric.push_back(histogram({{"route", route.second}}, route.cells));
}

void show_queue(Page& page, const Metrics& metrics, const Gauges& gauges) {
    auto& waiting = page.family("halogate_queue_waiting", "Requests that wait for their exchange to start.",
                                MetricType::Gauge);
    for (const auto& queue : gauges.queues)
        waiting.metric.push_back(gauge({{"consumer", queue.consumer}}, static_cast<double>(queue.waiting)));
    auto& waits =
        page.family("halogate_queue_wait_seconds",
                    "How long requests waited for their exchanges to start; 0 for those that did not.",
                    MetricType::Histogram);
    for (const auto& consumer : metrics.consumers().all())
        waits.metric.push_back(histogram({{"consumer", consumer.first}}, consumer.cells.queue_waits));
    auto& retries = page.family("halogate_retries_total", "Exchanges that were to be made again, by why.",
                                MetricType::Counter);
    for (const auto reason : retry::all_retry_reasons) {
        retries.metric.push_back(
            counter({{"reason", to_string(reason)}}, static_cast<double>(metrics.retries(reason))));
    }
    auto& throttled =
        page.family("halogate_throttled_total", "Answers 429 of the tenant.", MetricType::Counter);
    for (const auto& consumer : metrics.consumers().all()) {
        throttled.metric.push_back(
            counter({{"consumer", consumer.first}}, static_cast<double>(consumer.cells.throttled)));
    }
}

void show_tenant(Page& page, const Metrics& metrics, const Gauges& gauges) {
    page.lone_gauge("halogate_budget_limit", "Exchanges that the tenant's rolling window allows.",
                    static_cast<double>(gauges.budget_limit));
    page.lone_gauge("halogate_budget_remaining", "Exchanges that the rolling window still allows now.",
                    static_cast<double>(gauges.budget_remaining));
    page.lone_gauge("halogate_cooldown_seconds",
                    "What is left of the pause that the tenant ordered by a 429; 0: none.",
                    seconds(gauges.cooldown));
    page.lone_gauge("halogate_breaker_open", "1 while nothing is sent because the tenant fails.",
                    gauges.breaker_open ? 1 : 0);
    auto& requests =
        page.family("halogate_token_requests_total",
                    "Requests to the tenant's token endpoint, by how they ended.", MetricType::Counter);
    constexpr std::array<std::pair<TokenResult, std::string_view>, 5> results{{
        {TokenResult::success, "success"},
        {TokenResult::refused, "refused"},
        {TokenResult::unreachable, "unreachable"},
        {TokenResult::unusable, "unusable"},
        {TokenResult::throttled, "throttled"},
    }};
    for (const auto& [result, name] : results) {
        requests.metric.push_back(
            counter({{"result", name}}, static_cast<double>(metrics.token_requests(result))));
    }
    page.lone_gauge("halogate_token_expires_seconds", "How long the token at hand is good; 0: there is none.",
                    seconds(gauges.token_expires));
}

void show_callers(Page& page, const Metrics& metrics, const Gauges& gauges) {
    auto& denied = page.family("halogate_policy_denied_total",
                               "Requests that the policy refused, by the permission that their route asks.",
                               MetricType::Counter);
    for (const auto& denial : metrics.denials().all()) {
        denied.metric.push_back(counter({{"consumer", denial.first}, {"permission", denial.second}},
                                        static_cast<double>(denial.cells)));
    }
    auto& connections = page.family("halogate_connections", "Open connections.", MetricType::Gauge);
    connections.metric.push_back(gauge({{"side", "caller"}}, static_cast<double>(gauges.caller_connections)));
    connections.metric.push_back(gauge({{"side", "tenant"}}, static_cast<double>(gauges.tenant_connections)));
    page.lone_counter("halogate_audit_lines_lost_total", "Lines of the audit log that never arrived.",
                      static_cast<double>(gauges.audit_lines_lost));
    page.lone_counter("halogate_spans_dropped_total", "Spans that the collector never took.",
                      static_cast<double>(gauges.spans_dropped));
    page.family("halogate_build_info", "1; the label says which version runs.", MetricType::Gauge)
        .metric.push_back(gauge({{"version", gauges.version}}, 1));
}

void show_process(Page& page, const Gauges& gauges) {
    if (!gauges.process) return;
    const ProcessStats& process = *gauges.process;
    page.lone_counter("process_cpu_seconds_total", "User and system time of the process.",
                      seconds(process.cpu));
    page.lone_gauge("process_resident_memory_bytes", "Resident memory.",
                    static_cast<double>(process.resident_bytes));
    page.lone_gauge("process_virtual_memory_bytes", "Virtual memory.",
                    static_cast<double>(process.virtual_bytes));
    page.lone_gauge("process_threads", "Threads.", static_cast<double>(process.threads));
    page.lone_gauge("process_open_fds", "Open file descriptors.",
                    static_cast<double>(process.open_descriptors));
    page.lone_gauge("process_max_fds", "Most file descriptors that the process may open.",
                    static_cast<double>(process.most_descriptors));
    page.lone_gauge("process_start_time_seconds", "When the process started, in seconds since 1970.",
                    std::chrono::duration<double>{gauges.process_start.time_since_epoch()}.count());
}

}  // namespace

std::string metrics_text(const Metrics& metrics, const Gauges& gauges) {
    Page page;
    show_lanes(page, metrics);
    show_queue(page, metrics, gauges);
    show_tenant(page, metrics, gauges);
    show_callers(page, metrics, gauges);
    show_process(page, gauges);
    return page.text();
}

}  // namespace halogate::observe

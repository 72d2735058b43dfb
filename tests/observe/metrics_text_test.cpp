// SPDX-License-Identifier: MIT
#include "observe/metrics_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace halogate::observe {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

call::CallRecord a_call() {
    call::CallRecord record;
    record.consumer = "bridge";
    record.route = "/api/Tickets/{id}";
    record.status = 200;
    record.total = 30ms;
    return record;
}

TEST(MetricsText, ShowsAHistogramCumulatively) {
    Metrics metrics{{}};
    metrics.on_call(a_call());
    auto slow = a_call();
    slow.total = 700s;
    metrics.on_call(slow);
    const std::string text = metrics_text(metrics, {});
    constexpr std::string_view name =
        R"(halogate_request_duration_seconds_bucket{consumer="bridge",route="/api/Tickets/{id}",le=)";
    EXPECT_THAT(text, HasSubstr(std::string{name} + "\"0.025\"} 0\n"));
    EXPECT_THAT(text, HasSubstr(std::string{name} + "\"0.05\"} 1\n"));
    EXPECT_THAT(text, HasSubstr(std::string{name} + "\"600\"} 1\n"));
    EXPECT_THAT(text, HasSubstr(std::string{name} + "\"+Inf\"} 2\n"));
    EXPECT_THAT(text, HasSubstr("halogate_request_duration_seconds_sum{consumer=\"bridge\","
                                "route=\"/api/Tickets/{id}\"} 700.03\n"));
}

TEST(MetricsText, ShowsOnlyTheClassesThatOccurred) {
    Metrics metrics{{}};
    metrics.on_call(a_call());
    const std::string text = metrics_text(metrics, {});
    EXPECT_THAT(text, HasSubstr("halogate_requests_total{consumer=\"bridge\",route=\"/api/Tickets/{id}\","
                                "status=\"2xx\"} 1\n"));
    EXPECT_THAT(text, Not(HasSubstr("status=\"5xx\"")));
}

TEST(MetricsText, ShowsWhatHasNotHappenedYetWhereThatIsKnown) {
    const std::string text = metrics_text(Metrics{{"bridge"}}, {});
    EXPECT_THAT(text, HasSubstr("halogate_throttled_total{consumer=\"bridge\"} 0\n"));
    EXPECT_THAT(text, HasSubstr("halogate_retries_total{reason=\"timed_out\"} 0\n"));
    EXPECT_THAT(text, HasSubstr("halogate_token_requests_total{result=\"unreachable\"} 0\n"));
    EXPECT_THAT(text, HasSubstr("halogate_queue_wait_seconds_count{consumer=\"bridge\"} 0\n"));
}

TEST(MetricsText, ALabelCannotEndItsLine) {
    Metrics metrics{{}};
    auto record = a_call();
    record.route = "/api/a\"} 1\nhalogate_budget_limit 7\n\\";
    metrics.on_call(record);
    const std::string text = metrics_text(metrics, {});
    EXPECT_THAT(text, Not(HasSubstr("\nhalogate_budget_limit 7")));
    EXPECT_THAT(text, HasSubstr(R"(route="/api/a\"} 1\nhalogate_budget_limit 7\n\\")"));
}

TEST(MetricsText, ShowsTheGauges) {
    Gauges gauges;
    gauges.version = "1.2.3";
    gauges.budget_limit = 300;
    gauges.budget_remaining = 299;
    gauges.cooldown = 1500ms;
    gauges.token_expires = 1h;
    gauges.caller_connections = 4;
    gauges.tenant_connections = 2;
    gauges.queues = {{"bridge", 3}};
    const std::string text = metrics_text(Metrics{{}}, gauges);
    for (const char* line :
         {"halogate_build_info{version=\"1.2.3\"} 1\n", "halogate_budget_limit 300\n",
          "halogate_budget_remaining 299\n", "halogate_cooldown_seconds 1.5\n",
          "halogate_token_expires_seconds 3600\n", "halogate_connections{side=\"caller\"} 4\n",
          "halogate_connections{side=\"tenant\"} 2\n", "halogate_queue_waiting{consumer=\"bridge\"} 3\n"})
        EXPECT_THAT(text, HasSubstr(line));
    EXPECT_THAT(text, Not(HasSubstr("process_"))) << "/proc said nothing";
}

TEST(MetricsText, ShowsTheProcess) {
    Gauges gauges;
    gauges.process = ProcessStats{.cpu = 1500ms,
                                  .resident_bytes = 15'728'640,
                                  .virtual_bytes = 100'000'000,
                                  .threads = 3,
                                  .open_descriptors = 12,
                                  .most_descriptors = 1024,
                                  .started = 5s};
    gauges.process_start = WallTime{1'800'000'000'250ms};
    const std::string text = metrics_text(Metrics{{}}, gauges);
    for (const char* line : {"process_cpu_seconds_total 1.5\n", "process_resident_memory_bytes 15728640\n",
                             "process_open_fds 12\n", "process_max_fds 1024\n", "process_threads 3\n",
                             "process_start_time_seconds 1800000000.25\n"})
        EXPECT_THAT(text, HasSubstr(line));
}

}  // namespace
}  // namespace halogate::observe

// SPDX-License-Identifier: MIT
#include "observe/metrics.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/token/token_lifecycle.hpp"
#include "observe/telemetry.hpp"
#include "support/allocation_count.hpp"

namespace halogate::observe {
namespace {

using namespace std::chrono_literals;

call::CallRecord a_call(unsigned status = 200) {
    call::CallRecord record;
    record.request_id = "0123456789abcdef0123456789abcdef";
    record.received = WallTime{1'800'000'000s};
    record.consumer = "bridge";
    record.method = "GET";
    record.path = "/api/Tickets/1234";
    record.route = "/api/Tickets/{id}";
    record.permission = "read:tickets";
    record.status = status;
    record.total = 30ms;
    return record;
}

call::ExchangeRecord an_exchange(unsigned status) {
    return {.consumer = "bridge", .route = "/api/Tickets/{id}", .status = status, .duration = 20ms};
}

const Metrics::Lane& only_lane(const Metrics& metrics) {
    EXPECT_EQ(metrics.lanes().all().size(), 1U);
    return metrics.lanes().all().front().cells;
}

TEST(Metrics, CountACallByWhoAskedWhatAndHowItEnded) {
    Metrics metrics{{}};
    metrics.on_call(a_call(200));
    metrics.on_call(a_call(204));
    metrics.on_call(a_call(503));
    const Metrics::Lane& lane = only_lane(metrics);
    EXPECT_EQ(metrics.lanes().all().front().first, "bridge");
    EXPECT_EQ(metrics.lanes().all().front().second, "/api/Tickets/{id}");
    EXPECT_EQ(lane.calls, (ByClass{0, 0, 2, 0, 0, 1}));
    EXPECT_EQ(lane.durations.sum(), 90ms);
}

TEST(Metrics, ACallerThatHungUpAndAStatusThatIsNoneAreCounted) {
    Metrics metrics{{}};
    metrics.on_call(a_call(0));
    metrics.on_exchange(an_exchange(999));
    EXPECT_EQ(only_lane(metrics).calls[0], 1U);
    EXPECT_EQ(only_lane(metrics).exchanges[0], 1U);
}

TEST(Metrics, OnlyCallsThatWereLetIntoTheQueueSayHowLongTheyWaited) {
    Metrics metrics{{}};
    auto record = a_call();
    metrics.on_call(record);
    record.queue_entered = true;
    record.queued = 2s;
    metrics.on_call(record);
    const auto& waits = metrics.consumers().all().front().cells.queue_waits;
    EXPECT_EQ(waits.sum(), 2s);
    EXPECT_EQ(waits.counts()[0], 0U) << "the one that never got there did not wait for 0 s";
}

TEST(Metrics, ARefusalCountsForItsPermissionAndOneThatWasLetPassDoesNot) {
    Metrics metrics{{}};
    auto record = a_call(403);
    record.judgement = call::Judgement::refused;
    metrics.on_call(record);
    record.permission = "";
    metrics.on_call(record);
    record.judgement = call::Judgement::observed;
    metrics.on_call(record);
    ASSERT_EQ(metrics.denials().all().size(), 2U);
    EXPECT_EQ(metrics.denials().all()[0].second, "read:tickets");
    EXPECT_EQ(metrics.denials().all()[0].cells, 1U);
    EXPECT_EQ(metrics.denials().all()[1].second, "(none)");
    EXPECT_EQ(metrics.denials().all()[1].cells, 1U);
}

TEST(Metrics, A429OfTheTenantIsThrottlingAndOneOfOursIsNot) {
    Metrics metrics{{}};
    metrics.on_exchange(an_exchange(429));
    metrics.on_exchange(an_exchange(200));
    metrics.on_call(a_call(429));
    EXPECT_EQ(metrics.consumers().all().front().cells.throttled, 1U);
    EXPECT_EQ(only_lane(metrics).exchanges, (ByClass{0, 0, 1, 0, 1, 0}));
    EXPECT_EQ(metrics.routes().all().front().cells.sum(), 40ms);
}

TEST(Metrics, ConsumersOfTheConfigurationAreThereBeforeTheyCome) {
    const Metrics metrics{{"anonymous", "bridge"}};
    ASSERT_EQ(metrics.consumers().all().size(), 2U);
    EXPECT_EQ(metrics.consumers().all()[1].first, "bridge");
}

TEST(Metrics, TokenRequestsAreCountedByHowTheyEnd) {
    Metrics metrics{{}};
    token::FetchFailure failure;
    metrics.on_token_request(nullptr);
    failure.kind = token::FetchFailure::Kind::throttled;
    metrics.on_token_request(&failure);
    failure.kind = token::FetchFailure::Kind::refused;
    metrics.on_token_request(&failure);
    EXPECT_EQ(metrics.token_requests(TokenResult::success), 1U);
    EXPECT_EQ(metrics.token_requests(TokenResult::throttled), 1U);
    EXPECT_EQ(metrics.token_requests(TokenResult::refused), 1U);
    EXPECT_EQ(metrics.token_requests(TokenResult::unusable), 0U);
}

class NoLogs final : public Observer {
public:
    void on_call(const call::CallRecord& /*record*/) override {}
};

/// A call, with all that is kept of it, as it is on the path of every request.
void tell_all(Telemetry& telemetry, unsigned status) {
    auto record = a_call(status);
    record.exchanges = 1;
    record.queue_entered = true;
    record.tenant_statuses.begin();
    record.tenant_statuses.answer(status);
    if (status == 403) {
        record.judgement = call::Judgement::refused;
        record.error = ErrorCode::insufficient_permission;
        record.exchanges = 0;
        record.message = "a sentence that is longer than any small string that is kept in place, by far";
    }
    telemetry.on_exchange(an_exchange(status));
    telemetry.on_retry(retry::RetryReason::throttled);
    telemetry.on_call(record);
}

TEST(Metrics, ACallOfAKnownConsumerToAKnownRouteCostsNoAllocation) {
    NoLogs logs;
    Telemetry telemetry{logs, {}, {}};
    for (const unsigned status : {200U, 403U, 429U}) tell_all(telemetry, status);
    const std::size_t before = test::allocations();
    for (int i = 0; i < 1000; ++i)
        for (const unsigned status : {200U, 403U, 429U}) tell_all(telemetry, status);
    EXPECT_EQ(test::allocations(), before);
}

TEST(Metrics, NorDoesOneThatIsBeyondTheBound) {
    NoLogs logs;
    Telemetry telemetry{logs, {}, {}};
    for (std::size_t i = 0; i < 3 * Metrics::most_series; ++i) {
        auto record = a_call();
        const std::string route = "/api/" + std::to_string(i);
        record.route = route;
        telemetry.on_call(record);
    }
    const std::size_t before = test::allocations();
    auto record = a_call();
    record.route = "/api/Unheard";
    telemetry.on_call(record);
    EXPECT_EQ(test::allocations(), before);
    EXPECT_LE(telemetry.metrics().lanes().all().size(), 2 * Metrics::most_series + 1);
}

}  // namespace
}  // namespace halogate::observe

// SPDX-License-Identifier: MIT
#include "observe/traffic_history.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

namespace halogate::observe {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

constexpr WallTime t0{1'800'000'000s};  // the beginning of a step

call::CallRecord a_call(WallTime ended, unsigned status = 200, Duration total = 100ms) {
    call::CallRecord record;
    record.received = ended - std::chrono::duration_cast<std::chrono::milliseconds>(total);
    record.status = status;
    record.total = total;
    return record;
}

json shown(TrafficHistory& history, WallTime now) {
    std::string text;
    history.write(ObjectWriter{text}, now);
    return json::parse(text);
}

TEST(TrafficHistory, IsEmptyBeforeTheFirstCall) {
    TrafficHistory history;
    const json empty = shown(history, t0);
    EXPECT_EQ(empty.at("first"), nullptr);
    EXPECT_EQ(empty.at("2xx"), json::array());
    EXPECT_EQ(empty.at("step_ms"), 10'000);
}

TEST(TrafficHistory, CountsCallsInTheStepInWhichTheyEnded) {
    TrafficHistory history;
    history.on_call(a_call(t0 + 1s));
    history.on_call(a_call(t0 + 9s, 403));
    history.on_call(a_call(t0 + 10s));
    history.on_call(a_call(t0 + 35s, 0));
    const json all = shown(history, t0 + 41s);
    EXPECT_EQ(all.at("first"), "2027-01-15T08:00:00.000Z");
    EXPECT_EQ(all.at("2xx"), json({1, 1, 0, 0, 0}));
    EXPECT_EQ(all.at("4xx"), json({1, 0, 0, 0, 0}));
    EXPECT_EQ(all.at("no_status"), json({0, 0, 0, 1, 0}));
}

TEST(TrafficHistory, TellsRefusalsAndThrottlingApart) {
    TrafficHistory history;
    auto record = a_call(t0, 403);
    record.judgement = call::Judgement::refused;
    history.on_call(record);
    record = a_call(t0);
    record.exchanges = 3;
    for (const unsigned status : {429U, 429U, 200U}) {
        record.tenant_statuses.begin();
        record.tenant_statuses.answer(status);
    }
    history.on_call(record);
    const json all = shown(history, t0);
    EXPECT_EQ(all.at("refused"), json({1}));
    EXPECT_EQ(all.at("throttled"), json({2}));
    EXPECT_EQ(all.at("exchanges"), json({3}));
}

TEST(TrafficHistory, SaysHowLongTheMiddleAndTheSlowOnesTook) {
    TrafficHistory history;
    for (int i = 0; i < 94; ++i) history.on_call(a_call(t0, 200, 10ms));
    for (int i = 0; i < 6; ++i) history.on_call(a_call(t0, 200, 1s));
    history.on_call(a_call(t0 + 20s, 200, 2s));
    const json all = shown(history, t0 + 20s);
    EXPECT_NEAR(all.at("p50_ms")[0].get<double>(), 10, 1);
    EXPECT_NEAR(all.at("p95_ms")[0].get<double>(), 1000, 100);
    EXPECT_EQ(all.at("p50_ms")[1], nullptr) << "nothing ended in that step";
    EXPECT_NEAR(all.at("p50_ms")[2].get<double>(), 2000, 200) << "the step that is not over has its own";
}

TEST(TrafficHistory, ForgetsWhatIsOlderThanAnHour) {
    TrafficHistory history;
    for (int i = 0; i < 400; ++i) history.on_call(a_call(t0 + i * 10s));
    const json all = shown(history, t0 + 399 * 10s);
    EXPECT_EQ(all.at("2xx").size(), 360U);
    EXPECT_EQ(all.at("first"), "2027-01-15T08:06:40.000Z");
    const json later = shown(history, t0 + 24h);
    EXPECT_EQ(later.at("2xx"), json(std::vector<int>(360, 0)));
}

TEST(TrafficHistory, AClockThatIsPutBackAFewSecondsChangesNothing) {
    TrafficHistory history;
    history.on_call(a_call(t0 + 30s));
    history.on_call(a_call(t0));
    EXPECT_EQ(shown(history, t0 + 30s).at("2xx"), json({2}));
}

TEST(TrafficHistory, AClockThatIsPutBackAnHourBeginsAnew) {
    TrafficHistory history;
    history.on_call(a_call(t0));
    history.on_call(a_call(t0 - 1h));
    history.on_call(a_call(t0 - 1h + 10s));
    EXPECT_EQ(shown(history, t0 - 1h + 10s).at("2xx"), json({1, 1}));
}

}  // namespace
}  // namespace halogate::observe

// SPDX-License-Identifier: MIT
#include "observe/recent_calls.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

namespace halogate::observe {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

call::CallRecord a_call() {
    call::CallRecord record;
    record.request_id = "one";
    record.received = WallTime{1'800'000'000s};
    record.consumer = "bridge";
    record.method = "GET";
    record.target = "/api/Tickets/7?search=smith";
    record.path = "/api/Tickets/7";
    record.route = "/api/Tickets/{id}";
    record.permission = "read:tickets";
    record.status = 200;
    record.exchanges = 2;
    record.tenant_statuses.begin();
    record.tenant_statuses.answer(503);
    record.tenant_statuses.begin();
    record.tenant_statuses.answer(200);
    record.total = 1500ms;
    record.queued = 1s;
    record.token = 3ms;
    record.tenant = 497ms;
    return record;
}

call::CallRecord a_refusal() {
    call::CallRecord record = a_call();
    record.status = 403;
    record.exchanges = 0;
    record.tenant_statuses = {};
    record.judgement = call::Judgement::refused;
    record.rule = "permission";
    record.error = ErrorCode::insufficient_permission;
    record.message = "add \"read:tickets\" to policy.anonymous";
    return record;
}

json calls_of(const RecentCalls& recent) {
    std::string text;
    recent.write_calls(ArrayWriter{text});
    return json::parse(text);
}

json refusals_of(const RecentCalls& recent) {
    std::string text;
    recent.write_refusals(ArrayWriter{text});
    return json::parse(text);
}

TEST(RecentCalls, ShowACallWithItsTimeline) {
    RecentCalls recent;
    recent.on_call(a_call());
    EXPECT_EQ(calls_of(recent), json::parse(R"([{"time":"2027-01-15T08:00:00.000Z","request_id":"one",
        "consumer":"bridge","method":"GET","route":"/api/Tickets/{id}","path":"/api/Tickets/7","status":200,
        "error":null,"attempts":2,"tenant_statuses":[503,200],"total_ms":1500.0,"queue_ms":1000.0,
        "token_ms":3.0,"tenant_ms":497.0,"hung_up":false}])"));
    EXPECT_EQ(refusals_of(recent), json::array());
}

TEST(RecentCalls, ShowARefusalWithWhatIsMissingAndItsCure) {
    RecentCalls recent;
    recent.on_call(a_refusal());
    EXPECT_EQ(refusals_of(recent), json::parse(R"([{"time":"2027-01-15T08:00:00.000Z","request_id":"one",
        "consumer":"bridge","method":"GET","route":"/api/Tickets/{id}","path":"/api/Tickets/7",
        "permission":"read:tickets","rule":"permission","status":403,"error":"insufficient_permission",
        "message":"add \"read:tickets\" to policy.anonymous"}])"));
    EXPECT_EQ(calls_of(recent).size(), 1U);
}

TEST(RecentCalls, WhatOnlyTimeCuresIsNoRefusal) {
    RecentCalls recent;
    auto record = a_refusal();
    record.error = ErrorCode::budget_exhausted;
    record.status = 429;
    recent.on_call(record);
    record.error = ErrorCode::tenant_unavailable;
    record.status = 503;
    recent.on_call(record);
    EXPECT_EQ(refusals_of(recent), json::array());
}

TEST(RecentCalls, KeepTheLatestInFrontAndForgetTheRest) {
    RecentCalls recent;
    for (int i = 0; i < 250; ++i) {
        auto record = a_refusal();
        const std::string id = std::to_string(i);
        record.request_id = id;
        recent.on_call(record);
    }
    const json calls = calls_of(recent);
    EXPECT_EQ(calls.size(), 100U);
    EXPECT_EQ(calls.front().at("request_id"), "249");
    EXPECT_EQ(calls.back().at("request_id"), "150");
    EXPECT_EQ(refusals_of(recent).size(), 50U);
    EXPECT_EQ(refusals_of(recent).back().at("request_id"), "200");
}

TEST(RecentCalls, ShowNoQueryAndCutWhatIsLong) {
    RecentCalls recent;
    auto record = a_refusal();
    const std::string path = "/api/" + std::string(5000, 'x');
    const std::string message(5000, 'y');
    record.path = path;
    record.message = message;
    recent.on_call(record);
    const std::string text = calls_of(recent).dump() + refusals_of(recent).dump();
    EXPECT_EQ(text.find("smith"), std::string::npos);
    EXPECT_LT(text.size(), 3000U);
}

TEST(RecentCalls, WhateverACallerSendsIsText) {
    RecentCalls recent;
    auto record = a_refusal();
    record.path = "/api/\"},{\"x\":\xff\x01</script>";
    recent.on_call(record);
    ASSERT_EQ(refusals_of(recent).size(), 1U);
    EXPECT_EQ(refusals_of(recent).front().at("path"), "/api/\"},{\"x\":\ufffd\x01</script>");
}

}  // namespace
}  // namespace halogate::observe

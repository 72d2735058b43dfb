// SPDX-License-Identifier: MIT
#include "observe/audit_log.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <nlohmann/json.hpp>
#include <string>

namespace halogate::observe {
namespace {

using namespace std::chrono_literals;

call::CallRecord an_update() {
    call::CallRecord record;
    record.request_id = "01HZX";
    record.trace = {0x0af7651916cd43dd, 0x8448eb211c80319c};
    record.received =
        WallTime{std::chrono::sys_days{std::chrono::year{2024} / 2 / 29}} + 23h + 59min + 58s + 7ms;
    record.peer = "127.0.0.1:50000";
    record.consumer = "alert-bridge";
    record.identity = call::Identity::api_key;
    record.method = "POST";
    record.target = "/API/Tickets?token=hush";
    record.path = "/API/Tickets";
    record.route = "/api/Tickets";
    record.permission = "update:tickets";
    record.judgement = call::Judgement::allowed;
    record.rule = "permission";
    record.status = 201;
    record.exchanges = 2;
    record.tenant_statuses.begin();
    record.tenant_statuses.begin();
    record.tenant_statuses.answer(201);
    record.tenant_status = 201;
    record.ids = "17,0f8fad5b-d9cb-469f-a165-70867728950e";
    record.total = 1500ms + 250us;
    record.queued = 1s;
    record.tenant = 499ms;
    record.bytes_in = 31;
    record.bytes_out = 5'000'000'000;
    return record;
}

nlohmann::json line_of(const call::CallRecord& record) {
    std::string out;
    append_audit_line(out, record);
    return nlohmann::json::parse(out);
}

TEST(AuditLine, ShowsACallInOneLineAndNothingOfItsQuery) {
    std::string out;
    append_audit_line(out, an_update());
    EXPECT_EQ(out,
              R"({"time":"2024-02-29T23:59:58.007Z","request_id":"01HZX",)"
              R"("trace_id":"0af7651916cd43dd8448eb211c80319c","consumer":"alert-bridge",)"
              R"("identity":"api_key","peer":"127.0.0.1:50000","method":"POST","route":"/api/Tickets",)"
              R"("path":"/API/Tickets","permission":"update:tickets","decision":"allowed",)"
              R"("rule":"permission","would_refuse":null,"status":201,"error":null,"exchanges":2,"reused":null,)"
              R"("tenant_statuses":[null,201],"total_ms":1500.250,"queue_ms":1000.000,"tenant_ms":499.000,)"
              R"("bytes_in":31,"bytes_out":5000000000,)"
              R"("ids":[17,"0f8fad5b-d9cb-469f-a165-70867728950e"],"ids_cut":false,"hung_up":false})");
}

TEST(AuditLine, ARefusalByThePolicyNamesItsRule) {
    auto record = an_update();
    record.judgement = call::Judgement::refused;
    record.exchanges = 0;
    record.error = ErrorCode::insufficient_permission;
    record.ids = {};
    const auto line = line_of(record);
    EXPECT_EQ(line.at("decision"), "refused");
    EXPECT_EQ(line.at("rule"), "permission");
    EXPECT_EQ(line.at("error"), "insufficient_permission");
    EXPECT_TRUE(line.at("ids").is_null());
}

TEST(AuditLine, ARefusalBeforeOrAfterThePolicyNamesItsCode) {
    auto record = an_update();
    record.exchanges = 0;
    record.error = ErrorCode::budget_exhausted;
    EXPECT_EQ(line_of(record).at("decision"), "refused");
    EXPECT_EQ(line_of(record).at("rule"), "budget_exhausted");

    call::CallRecord early;
    early.error = ErrorCode::bad_request;
    EXPECT_EQ(line_of(early).at("rule"), "bad_request");
    EXPECT_TRUE(line_of(early).at("consumer").is_null());
    EXPECT_TRUE(line_of(early).at("method").is_null());
}

TEST(AuditLine, AFailureAfterAnExchangeDidCross) {
    auto record = an_update();
    record.error = ErrorCode::tenant_timeout;
    const auto line = line_of(record);
    EXPECT_EQ(line.at("decision"), "allowed");
    EXPECT_EQ(line.at("rule"), "permission");
    EXPECT_EQ(line.at("error"), "tenant_timeout");
}

TEST(AuditLine, WhatWasObservedSaysWhatItWouldHaveBeen) {
    auto record = an_update();
    record.judgement = call::Judgement::observed;
    record.would_refuse = ErrorCode::insufficient_permission;
    const auto line = line_of(record);
    EXPECT_EQ(line.at("decision"), "observed");
    EXPECT_EQ(line.at("would_refuse"), "insufficient_permission");
}

TEST(AuditLine, IsJsonWhateverTheCallerSends) {
    auto record = an_update();
    record.path = "/api/\"\n\x01\xff";
    record.request_id = "\\";
    EXPECT_NO_THROW((void)line_of(record));
}

TEST(AuditLog, HoldsWhatCrossesOrIsRefusedAndNothingElse) {
    EXPECT_TRUE(belongs_in_audit(an_update()));
    call::CallRecord record;
    EXPECT_FALSE(belongs_in_audit(record)) << "answered by the gateway itself, as a local token is";
    record.error = ErrorCode::invalid_client;
    EXPECT_TRUE(belongs_in_audit(record));
    record = {};
    record.judgement = call::Judgement::allowed;
    EXPECT_TRUE(belongs_in_audit(record)) << "about to cross when the caller hung up";
}

TEST(StatusList, HoldsOnePlaceForEachExchangeAndSharesTheLast) {
    call::StatusList list;
    list.answer(200);
    EXPECT_TRUE(list.all().empty());
    for (unsigned i = 0; i < call::StatusList::most + 20; ++i) {
        list.begin();
        list.answer(i);
    }
    EXPECT_EQ(list.all().size(), call::StatusList::most);
    EXPECT_EQ(list.all()[0], 0U);
    EXPECT_EQ(list.all().back(), call::StatusList::most + 19);
}

}  // namespace
}  // namespace halogate::observe

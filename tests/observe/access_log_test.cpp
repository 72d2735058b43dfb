// SPDX-License-Identifier: MIT
#include "observe/access_log.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

namespace halogate::observe {
namespace {

using namespace std::chrono_literals;

call::CallRecord a_record() {
    call::CallRecord record;
    record.request_id = "01HZX";
    record.trace = {0x0af7651916cd43dd, 0x8448eb211c80319c};
    record.received =
        WallTime{std::chrono::sys_days{std::chrono::year{2024} / 2 / 29}} + 23h + 59min + 58s + 7ms;
    record.peer = "127.0.0.1:50000";
    record.consumer = "alert-bridge";
    record.identity = call::Identity::api_key;
    record.method = "GET";
    record.target = "/api/Tickets?page_size=50&search=smith";
    record.route = "/api/Tickets";
    record.permission = "read:tickets";
    record.status = 200;
    record.exchanges = 2;
    record.tenant_status = 200;
    record.total = 1500ms + 250us;
    record.queued = 1s;
    record.token = 3us;
    record.tenant = 499ms;
    record.bytes_in = 0;
    record.bytes_out = 5'000'000'000;
    return record;
}

std::string line_of(const call::CallRecord& record, QueryLogging queries = QueryLogging::names) {
    std::string out;
    append_access_line(out, record, queries);
    return out;
}

TEST(AccessText, IsALineForAPerson) {
    auto record = a_record();
    record.target = "/api/Tickets/\x1b[2J?search=smith";
    std::string out;
    append_access_text(out, record, Colour::off);
    EXPECT_EQ(
        out.substr(8),
        " 200     GET /api/Tickets/\\u001b[2J alert-bridge 1500 ms, queue 1000, tenant 499, 2 exchanges");
    record.status = 403;
    record.error = ErrorCode::route_denied;
    out.clear();
    append_access_text(out, record, Colour::on);
    EXPECT_EQ(out.substr(8, 18), " \x1b[33m403    \x1b[0m ");
    EXPECT_TRUE(out.ends_with(", route_denied")) << out;
}

nlohmann::json query_of(std::string_view target, QueryLogging queries = QueryLogging::names) {
    auto record = a_record();
    record.target = target;
    return nlohmann::json::parse(line_of(record, queries)).at("query");
}

TEST(AccessLine, ShowsACallInOneLine) {
    EXPECT_EQ(
        line_of(a_record()),
        R"({"time":"2024-02-29T23:59:58.007Z","request_id":"01HZX",)"
        R"("trace_id":"0af7651916cd43dd8448eb211c80319c","peer":"127.0.0.1:50000",)"
        R"("consumer":"alert-bridge","identity":"api_key","method":"GET","path":"/api/Tickets",)"
        R"("query":"page_size,search","route":"/api/Tickets","permission":"read:tickets","status":200,)"
        R"("error":null,"would_refuse":null,"exchanges":2,"reused":null,"tenant_status":200,"total_ms":1500.250,"queue_ms":1000.000,)"
        R"("token_ms":0.003,"tenant_ms":499.000,"bytes_in":0,"bytes_out":5000000000,"hung_up":false})");
}

TEST(AccessLine, WhatIsNotKnownIsNull) {
    const auto line = nlohmann::json::parse(line_of(call::CallRecord{}));
    for (const char* name : {"trace_id", "query", "route", "permission", "status", "error", "tenant_status"})
        EXPECT_TRUE(line.at(name).is_null()) << name;
    EXPECT_EQ(line.at("identity"), "none");
    EXPECT_EQ(line.at("time"), "1970-01-01T00:00:00.000Z");
}

TEST(AccessLine, NamesTheGatewaysOwnErrorAndTheCallerThatHungUp) {
    auto record = a_record();
    record.error = ErrorCode::budget_exhausted;
    record.caller_hung_up = true;
    const auto line = nlohmann::json::parse(line_of(record));
    EXPECT_EQ(line.at("error"), "budget_exhausted");
    EXPECT_EQ(line.at("hung_up"), true);
}

TEST(AccessLine, ShowsNoQueryValueUnlessAskedTo) {
    EXPECT_EQ(query_of("/api/Users?page_size=50&search=smith"), "page_size,search");
    EXPECT_EQ(query_of("/api/Users?a=b=c&d=&&e&=f"), "a,d,e");
    EXPECT_EQ(query_of("/api/Users?a=1;b=2"), "a");
    EXPECT_EQ(query_of("/api/Users?search=smith", QueryLogging::none), nullptr);
    EXPECT_EQ(query_of("/api/Users?search=smith&x=1", QueryLogging::full), "search=smith&x=1");
}

TEST(AccessLine, ShowsNoPartOfTheQueryInThePath) {
    auto record = a_record();
    record.target = "/api/Users?search=smith?/again";
    for (const auto queries : {QueryLogging::none, QueryLogging::names}) {
        const auto line = line_of(record, queries);
        EXPECT_EQ(line.find("smith"), std::string::npos) << line;
        EXPECT_EQ(line.find("again"), std::string::npos) << line;
    }
}

TEST(AccessLine, StaysOneLineOfJsonWhateverTheCallerSent) {
    auto record = a_record();
    record.target = "/api/\"\n\xff?\"\n\xff=1&\x01";
    record.method = "G\r\nET";
    const auto line = line_of(record);
    EXPECT_EQ(line.find('\n'), std::string::npos);
    EXPECT_EQ(nlohmann::json::parse(line).at("method"), "G\r\nET");
}

TEST(AccessLine, ATimeBeforeItsStartIsZero) {
    auto record = a_record();
    record.queued = -1ms;
    EXPECT_EQ(nlohmann::json::parse(line_of(record)).at("queue_ms"), 0.0);
}

TEST(AccessLog, WritesOneLineForEachCall) {
    std::string path = std::filesystem::temp_directory_path() / "access_log_XXXXXX";
    ::close(::mkstemp(path.data()));
    {
        LineWriter writer{path, {}, {}};
        AccessLog log{writer, QueryLogging::names};
        log.on_call(a_record());
        log.on_call(a_record());
    }
    std::ifstream file{path};
    std::string first;
    std::string second;
    std::getline(file, first);
    std::getline(file, second);
    EXPECT_EQ(first, line_of(a_record()));
    EXPECT_EQ(second, first);
    EXPECT_EQ(file.peek(), std::ifstream::traits_type::eof());
    std::filesystem::remove(path);
}

}  // namespace
}  // namespace halogate::observe

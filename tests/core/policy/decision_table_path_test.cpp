// SPDX-License-Identifier: MIT
#include "core/policy/decision_table.hpp"

#include <gtest/gtest.h>

#include <string_view>

namespace halogate::policy::table {
namespace {

TEST(DecisionTablePaths, ThePathJudgedIsThePathServed) {
    // size: one table
    const Row rows[] = {
        {bridge, "GET /api/Client", "", "read:customers"},
        {bridge, "GET /api/Tickets", "", "-read:tickets"},
        {bridge, "GET /API/tICKETS", "", "-read:tickets"},
        {bridge, "GET /api/Client/../Tickets", "", "-read:tickets"},
        {bridge, "GET /api/Client/%2e%2e/Tickets", "", "-read:tickets"},
        {bridge, "GET /api/Client/.%2e/Tickets", "", "-read:tickets"},
        {bridge, "GET /api/Client/%252e%252e/Tickets", "", "!invalid_path"},
        {bridge, "GET /api/Client%2f..%2fTickets", "", "!invalid_path"},
        {bridge, "GET /api/Client%5c..%5cTickets", "", "!invalid_path"},
        {bridge, "GET /api/Client\\..\\Tickets", "", "!invalid_path"},
        {bridge, "GET //api//Tickets", "", "-read:tickets"},
        {bridge, "GET //api//Client//1/", "", "read:customers"},
        {bridge, "GET /api/Client;x/..;/Tickets", "", "!invalid_path"},
        {bridge, "GET /api/Client/%u002e%u002e/Tickets", "", "!invalid_path"},
        {bridge, "GET /api/Client/%c0%ae%c0%ae/Tickets", "", "!invalid_path"},
        {bridge, "GET /api/Tickets.", "", "!invalid_path"},
        {bridge, "GET /api/Tickets%2e", "", "!invalid_path"},
        {bridge, "GET /api/Tickets%20", "", "!invalid_path"},
        {bridge, "GET /api/Client#/../Tickets", "", "!invalid_path"},
        {bridge, "GET /api/Client%23", "", "!invalid_path"},
        {bridge, "GET /api/Client%00", "", "!invalid_path"},
        {bridge, "GET /api/Tickets/?x=/api/Client", "", "-read:tickets"},
        {bridge, "GET /api/Client?x=/../Tickets", "", "read:customers"},
        {bridge, "GET /api/%54ickets", "", "-read:tickets"},
        {bridge, "GET /api/T%c4%b1ckets", "", "!invalid_path"},
        {bridge, "GET /../api/Client", "", "!invalid_path"},
        {bridge, "GET http://evil.example/api/Client", "", "!invalid_path"},
        {bridge, "GET /api/Tickets/../Client", "", "read:customers"},
        {bridge, "GET /api/Tickets/%2e%2e/Client", "", "read:customers"},
        {bridge, "GET /api/Client/%2E%2E/Tickets", "", "-read:tickets"},
        {bridge, "GET /api/Client/..%2fTickets", "", "!invalid_path"},
        {bridge, "GET /api/Client/..%5cTickets", "", "!invalid_path"},
        {bridge, "GET /api/Client\\1", "", "!invalid_path"},
        {bridge, "GET /api/Client;x=/../Tickets", "", "!invalid_path"},
        {bridge, "GET /api/Client/1;", "", "!invalid_path"},
        {bridge, "GET /api/Client/%u002e", "", "!invalid_path"},
        {bridge, "GET /api/Client/%e0%80%ae", "", "!invalid_path"},
        {bridge, "GET /api/Client/%f0%80%80%ae", "", "!invalid_path"},
        {bridge, "GET /api/Client/%ff", "", "!invalid_path"},
        {bridge, "GET /api/Client/%c2%ad", "", "!invalid_path"},
        {bridge, "GET /api/Client./1", "", "!invalid_path"},
        {bridge, "GET /api/%20Client", "", "!invalid_path"},
        {bridge, "GET /api/Client /1", "", "!invalid_path"},
        {bridge, "GET /api/Client%09", "", "!invalid_path"},
        {bridge, "GET /api/Client%0d%0aX: y", "", "!invalid_path"},
        {bridge, "GET /api/Client%7f", "", "!invalid_path"},
        {bridge, "GET /api/Client%3fx", "", "!invalid_path"},
        {bridge, "GET /api/Client%3bx", "", "!invalid_path"},
        {bridge, "GET /api/Client%25", "", "!invalid_path"},
        {bridge, "GET /api/Client%", "", "!invalid_path"},
        {bridge, "GET /api/Client%2", "", "!invalid_path"},
        {bridge, "GET /api/Client%zz", "", "!invalid_path"},
        {bridge, "GET /api/Client#", "", "!invalid_path"},
        {bridge, "GET api/Client", "", "!invalid_path"},
        {bridge, "GET *", "", "!invalid_path"},
        {bridge, "GET /", "", "!route_unknown"},
        {bridge, "GET /api/../../api/Client", "", "!invalid_path"},
        {bridge, "GET /api/../api/Client", "", "read:customers"},
        {bridge, "GET /./api/./Client/.", "", "read:customers"},
        {bridge, "GET /api/Client/..", "", "!route_unknown"},
        {bridge, "GET /api/CLIENT/12/", "", "read:customers"},
        {bridge, "GET /%41pi/%43lient", "", "read:customers"},
        {bridge, "GET /%61PI//tIckets", "", "-read:tickets"},
        {bridge, "GET /api/Client/0012", "", "read:customers"},
        {bridge, "GET /api/Client/-1", "", "read:customers"},
        {bridge, "GET /api/Client/1.0", "", "!route_unknown"},
        {bridge, "GET /api/Client/1e3", "", "!route_unknown"},
        {bridge, "GET /api/Client/me", "", "read:customers"},
        {bridge, "GET /api/Client/ME", "", "read:customers"},
        {bridge, "GET /api/Client/%6de", "", "read:customers"},
        {bridge, "GET /api/Client/1/../../Tickets/1", "", "-read:tickets"},
        {bridge, "GET /api/Client?redirect=http://x/../Tickets", "", "read:customers"},
        {auditor, "DELETE /api/./Client/%31", "", "!route_denied"},
        {auditor, "DELETE /aPi/x/../Client/1", "", "!route_denied"},
        {auditor, "POST /api/s%49te/", add, "!route_denied"},
        {boss, "POST /api/rEPORT", add, "!route_denied"},
        {boss, "POST /api/%52eport/", add, "!route_denied"},
    };
    check(rows);
}

}  // namespace
}  // namespace halogate::policy::table

// SPDX-License-Identifier: MIT
#include "core/policy/decision_table.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace halogate::policy::table {
namespace {

// security.md: "the body is read differently by us and by .NET", against one who may only create.
TEST(DecisionTableBodies, ACreatorNeverUpdates) {
    static const std::string padded = R"([{"summary":")" + std::string(20'000, 'x') + R"(","id":1}])";
    static const std::string blank = R"([{"summary":"x",)" + std::string(20'000, ' ') + R"("id":1}])";
    const Row rows[] = {
        {bridge, "POST /api/Tickets", R"([{"iD":1}])", "-update:tickets"},
        {bridge, "POST /api/Tickets", R"([{"id":"0f8fad5b-d9cb-469f-a165-70867728950e"}])",
         "-update:tickets"},
        {bridge, "POST /api/Tickets", R"([{"id":1e0}])", "-update:tickets"},
        {bridge, "POST /api/Tickets", R"([{"id":10E-1}])", "-update:tickets"},
        {bridge, "POST /api/Tickets", R"([{"id":" 1"}])", "-create:tickets update:tickets"},
        {bridge, "POST /api/Tickets", R"([{"id":"01"}])", "-create:tickets update:tickets"},
        {bridge, "POST /api/Tickets", R"([{"id":0}])", "-create:tickets update:tickets"},
        {bridge, "POST /api/Tickets", R"([{"id":-0}])", "-create:tickets update:tickets"},
        {bridge, "POST /api/Tickets", R"([{"id":1.5}])", "-create:tickets update:tickets"},
        {bridge, "POST /api/Tickets", R"([{"id":4294967297}])", "-create:tickets update:tickets"},
        {bridge, "POST /api/Tickets", R"([{"id":18446744073709551617}])", "-create:tickets update:tickets"},
        {bridge, "POST /api/Tickets", R"([{"id":true}])", "-create:tickets update:tickets"},
        {bridge, "POST /api/Tickets", R"([{"id":[1]}])", "-create:tickets update:tickets"},
        {bridge, "POST /api/Tickets", R"([{"id":{"id":1}}])", "-create:tickets update:tickets"},
        {bridge, "POST /api/Tickets", R"([{"id":""}])", "-create:tickets update:tickets"},
        {bridge, "POST /api/Tickets", R"([{"id":0,"id":5}])", "-create:tickets update:tickets"},
        {bridge, "POST /api/Tickets", R"([{"id":5,"id":0}])", "-create:tickets update:tickets"},
        {bridge, "POST /api/Tickets", R"([{"id":5,"ID":6}])", "-update:tickets"},
        {bridge, "POST /api/Tickets", R"([{"\u0049\u0044":3}])", "-update:tickets"},
        {bridge, "POST /api/Tickets",
         "[{\"\xC4\xB0"
         "d\":3}]",
         "-create:tickets update:tickets"},
        {bridge, "POST /api/Tickets", R"({"id":1})", "-update:tickets"},
        {bridge, "POST /api/Tickets", R"([{"summary":"x"},{"summary":"y"},{"id":1}])",
         "-create:tickets update:tickets"},
        {bridge, "POST /api/Tickets", padded, "-update:tickets"},
        {bridge, "POST /api/Tickets", blank, "-update:tickets"},
        {bridge, "POST /api/Tickets", R"([{"$id":"1","summary":"x"}])", "-create:tickets update:tickets"},
        {bridge, "POST /api/Tickets", R"([{"id":1}] // x)", "!invalid_body"},
        {bridge, "POST /api/Tickets", R"([{/* x */"summary":"x"}])", "!invalid_body"},
        {bridge, "POST /api/Tickets", R"([{"summary":"x",}])", "!invalid_body"},
        {bridge, "POST /api/Tickets", R"([{"summary":"x"}] [{"id":1}])", "!invalid_body"},
        {bridge, "POST /api/Tickets", R"([{"id":01}])", "!invalid_body"},
        {bridge, "POST /api/Tickets", R"([{"id":0x1}])", "!invalid_body"},
        {bridge, "POST /api/Tickets", R"([{"id":+1}])", "!invalid_body"},
        {bridge, "POST /api/Tickets", R"([{"id":NaN}])", "!invalid_body"},
        {bridge, "POST /api/Tickets", R"([{"id":1e999}])", "!invalid_body"},
        {bridge, "POST /api/Tickets", "\xFF\xFE[\0]", "!invalid_body"},
        {bridge, "POST /api/Tickets", std::string_view{"[\0{\0}\0]\0", 8}, "!invalid_body"},
        {bridge, "POST /api/Tickets", std::string_view{"[{}]\0[{\"id\":1}]", 15}, "!invalid_body"},
        {bridge, "POST /api/Tickets", "\x1F\x8B\x08", "!invalid_body"},
        {bridge, "POST /api/Tickets", "[{\"summary\":\"\xC0\xAF\"}]", "!invalid_body"},
        {bridge, "POST /api/Tickets", R"([{"summary":"\ud800"}])", "!invalid_body"},
        {bridge, "POST /api/Tickets", R"([[{"id":1}]])", "!invalid_body"},
        {bridge, "POST /api/Tickets", R"([{"id":1},null])", "!invalid_body"},
        {bridge, "POST /api/Tickets", R"("[{}]")", "!invalid_body"},
        {bridge, "POST /api/Tickets", R"([{"summary":"x"})", "!invalid_body"},
    };
    check(rows);
}

TEST(DecisionTableBodies, FlagsOfTheBodyHaveRulesOfTheirOwn) {
    const Row rows[] = {
        {bridge, "POST /api/Tickets", R"([{"id":1,"_recover":true}])", "-update:tickets"},
        {bridge, "POST /api/Tickets", R"([{"_RECOVER":"yes"}])", "-create:tickets update:tickets"},
        {bridge, "POST /api/Tickets", R"([{"_recover":false}])", "create:tickets"},
        {bridge, "POST /api/Tickets", R"([{"_test":true}])", "-create:tickets update:tickets"},
        {bridge, "POST /api/Tickets", R"([{"_Test":false}])", "-create:tickets update:tickets"},
        {fixer, "POST /api/Tickets", R"([{"id":3,"_test":true}])", "update:tickets"},
        {desk, "POST /api/Tickets", R"([{"_test":true}])", "create:tickets update:tickets"},
        {bridge, "POST /api/Tickets", R"([{"sql":"select 1"}])", "!route_denied"},
        {bridge, "POST /api/Tickets", R"([{"summary":"x"},{"SQL":null}])", "!route_denied"},
        {desk, "POST /api/Tickets", R"([{"\u0073ql":"select 1"}])", "!route_denied"},
        {desk, "POST /api/Tickets", R"({"_LoadReportOnly":true})", "!route_denied"},
        {desk, "POST /api/Tickets", R"({"$values":[{"sql":"select 1"}]})", "!route_denied"},
        {desk, "POST /api/Tickets", R"([{"customfields":[{"sql":"a field of that name"}]}])",
         "create:tickets"},
        {desk, "POST /api/Tickets", R"([{'sql':'select 1'}])", "!invalid_body"},
        {desk, "POST /api/Tickets/Object", R"({"sql":"select 1"})", "!route_denied"},
        {fixer, "POST /api/Tickets/View", R"({"sql":"select 1"})", "!route_denied"},
        {fixer, "POST /api/Tickets/View", "[1,2]", "update:tickets"},
        {fixer, "POST /api/Tickets/View", "7", "update:tickets"},
        {boss, "POST /api/Attachment", R"([{"sql":"select 1"}])", "!route_denied"},
        {boss, "POST /api/Attachment", R"([{"filename":"x"}])", "all"},
        {boss, "POST /api/Users", "[{\"\xC5\xBFql\":1}]", "!route_denied"},
    };
    check(rows);
}

}  // namespace
}  // namespace halogate::policy::table

// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/path/canonical_target.hpp"
#include "core/policy/policy.hpp"

// From the bytes of a request line and a body to the decision, as a table.
namespace halogate::policy {
namespace {

enum Consumer : std::size_t { anonymous, bridge, fixer, desk, boss, auditor, seller, nobody };

ConsumerPolicy consumer(std::string name, std::initializer_list<std::string_view> allow,
                        std::vector<ConsumerPolicy::Deny> deny = {}) {
    ConsumerPolicy result;
    result.name = std::move(name);
    for (const auto permission : allow) EXPECT_TRUE(result.allow.add(permission)) << permission;
    result.deny = std::move(deny);
    return result;
}

Policy::Settings settings() {
    Policy::Settings result;
    result.routes = built_in_catalogue();
    result.consumers = {
        consumer("anonymous", {"read:tickets", "read:customers", "read:assets"}),
        consumer("bridge", {"create:tickets", "read:customers"}),
        consumer("fixer", {"update:tickets", "delete:tickets"}),
        consumer("desk", {"edit:tickets", "read:customers", "edit:reporting"}),
        consumer("boss", {"all"}),
        consumer("auditor", {"all"},
                 {{"DELETE", "/api/**"},
                  {"*", "/api/Invoice/**"},
                  {"post", "/api/Site"},
                  {"GET", "/api/Client/*"}}),
        consumer("seller",
                 {"read:sales", "update:sales", "edit:invoices", "edit:timesheets", "create:assets"}),
        consumer("nobody", {}),
    };
    return result;
}

/// "permission asked" when allowed, "-permission asked" when that is missing, "!code" for any other refusal.
std::string decided(const Policy& policy, std::size_t who, std::string_view call, std::string_view body) {
    const auto blank = call.find(' ');
    const auto target = path::canonical_target(call.substr(blank + 1));
    if (!target) return "!invalid_path";
    auto decision = policy.judge_head(who, call.substr(0, blank), target->folded_path);
    if (decision.verdict == Decision::Verdict::needs_body || (decision.body_refines && !body.empty())) {
        decision = policy.judge_body(who, decision.route, "application/json", body);
    }
    if (decision.verdict == Decision::Verdict::allowed) {
        EXPECT_EQ(decision.message, "") << call;
        return decision.permission.empty() ? "free" : decision.permission;
    }
    EXPECT_NE(decision.message, "") << call;
    if (decision.code == ErrorCode::insufficient_permission) return '-' + decision.permission;
    return '!' + std::string{to_string(decision.code)};
}

struct Row {
    Consumer who;
    std::string_view call;
    std::string_view body;
    std::string_view decision;
};

constexpr std::string_view add = R"([{"summary":"x"}])";
constexpr std::string_view change = R"([{"id":7,"summary":"x"}])";
constexpr std::string_view mixed = R"([{"id":7},{"summary":"x"}])";
constexpr std::string_view unclear = R"([{"id":0}])";

void check(std::span<const Row> rows) {
    const Policy policy{settings()};
    for (const auto& row : rows) {
        EXPECT_EQ(decided(policy, row.who, row.call, row.body), row.decision)
            << policy.consumer_name(row.who) << ": " << row.call << "  " << row.body;
    }
}

TEST(DecisionTable, ReadingAndDeletingGoByTheMethod) {
    const Row rows[] = {
        {anonymous, "GET /api/Tickets", "", "read:tickets"},
        {anonymous, "HEAD /api/Tickets", "", "read:tickets"},
        {anonymous, "GET /api/Tickets/1", "", "read:tickets"},
        {anonymous, "HEAD /api/Tickets/1", "", "read:tickets"},
        {anonymous, "GET /api/Tickets?search=x&tenant=evil", "", "read:tickets"},
        {anonymous, "GET /api/Actions", "", "read:tickets"},
        {anonymous, "GET /api/Actions/5", "", "read:tickets"},
        {anonymous, "GET /api/Client/12", "", "read:customers"},
        {anonymous, "GET /api/Site", "", "read:customers"},
        {anonymous, "GET /api/Users", "", "read:customers"},
        {anonymous, "GET /api/Users/me", "", "read:customers"},
        {anonymous, "GET /api/Asset/3", "", "read:assets"},
        {anonymous, "GET /api/AssetType", "", "read:assets"},
        {anonymous, "GET /api/TicketType", "", "read:tickets"},
        {anonymous, "GET /api/TicketApproval/5", "", "read:tickets"},
        {anonymous, "DELETE /api/Tickets/1", "", "-delete:tickets"},
        {anonymous, "DELETE /api/Client/1", "", "-delete:customers"},
        {anonymous, "GET /api/Projects", "", "-read:projects"},
        {anonymous, "GET /api/Invoice", "", "-read:invoices"},
        {anonymous, "GET /api/Supplier/1", "", "-read:suppliers"},
        {anonymous, "GET /api/Opportunities", "", "-read:sales"},
        {anonymous, "GET /api/KBArticle", "", "-read:kb"},
        {anonymous, "GET /api/Report", "", "-read:reporting"},
        {fixer, "DELETE /api/Tickets/1", "", "delete:tickets"},
        {fixer, "DELETE /api/Actions/1", "", "delete:tickets"},
        {fixer, "DELETE /api/TicketApproval/5&2", "", "delete:tickets"},
        {fixer, "DELETE /api/TicketApproval/5%262", "", "delete:tickets"},
        {fixer, "DELETE /api/Asset/1", "", "-delete:assets"},
        {fixer, "GET /api/Tickets/1", "", "-read:tickets"},
        {desk, "GET /api/Tickets", "", "read:tickets"},
        {desk, "DELETE /api/Tickets/1", "", "delete:tickets"},
        {desk, "GET /api/Report/4", "", "read:reporting"},
        {desk, "DELETE /api/Report/4", "", "delete:reporting"},
        {boss, "GET /api/Invoice", "", "read:invoices"},
        {boss, "DELETE /api/Client/9", "", "delete:customers"},
        {seller, "GET /api/Opportunities/3", "", "read:sales"},
        {seller, "GET /api/Invoice/3", "", "read:invoices"},
        {seller, "GET /api/Timesheet/mine", "", "read:timesheets"},
        {seller, "GET /api/SalesOrder", "", "-read:sos"},
        {seller, "GET /api/PurchaseOrder", "", "-read:pos"},
        {seller, "GET /api/Quotation", "", "-read:quotes"},
        {nobody, "GET /api/Tickets", "", "-read:tickets"},
        {nobody, "DELETE /api/Tickets/1", "", "-delete:tickets"},
        {nobody, "GET /api/SoftwareLicence", "", "-read:softwarelicensing"},
        {nobody, "GET /api/DistributionLists/1", "", "-read:distributionlists"},
        {nobody, "GET /api/CRMNote", "", "-read:crm"},
        {nobody, "GET /api/Appointment", "", "-read:calendar"},
        {nobody, "GET /api/ContractSchedule", "", "-read:contracts"},
        {nobody, "GET /api/ItemSupplier", "", "-read:items"},
        {nobody, "GET /api/TimesheetEvent/4", "", "-read:timesheets"},
    };
    check(rows);
}

TEST(DecisionTable, EveryElementOfAPostDecides) {
    const Row rows[] = {
        {bridge, "POST /api/Tickets", add, "create:tickets"},
        {bridge, "POST /api/Tickets", "[]", "create:tickets"},
        {bridge, "POST /api/Tickets", R"({"summary":"x"})", "create:tickets"},
        {bridge, "POST /api/Actions", add, "create:tickets"},
        {bridge, "POST /api/Tickets", change, "-update:tickets"},
        {bridge, "POST /api/Tickets", mixed, "-create:tickets update:tickets"},
        {bridge, "POST /api/Tickets", unclear, "-create:tickets update:tickets"},
        {bridge, "POST /api/Tickets", R"([{"Id":1}])", "-update:tickets"},
        {bridge, "POST /api/Tickets", R"([{"ID":1}])", "-update:tickets"},
        {bridge, "POST /api/Tickets", R"([{"id":"1"}])", "-update:tickets"},
        {bridge, "POST /api/Tickets", R"([{"id":1.0}])", "-update:tickets"},
        {bridge, "POST /api/Tickets", R"([{"id":null}])", "-create:tickets update:tickets"},
        {bridge, "POST /api/Tickets", R"([{"id":-1}])", "-create:tickets update:tickets"},
        {bridge, "POST /api/Tickets", R"([{"id":null,"id":3}])", "-create:tickets update:tickets"},
        {bridge, "POST /api/Tickets", R"([{"\u0069d":3}])", "-update:tickets"},
        {bridge, "POST /api/Tickets", R"([{"\u0131d":3}])", "-create:tickets update:tickets"},
        {bridge, "POST /api/Tickets", R"({"$values":[{"id":3}]})", "-create:tickets update:tickets"},
        {bridge, "POST /api/Tickets", R"([{"_recover":true}])", "-create:tickets update:tickets"},
        {bridge, "POST /api/Tickets", R"([{"customfields":[{"id":3}]}])", "create:tickets"},
        {bridge, "POST /api/Tickets", "[{'id':1}]", "!invalid_body"},
        {bridge, "POST /api/Tickets", "[{id:1}]", "!invalid_body"},
        {bridge, "POST /api/Tickets", "[{}] // x", "!invalid_body"},
        {bridge, "POST /api/Tickets", "\xEF\xBB\xBF[{}]", "!invalid_body"},
        {bridge, "POST /api/Tickets", "id=1", "!invalid_body"},
        {bridge, "POST /api/Tickets", "", "!invalid_body"},
        {bridge, "POST /api/Tickets", "null", "!invalid_body"},
        {bridge, "POST /api/Tickets", "[1]", "!invalid_body"},
        {bridge, "POST /api/Client", add, "-create:customers update:customers"},
        {bridge, "POST /api/TicketApproval", add, "create:tickets"},
        {fixer, "POST /api/Tickets", change, "update:tickets"},
        {fixer, "POST /api/Tickets", R"([{"Id":"7"}])", "update:tickets"},
        {fixer, "POST /api/Tickets", R"([{"id":1},{"id":2}])", "update:tickets"},
        {fixer, "POST /api/Tickets", R"([{"id":1,"_recover":true}])", "update:tickets"},
        {fixer, "POST /api/Tickets", add, "-create:tickets"},
        {fixer, "POST /api/Tickets", "[]", "-create:tickets"},
        {fixer, "POST /api/Tickets", mixed, "-create:tickets update:tickets"},
        {fixer, "POST /api/Tickets", unclear, "-create:tickets update:tickets"},
        {fixer, "POST /api/Actions", change, "update:tickets"},
        {desk, "POST /api/Tickets", add, "create:tickets"},
        {desk, "POST /api/Tickets", change, "update:tickets"},
        {desk, "POST /api/Tickets", mixed, "create:tickets update:tickets"},
        {desk, "POST /api/Tickets", unclear, "create:tickets update:tickets"},
        {desk, "POST /api/Tickets", "", "create:tickets update:tickets"},
        {desk, "POST /api/Users", add, "-create:customers update:customers"},
        {seller, "POST /api/Opportunities", change, "update:sales"},
        {seller, "POST /api/Opportunities", add, "-create:sales"},
        {seller, "POST /api/Invoice", mixed, "create:invoices update:invoices"},
        {seller, "POST /api/Asset", add, "create:assets"},
        {seller, "POST /api/Asset", change, "-update:assets"},
        {boss, "POST /api/Users", add, "create:customers"},
        {boss, "POST /api/Site", mixed, "create:customers update:customers"},
        {anonymous, "POST /api/Tickets", add, "-create:tickets update:tickets"},
        {anonymous, "POST /api/Tickets", "garbage", "-create:tickets update:tickets"},
        {nobody, "POST /api/Asset", change, "-create:assets update:assets"},
    };
    check(rows);
}

TEST(DecisionTable, ThePathJudgedIsThePathServed) {
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
        {auditor, "DELETE /api/./Client/%31", "", "!route_denied"},
        {auditor, "DELETE /aPi/x/../Client/1", "", "!route_denied"},
        {auditor, "POST /api/s%49te/", add, "!route_denied"},
        {boss, "POST /api/rEPORT", add, "!route_denied"},
        {boss, "POST /api/%52eport/", add, "!route_denied"},
    };
    check(rows);
}

TEST(DecisionTable, WhatIsInNoCatalogueIsRefused) {
    const Row rows[] = {
        {boss, "GET /api/Xero", "", "!route_unknown"},
        {boss, "GET /api/XeroDetails", "", "!route_unknown"},
        {boss, "POST /api/Agent", add, "!route_unknown"},
        {boss, "DELETE /api/Agent/1", "", "!route_unknown"},
        {boss, "GET /api", "", "!route_unknown"},
        {boss, "GET /", "", "!route_unknown"},
        {boss, "GET /Tickets", "", "!route_unknown"},
        {boss, "GET /api/Tickets/1/2", "", "!route_unknown"},
        {boss, "GET /api/Tickets/merge", "", "!route_unknown"},
        {boss, "GET /api/Tickets/zapier", "", "!route_unknown"},
        {boss, "POST /api/Tickets/1", change, "!route_unknown"},
        {boss, "DELETE /api/Tickets", "", "!route_unknown"},
        {boss, "POST /api/AssetTypeInfo", add, "!route_unknown"},
        {boss, "PUT /api/Tickets/1", change, "!route_unknown"},
        {boss, "PATCH /api/Tickets/1", change, "!route_unknown"},
        {boss, "OPTIONS /api/Tickets", "", "!route_unknown"},
        {boss, "TRACE /api/Tickets", "", "!route_unknown"},
        {boss, "get /api/Tickets", "", "!route_unknown"},
        {desk, "GET /api/LapSafe/Cancel", "", "!route_unknown"},
        {desk, "POST /api/Tickets/Object", add, "!route_unknown"},
        {anonymous, "GET /api/Ticketsx", "", "!route_unknown"},
    };
    check(rows);
}

TEST(DecisionTable, SubPathsGoByTheirOwnLine) {
    const Row rows[] = {
        {fixer, "POST /api/Tickets/View", "{}", "update:tickets"},
        {bridge, "POST /api/Tickets/View", "{}", "-update:tickets"},
        {fixer, "POST /api/tickets/vote", "", "update:tickets"},
        {fixer, "POST /api/Tickets/processchildren", "", "update:tickets"},
        {fixer, "POST /api/Projects/View", "", "-update:projects"},
        {seller, "POST /api/Opportunities/View", "", "update:sales"},
        {seller, "POST /api/Invoice/4/void", "", "edit:invoices"},
        {boss, "POST /api/Invoice/4/void", "", "edit:invoices"},
        {nobody, "POST /api/Invoice/4/void", "", "-edit:invoices"},
        {anonymous, "GET /api/Client/me", "", "read:customers"},
    };
    check(rows);
}

TEST(DecisionTable, LookUpsThatNeedNoScopeAreOpenToEveryConsumer) {
    const Row rows[] = {
        {nobody, "GET /api/Agent", "", "free"},
        {nobody, "GET /api/Agent/me", "", "free"},
        {nobody, "GET /api/agent/3", "", "free"},
        {nobody, "GET /api/Status", "", "free"},
        {nobody, "HEAD /api/Status/1", "", "free"},
        {nobody, "GET /api/lookup?lookupid=11", "", "free"},
        {nobody, "GET /api/Team", "", "free"},
        {nobody, "GET /api/AuthInfo", "", "free"},
        {nobody, "POST /api/Status", add, "!route_unknown"},
    };
    check(rows);
}

TEST(DecisionTable, AnUnknownDomainNeedsAll) {
    const Row rows[] = {
        {desk, "GET /api/Attachment", "", "-all"},      {desk, "POST /api/Attachment", add, "-all"},
        {desk, "GET /api/Priority", "", "-all"},        {desk, "GET /api/SLA/1", "", "-all"},
        {desk, "POST /api/TicketType", change, "-all"}, {desk, "DELETE /api/TicketRules/1", "", "-all"},
        {boss, "GET /api/Attachment/4", "", "all"},     {boss, "POST /api/Attachment", add, "all"},
        {boss, "POST /api/TicketType", add, "all"},     {boss, "GET /api/Priority/8f1c", "", "all"},
    };
    check(rows);
}

TEST(DecisionTable, PrivilegedRoutesAreClosedEvenToAll) {
    const Row rows[] = {
        {boss, "POST /api/Report", add, "!route_denied"},
        {desk, "POST /api/Report", add, "!route_denied"},
        {boss, "POST /api/Report/createpdf", "{}", "!route_denied"},
        {boss, "GET /api/Application", "", "!route_denied"},
        {boss, "GET /api/Application/5", "", "!route_denied"},
        {boss, "POST /api/LoginToken", "{}", "!route_denied"},
        {boss, "POST /api/ImpersonationRequest", "{}", "!route_denied"},
        {boss, "GET /api/LicenseInfo/password", "", "!route_denied"},
        {boss, "GET /api/PasswordField/1", "", "!route_denied"},
        {boss, "POST /api/Roles", change, "!route_denied"},
        {boss, "POST /api/DatabaseLookup/run", "", "!route_denied"},
        {boss, "POST /api/SQLImport", add, "!route_denied"},
        {boss, "POST /api/Control", change, "!route_denied"},
        {boss, "POST /api/Tenant", add, "!route_denied"},
        {boss, "GET /api/Instance", "", "!route_denied"},
        {boss, "GET /api/IntegrationData/Get/Azure", "", "!route_denied"},
        {boss, "POST /api/Notify/Twilio", "", "!route_denied"},
        {boss, "POST /api/Mail/Integrator/x", "", "!route_denied"},
        {boss, "GET /api/PowerShellScript", "", "!route_denied"},
        {boss, "POST /api/PowerShellScriptProcessing", add, "!route_denied"},
        {boss, "POST /api/Automation/4", "", "!route_denied"},
        {boss, "POST /api/Webhook", add, "!route_denied"},
        {boss, "POST /api/mcp", "{}", "!route_denied"},
        {boss, "GET /api/MCP/", "", "!route_denied"},
    };
    check(rows);
}

TEST(DecisionTable, DenyRulesWinOverAllow) {
    const Row rows[] = {
        {auditor, "GET /api/Tickets", "", "read:tickets"},
        {auditor, "POST /api/Tickets", mixed, "create:tickets update:tickets"},
        {auditor, "DELETE /api/Tickets/1", "", "!route_denied"},
        {auditor, "DELETE /api/nowhere", "", "!route_denied"},
        {auditor, "GET /api/Invoice", "", "!route_denied"},
        {auditor, "GET /api/invoice/3", "", "!route_denied"},
        {auditor, "POST /api/Invoice/3/void", "", "!route_denied"},
        {auditor, "GET /api/InvoicePayment", "", "read:invoices"},
        {auditor, "GET /api/Site", "", "read:customers"},
        {auditor, "POST /api/Site", add, "!route_denied"},
        {auditor, "GET /api/Client", "", "read:customers"},
        {auditor, "GET /api/Client/1", "", "!route_denied"},
        {auditor, "HEAD /api/Client/1", "", "!route_denied"},
        {boss, "GET /api/Client/1", "", "read:customers"},
    };
    check(rows);
}

}  // namespace
}  // namespace halogate::policy

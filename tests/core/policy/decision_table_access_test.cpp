// SPDX-License-Identifier: MIT
#include "core/policy/decision_table.hpp"

#include <gtest/gtest.h>

#include <string_view>

namespace halogate::policy::table {
namespace {

TEST(DecisionTableAccess, WhatIsInNoCatalogueIsRefused) {
    const Row rows[] = {
        {boss, "GET /api/Xero", "", "!route_unknown"},
        {boss, "GET /api/Xero/1", "", "!route_unknown"},
        {boss, "POST /api/Newcomer", add, "!route_unknown"},
        {boss, "DELETE /api/Newcomer/1", "", "!route_unknown"},
        {boss, "GET /api", "", "!route_unknown"},
        {boss, "GET /", "", "!route_unknown"},
        {boss, "GET /Tickets", "", "!route_unknown"},
        {boss, "GET /api/Tickets/1/2", "", "!route_unknown"},
        {boss, "GET /api/Tickets/merge", "", "!route_unknown"},
        {boss, "POST /api/Tickets/1", change, "!route_unknown"},
        {boss, "DELETE /api/Tickets", "", "!route_unknown"},
        {boss, "POST /api/AssetTypeInfo", add, "!route_unknown"},
        {boss, "PUT /api/Tickets/1", change, "!route_unknown"},
        {boss, "PATCH /api/Tickets/1", change, "!route_unknown"},
        {boss, "OPTIONS /api/Tickets", "", "!route_unknown"},
        {boss, "TRACE /api/Tickets", "", "!route_unknown"},
        {boss, "get /api/Tickets", "", "!route_unknown"},
        {desk, "POST /api/Tickets/Objects", add, "!route_unknown"},
        {desk, "GET /api/Tickets/Object", "", "!route_unknown"},
        {namer, "GET /api/Xero", "", "!route_unknown"},
        {namer, "POST /api/Newcomer/1", add, "!route_unknown"},
        {anonymous, "GET /api/Ticketsx", "", "!route_unknown"},
    };
    check(rows);
}

TEST(DecisionTableAccess, AnUnknownDomainNeedsAll) {
    const Row rows[] = {
        {desk, "GET /api/Attachment", "", "-all"},
        {desk, "POST /api/Attachment", add, "-all"},
        {desk, "GET /api/Priority", "", "-all"},
        {desk, "GET /api/SLA/1", "", "-all"},
        {desk, "POST /api/TicketType", change, "-all"},
        {desk, "DELETE /api/TicketRules/1", "", "-all"},
        {desk, "GET /api/LapSafe/Cancel", "", "-all"},
        {boss, "GET /api/LapSafe/Cancel", "", "all"},
        {desk, "GET /api/XeroDetails", "", "-all"},
        {boss, "GET /api/XeroDetails/3", "", "all"},
        {boss, "GET /api/XeroDetails/x", "", "!route_unknown"},
        {desk, "GET /api/AWS/Get", "", "-all"},
        {boss, "GET /api/AWS/Get", "", "all"},
        {desk, "POST /api/Agent", add, "-all"},
        {boss, "POST /api/Agent", change, "all"},
        {desk, "GET /api/Chat", "", "-all"},
        {boss, "GET /api/Webhook/8f1c", "", "all"},
        {boss, "GET /api/Attachment/4", "", "all"},
        {boss, "POST /api/Attachment", add, "all"},
        {boss, "POST /api/TicketType", add, "all"},
        {boss, "GET /api/Priority/8f1c", "", "all"},
    };
    check(rows);
}

TEST(DecisionTableAccess, PrivilegedRoutesAreClosedEvenToAll) {
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
        {boss, "GET /api/UserRoles", "", "!route_denied"},
        {boss, "GET /api/Application/5/secret", "", "!route_denied"},
        {boss, "POST /api/Application/federatedcredentials", "{}", "!route_denied"},
        {boss, "POST /api/Control/UpdateEnc", "{}", "!route_denied"},
        {boss, "GET /api/LicenseInfo", "", "all"},
        {boss, "POST /api/Webhook/7", change, "!route_denied"},
        {boss, "POST /api/Automation/4/5", "", "!route_denied"},
        {boss, "GET /api/Automation/4", "", "all"},
        {boss, "POST /api/mcp", "{}", "!route_denied"},
        {boss, "GET /api/MCP/", "", "!route_denied"},
    };
    check(rows);
}

// A route that `allow` names is open whatever is held, and only as far as it is spelled out.
TEST(DecisionTableAccess, RoutesThatAllowNamesAreOpen) {
    const Row rows[] = {
        {namer, "GET /api/SLA", "", "named"},
        {namer, "HEAD /api/SLA", "", "named"},
        {namer, "GET /api/sla/", "", "named"},
        {namer, "POST /api/SLA", add, "-all"},
        {namer, "GET /api/SLA/3", "", "named"},
        {namer, "DELETE /api/SLA/3", "", "named"},
        {namer, "DELETE /api/SLA/7", "", "!route_denied"},
        {namer, "GET /api/SLA/7", "", "!route_denied"},
        {namer, "GET /api/SLA/x", "", "named"},
        {namer, "POST /api/Attachment", add, "named"},
        {namer, "POST /api/Attachment", change, "named"},
        {namer, "POST /api/Attachment", "garbage", "named"},
        {namer, "POST /api/Attachment", R"([{"sql":"select 1"}])", "named"},
        {namer, "GET /api/Attachment", "", "-all"},
        {namer, "GET /api/Tickets", "", "named read:tickets"},
        {namer, "GET /api/Tickets/1", "", "-read:tickets"},
        {namer, "POST /api/Tickets", add, "-create:tickets update:tickets"},
        {namer, "POST /api/Report", R"([{"_loadreportonly":true,"sql":"select 1"}])", "named edit:reporting"},
        {namer, "POST /api/Report/createpdf", "{}", "!route_denied"},
        {namer, "GET /api/Report", "", "-read:reporting"},
        {namer, "GET /api/IntegrationData/Get/Azure", "", "named"},
        {namer, "GET /api/IntegrationData/Get/AWS", "", "!route_denied"},
        {namer, "POST /api/IntegrationData/Get/Azure", "{}", "!route_denied"},
        {namer, "POST /api/Webhook", add, "named"},
        {namer, "POST /api/Webhook/3", add, "named"},
        {namer, "GET /api/Newcomer/5", "", "named"},
        {namer, "GET /api/Newcomer", "", "!route_unknown"},
        {namer, "GET /api/LicenseInfo", "", "named"},
        {namer, "GET /api/LicenseInfo/password", "", "!route_denied"},
        {namer, "GET /api/Application", "", "!route_denied"},
        {namer, "GET /api/Client", "", "-read:customers"},
        {namer, "PUT /api/SLA/1", "", "!route_unknown"},
        {chief, "GET /api/Roles", "", "all"},
        {chief, "POST /api/Roles", change, "!route_denied"},
        {chief, "GET /api/Roles/1", "", "!route_denied"},
        {chief, "POST /api/Report", R"([{"sql":"select 1"}])", "edit:reporting"},
        {chief, "POST /api/Report/print", "{}", "edit:reporting"},
        {chief, "DELETE /api/Report/3", "", "delete:reporting"},
        {boss, "GET /api/Roles", "", "!route_denied"},
    };
    check(rows);
}

TEST(DecisionTableAccess, DenyRulesWinOverAllow) {
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
}  // namespace halogate::policy::table

// SPDX-License-Identifier: MIT
#include "core/policy/decision_table.hpp"

#include <gtest/gtest.h>

#include <string_view>

namespace halogate::policy::table {
namespace {

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
        {desk, "POST /api/Tickets/Object", "{}", "edit:tickets"},
        {bridge, "POST /api/Tickets/Object", "{}", "-edit:tickets"},
        {anonymous, "GET /api/Tickets/zapier", "", "read:tickets"},
        {bridge, "GET /api/Tickets/zapier", "", "-read:tickets"},
        {fixer, "POST /api/Actions/reaction", "{}", "update:tickets"},
        {seller, "POST /api/Invoice/PDF/4", "", "read:invoices"},
        {anonymous, "POST /api/Invoice/PDF/4", "", "-read:invoices"},
        {seller, "POST /api/Invoice/updatelines", "[{}]", "update:invoices"},
        {anonymous, "GET /api/Site/StockBins", "", "read:customers"},
        {anonymous, "GET /api/Asset/NextTag", "", "read:assets"},
        {nobody, "GET /api/Team/Tree", "", "free"},
        {nobody, "GET /api/Appointment/Booking", "", "-read:calendar"},
        {nobody, "POST /api/Appointment/Booking", "{}", "-create:calendar"},
    };
    check(rows);
}

TEST(DecisionTable, LookUpsThatNeedNoScopeAreOpenToEveryConsumer) {
    const Row rows[] = {
        {nobody, "GET /api/Agent", "", "free"},     {nobody, "GET /api/Agent/me", "", "free"},
        {nobody, "GET /api/agent/3", "", "free"},   {nobody, "GET /api/Status", "", "free"},
        {nobody, "HEAD /api/Status/1", "", "free"}, {nobody, "GET /api/lookup?lookupid=11", "", "free"},
        {nobody, "GET /api/Team", "", "free"},      {nobody, "GET /api/AuthInfo", "", "free"},
        {nobody, "POST /api/Status", add, "-all"},  {boss, "POST /api/Status", add, "all"},
        {boss, "DELETE /api/Agent/1", "", "all"},
    };
    check(rows);
}

}  // namespace
}  // namespace halogate::policy::table

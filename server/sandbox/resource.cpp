// SPDX-License-Identifier: MIT
#include "sandbox/resource.hpp"

#include <array>

#include "base/ascii.hpp"

namespace halogate::sandbox {

namespace {

using enum Listing;
using enum Strictness;

// Projects and opportunities are tickets to HaloPSA, so their lists say "tickets" too.
constexpr std::array table{
    Resource{"Tickets", "tickets", "Ticket", "tickets", envelope, lenient},
    Resource{"Actions", "actions", "Action", "tickets", envelope, lenient},
    Resource{"Client", "clients", "Customer", "customers", envelope, strict},
    Resource{"Site", "sites", "Site", "customers", envelope, strict},
    Resource{"Asset", "assets", "Asset", "assets", envelope, lenient},
    Resource{"Users", "users", "User", "", envelope, unscoped},
    Resource{"ClientContract", "contracts", "Contract", "contracts", envelope, strict},
    Resource{"Attachment", "attachments", "Attachment", "", envelope, unscoped},
    Resource{"Agent", "agents", "Agent", "", envelope, unscoped},
    Resource{"Status", "statuses", "Status", "", bare, unscoped},
    Resource{"Priority", "priorities", "Priority", "", bare, unscoped},
    Resource{"Lookup", "lookups", "Lookup", "", bare, unscoped},
    Resource{"TicketType", "tickettypes", "Ticket Type", "", bare, unscoped},
    Resource{"Team", "teams", "Team", "", bare, unscoped},
    Resource{"Projects", "tickets", "Project", "projects", envelope, strict},
    Resource{"Opportunities", "tickets", "Opportunity", "sales", envelope, strict},
    Resource{"Appointment", "appointments", "Appointment", "calendar", envelope, strict},
    Resource{"CRMNote", "actions", "Note", "crm", envelope, strict},
    Resource{"Timesheet", "timesheets", "Timesheet", "timesheets", bare, strict},
    Resource{"Supplier", "suppliers", "Supplier", "suppliers", envelope, strict},
    Resource{"Item", "items", "Item", "items", envelope, strict},
    Resource{"Quotation", "quotes", "Quotation", "quotes", envelope, strict},
    Resource{"SalesOrder", "salesorders", "Sales Order", "sos", envelope, strict},
    Resource{"PurchaseOrder", "purchaseorders", "Purchase Order", "pos", envelope, strict},
    Resource{"Invoice", "invoices", "Invoice", "invoices", envelope, strict},
    Resource{"KBArticle", "articles", "Article", "kb", envelope, strict},
    Resource{"Report", "reports", "Report", "reporting", envelope, strict},
    Resource{"SoftwareLicence", "licences", "Licence", "softwarelicensing", envelope, strict},
    Resource{"DistributionLists", "distributionlists", "Distribution List", "distributionlists", envelope,
             strict},
};

}  // namespace

std::span<const Resource> resources() noexcept {
    return table;
}

const Resource* resource_named(std::string_view name) noexcept {
    for (const auto& row : table) {
        if (ascii::equal_ignoring_case(row.name, name)) return &row;
    }
    return nullptr;
}

}  // namespace halogate::sandbox

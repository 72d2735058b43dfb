// SPDX-License-Identifier: MIT
#include "core/policy/catalogue_table.hpp"

#include <array>

namespace halogate::policy {

namespace {

// HaloPSA's public API description of 2024 gives the methods and the type of {id}; it says nothing of scopes.
// Where a domain comes from is said above each group, best evidence first.
//   resource, methods of /api/X, methods of /api/X/{id}, domain of reads, domain of writes, what {id} is
constexpr std::array<ResourceRow, 55> resources{{
    // Seen on a live tenant: each scope was tried against these.
    {"Tickets", "GET,POST", "GET,DELETE", "tickets", "tickets", Ids::integer},
    {"Actions", "GET,POST", "GET,DELETE", "tickets", "tickets", Ids::integer},
    {"Client", "GET,POST", "GET,DELETE", "customers", "customers", Ids::integer},
    {"Site", "GET,POST", "GET,DELETE", "customers", "customers", Ids::integer},
    {"Asset", "GET,POST", "GET,DELETE", "assets", "assets", Ids::integer},
    // No scope of their own exists (read:users is invalid_scope); customers is the nearest that says whose
    // they are.
    {"Users", "GET,POST", "GET,DELETE", "customers", "customers", Ids::integer},
    // Stated by a client or a guide. Opportunities and Appointment are known to lie outside tickets,
    // customers and
    // assets; their domain is read from the name. POST /api/Report is privileged, below.
    {"Projects", "GET,POST", "GET,DELETE", "projects", "projects", Ids::integer},
    {"Supplier", "GET,POST", "GET,DELETE", "suppliers", "suppliers", Ids::integer},
    {"Invoice", "GET,POST", "GET,DELETE", "invoices", "invoices", Ids::integer},
    {"Appointment", "GET,POST", "GET,DELETE", "calendar", "calendar", Ids::integer},
    {"Opportunities", "GET,POST", "GET,DELETE", "sales", "sales", Ids::integer},
    {"Report", "GET", "GET,DELETE", "reporting", "reporting", Ids::integer},
    // From the name alone, from here on.
    {"TicketApproval", "GET,POST", "GET,DELETE", "tickets", "tickets", Ids::any},  // DELETE takes {id}&{seq}
    // Configuration of tickets: reading is gated by tickets; writing may need an administrator, so it asks
    // for `all`.
    {"TicketType", "GET,POST", "GET,DELETE", "tickets", "", Ids::integer},
    {"TicketTypeField", "GET", "", "tickets", "", Ids::integer},
    {"TicketTypeGroup", "GET,POST", "GET,DELETE", "tickets", "", Ids::integer},
    {"TicketArea", "GET,POST", "GET,DELETE", "tickets", "", Ids::integer},
    {"TicketRules", "GET,POST", "GET,DELETE", "tickets", "", Ids::integer},
    {"AssetChange", "GET,POST", "", "assets", "assets", Ids::integer},
    {"AssetGroup", "GET,POST", "GET,DELETE", "assets", "assets", Ids::integer},
    {"AssetType", "GET,POST", "GET,DELETE", "assets", "assets", Ids::integer},
    {"AssetTypeInfo", "GET", "", "assets", "assets", Ids::integer},
    {"AssetTypeMappings", "GET", "GET", "assets", "assets", Ids::integer},
    {"ReportRepository", "GET", "GET", "reporting", "reporting", Ids::integer},
    {"ClientContract", "GET,POST", "GET,DELETE", "contracts", "contracts", Ids::integer},
    {"ContractSchedule", "GET,POST", "GET,DELETE", "contracts", "contracts", Ids::integer},
    {"ContractSchedulePlan", "GET,POST", "GET,DELETE", "contracts", "contracts", Ids::integer},
    {"BillingTemplate", "GET,POST", "GET,DELETE", "contracts", "contracts", Ids::integer},
    {"Item", "GET,POST", "GET,DELETE", "items", "items", Ids::integer},
    {"ItemGroup", "GET,POST", "GET,DELETE", "items", "items", Ids::integer},
    {"ItemStock", "GET,POST", "GET,DELETE", "items", "items", Ids::integer},
    {"ItemStockHistory", "GET", "GET", "items", "items", Ids::integer},
    {"itemsupplier", "GET,POST", "GET,DELETE", "items", "items", Ids::integer},
    {"RecurringInvoice", "GET,POST", "GET,DELETE", "invoices", "invoices", Ids::integer},
    {"InvoiceChange", "GET,POST", "", "invoices", "invoices", Ids::integer},
    {"InvoiceDetailProRata", "GET", "", "invoices", "invoices", Ids::integer},
    {"InvoicePayment", "GET,POST", "GET,DELETE", "invoices", "invoices", Ids::integer},
    {"Quotation", "GET,POST", "GET,DELETE", "quotes", "quotes", Ids::integer},
    {"SalesOrder", "GET,POST", "GET,DELETE", "sos", "sos", Ids::integer},
    {"PurchaseOrder", "GET,POST", "GET,DELETE", "pos", "pos", Ids::integer},
    {"SoftwareLicence", "GET,POST", "GET,DELETE", "softwarelicensing", "softwarelicensing", Ids::integer},
    {"SoftwareLicenceRole", "GET", "", "softwarelicensing", "softwarelicensing", Ids::integer},
    {"KBArticle", "GET,POST", "GET,DELETE", "kb", "kb", Ids::integer},
    {"CRMNote", "GET,POST", "GET,DELETE", "crm", "crm", Ids::integer},
    {"Timesheet", "GET,POST", "GET", "timesheets", "timesheets", Ids::integer},
    {"TimesheetEvent", "GET,POST", "GET,DELETE", "timesheets", "timesheets", Ids::integer},
    {"DistributionLists", "GET,POST", "GET,DELETE", "distributionlists", "distributionlists", Ids::integer},
    {"DistributionListsLog", "GET,POST", "GET,DELETE", "distributionlists", "distributionlists",
     Ids::integer},
    // In use by every client, and no source says what gates them: they ask for `all` until the configuration
    // knows better.
    {"Attachment", "GET,POST", "GET,DELETE", "", "", Ids::integer},
    {"Category", "GET,POST", "GET,DELETE", "", "", Ids::integer},
    {"FieldInfo", "GET,POST", "GET,DELETE", "", "", Ids::integer},
    {"Priority", "GET,POST", "GET,DELETE", "", "", Ids::any},
    {"Service", "GET,POST", "GET,DELETE", "", "", Ids::integer},
    {"SLA", "GET,POST", "GET,DELETE", "", "", Ids::integer},
    {"TopLevel", "GET,POST", "GET,DELETE", "", "", Ids::integer},
}};

// Sub-paths of note. A POST to X/View only marks what was looked at; none of them takes an array of elements.
constexpr std::array<SingleRow, 9> singles{{
    {"POST", "/api/Tickets/View", "tickets", Action::update},
    {"POST", "/api/Tickets/vote", "tickets", Action::update},
    {"POST", "/api/Tickets/processchildren", "tickets", Action::update},
    {"POST", "/api/Projects/View", "projects", Action::update},
    {"POST", "/api/Opportunities/View", "sales", Action::update},
    {"POST", "/api/Invoice/{id}/void", "invoices", Action::edit},
    {"GET", "/api/Users/me", "customers", Action::read},
    {"GET", "/api/Client/me", "customers", Action::read},
    {"GET", "/api/Timesheet/mine", "timesheets", Action::read},
}};

// Read by clients right after the token, whatever scopes were asked; AuthInfo even before it.
constexpr std::array<FreeRow, 10> free_look_ups{{
    {"/api/AuthInfo"},
    {"/api/Lookup"},
    {"/api/Lookup/{id}"},
    {"/api/Agent"},
    {"/api/Agent/me"},
    {"/api/Agent/{id}"},
    {"/api/Team"},
    {"/api/Team/{id}"},
    {"/api/Status"},
    {"/api/Status/{id}"},
}};

constexpr std::array<PrivilegedRow, 24> privileged{{
    {"*", "/api/Application/**"},           // creates OAuth applications and shows their secrets
    {"*", "/api/LoginToken/**"},            // mints login tokens
    {"*", "/api/ImpersonationRequest/**"},  // acts as somebody else
    {"*", "/api/LicenseInfo/password/**"},
    {"*", "/api/PasswordField/**"},  // stored passwords
    {"*", "/api/Roles/**"},          // who may do what
    {"POST", "/api/Report"},         // runs the SQL in its body: reads every domain
    {"POST", "/api/Report/**"},
    {"*", "/api/DatabaseLookup/**"},  // runs stored SQL
    {"*", "/api/SQLImport/**"},
    {"*", "/api/Control/**"},  // settings of the whole tenant
    {"*", "/api/Tenant/**"},
    {"*", "/api/Instance/**"},
    {"*", "/api/IntegrationData/**"},   // passes calls on to third parties
    {"*", "/api/Notify/**"},            // takes third parties' webhooks
    {"*", "/api/Mail/**"},              // sends and processes mail
    {"*", "/api/PowerShellScript/**"},  // scripts
    {"*", "/api/PowerShellScriptCriteria/**"},
    {"*", "/api/PowerShellScriptProcessing/**"},
    {"POST", "/api/Automation/{runbookId}"},  // runs a runbook
    {"POST", "/api/Webhook"},                 // with `_test` or an id it fires the webhook
    {"POST", "/api/Webhook/**"},
    {"POST", "/api/Automation/{runbookId}/**"},
    {"*", "/api/mcp/**"},  // one route that reaches many tools
}};

}  // namespace

std::span<const ResourceRow> resource_rows() noexcept {
    return resources;
}
std::span<const SingleRow> single_rows() noexcept {
    return singles;
}
std::span<const FreeRow> free_rows() noexcept {
    return free_look_ups;
}
std::span<const PrivilegedRow> privileged_rows() noexcept {
    return privileged;
}

}  // namespace halogate::policy

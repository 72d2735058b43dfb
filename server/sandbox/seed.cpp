// SPDX-License-Identifier: MIT
#include "sandbox/seed.hpp"

#include <array>
#include <initializer_list>
#include <string>

#include "sandbox/http_date.hpp"
#include "sandbox/resource.hpp"

namespace halogate::sandbox {

namespace {

constexpr std::array<std::string_view, 10> company_heads{"Northwind", "Contoso",   "Fabrikam", "Adatum",
                                                         "Litware",   "Proseware", "Tailspin", "Wingtip",
                                                         "Lucerne",   "Alpine"};
constexpr std::array<std::string_view, 4> company_tails{"Traders", "Health", "Logistics", "Partners"};
constexpr std::array<std::string_view, 12> first_names{"Ada",   "Ben",  "Chloe", "Dev",   "Elena", "Farid",
                                                       "Greta", "Hugo", "Imani", "Jonas", "Kira",  "Luis"};
constexpr std::array<std::string_view, 10> last_names{"Adler",   "Brook", "Castillo", "Dahl", "Evans",
                                                      "Fischer", "Gupta", "Haas",     "Ito",  "Jensen"};
constexpr std::array<std::string_view, 10> matters{
    "Cannot print to the second floor", "Mailbox is over its quota", "VPN drops every hour",
    "New starter needs an account",     "Laptop does not wake up",   "Password reset",
    "Backup job failed last night",     "Shared drive is read only", "Certificate expires soon",
    "Phone system sounds like a drain"};
constexpr std::array<std::string_view, 4> assets{"LAPTOP", "DESKTOP", "SERVER", "PRINTER"};

template <std::size_t N>
std::string pick(const std::array<std::string_view, N>& from, int index) {
    return std::string{from.at(static_cast<std::size_t>(index) % N)};
}

/// A fixed origin: what is seeded is the same at every start.
std::string hours_later(int hours) {
    constexpr WallTime origin{std::chrono::sys_days{std::chrono::year{2025} / 1 / 6} + std::chrono::hours{8}};
    return iso_date(origin + std::chrono::hours{hours});
}

std::string client_name(int id) {
    return pick(company_heads, id - 1) + " " + pick(company_tails, (id - 1) / 10);
}
/// Sites 1 to 40 are head offices, the rest belong to the first clients again.
int client_of_site(int site) {
    return (site - 1) % 40 + 1;
}
std::string site_name(int id) {
    return id <= 40 ? "Head office" : "Warehouse";
}
std::string person(int index) {
    return pick(first_names, index) + " " + pick(last_names, index / 12 + index);
}

void seed_names(Collection& collection, std::initializer_list<std::string_view> names) {
    for (const auto name : names) collection.create(Json{{"name", name}});
}

void seed_configuration(TenantData& data) {
    seed_names(data.of("Status"), {"New", "In Progress", "With User", "With Supplier", "On Hold", "Closed"});
    seed_names(data.of("Priority"), {"Critical", "High", "Medium", "Low"});
    seed_names(data.of("TicketType"), {"Incident", "Service Request", "Problem", "Change Request", "Alert"});
    seed_names(data.of("Team"), {"1st Line Support", "2nd Line Support", "Projects", "Accounts"});
    for (int i = 1; i <= 24; ++i) {
        data.of("Lookup").create(
            Json{{"lookupid", (i - 1) % 12 + 1}, {"name", "Entry " + std::to_string(i)}});
    }
    for (int i = 1; i <= 8; ++i) {
        const bool acting = i == acting_agent_id;
        data.of("Agent").create(Json{{"name", acting ? std::string{acting_agent_name} : person(i * 5)},
                                     {"email", acting ? std::string{acting_agent_email}
                                                      : "agent" + std::to_string(i) + "@sandbox.example"},
                                     {"team", i <= 4 ? "1st Line Support" : "2nd Line Support"},
                                     {"is_api_agent", acting},
                                     {"isdisabled", false}});
    }
}

void seed_customers(TenantData& data) {
    for (int i = 1; i <= 40; ++i) {
        data.of("Client").create(Json{{"name", client_name(i)},
                                      {"toplevel_id", 1},
                                      {"toplevel_name", "Customers"},
                                      {"inactive", false},
                                      {"main_site_id", i},
                                      {"website", "https://client" + std::to_string(i) + ".example"}});
    }
    for (int i = 1; i <= 60; ++i) {
        const int client = client_of_site(i);
        data.of("Site").create(Json{{"name", site_name(i)},
                                    {"client_id", client},
                                    {"client_name", client_name(client)},
                                    {"phonenumber", "+49 30 5550" + std::to_string(100 + i)},
                                    {"inactive", false}});
    }
    for (int i = 1; i <= 120; ++i) {
        const int site = (i - 1) % 60 + 1;
        data.of("Users").create(Json{{"name", person(i)},
                                     {"emailaddress", "user" + std::to_string(i) + "@client" +
                                                          std::to_string(client_of_site(site)) + ".example"},
                                     {"site_id", site},
                                     {"site_name", site_name(site)},
                                     {"client_id", client_of_site(site)},
                                     {"client_name", client_name(client_of_site(site))},
                                     {"inactive", false}});
    }
    for (int i = 1; i <= 30; ++i) {
        data.of("ClientContract")
            .create(Json{{"ref", "C-" + std::to_string(2000 + i)},
                         {"client_id", i},
                         {"client_name", client_name(i)},
                         {"start_date", hours_later(24 * i)},
                         {"status", i % 7 == 0 ? "Expired" : "Active"}});
    }
}

void seed_assets(TenantData& data) {
    for (int i = 1; i <= 150; ++i) {
        const int site = (i - 1) % 60 + 1;
        data.of("Asset").create(Json{{"inventory_number", pick(assets, i) + "-" + std::to_string(1000 + i)},
                                     {"assettype_id", i % 4 + 1},
                                     {"assettype_name", pick(assets, i)},
                                     {"client_id", client_of_site(site)},
                                     {"client_name", client_name(client_of_site(site))},
                                     {"site_id", site},
                                     {"site_name", site_name(site)},
                                     {"inactive", false}});
    }
}

Json ticket(int index) {
    const int user = (index * 7) % 120 + 1;
    const int site = (user - 1) % 60 + 1;
    const int status = index % 6 + 1;
    return Json{{"summary", pick(matters, index) + " (" + std::to_string(index) + ")"},
                {"details",
                 "Reported by " + person(user) + ". Started after the weekend and happens on one site only."},
                {"dateoccurred", hours_later(index)},
                {"lastactiondate", hours_later(index + 5)},
                {"status_id", status},
                {"closed", status == 6},
                {"tickettype_id", index % 5 + 1},
                {"priority_id", index % 4 + 1},
                {"client_id", client_of_site(site)},
                {"client_name", client_name(client_of_site(site))},
                {"site_id", site},
                {"site_name", site_name(site)},
                {"user_id", user},
                {"user_name", person(user)},
                {"agent_id", index % 8 + 1},
                {"team", "1st Line Support"},
                {"category_1", index % 2 == 0 ? "Hardware" : "Software"}};
}

void seed_tickets(TenantData& data) {
    for (int i = 1; i <= 260; ++i) data.of("Tickets").create(ticket(i));
    for (int i = 1; i <= 520; ++i) {
        data.of("Actions").create(Json{{"ticket_id", (i - 1) % 260 + 1},
                                       {"outcome", i <= 260 ? "First Response" : "Private Note"},
                                       {"who", person(i % 8 * 5)},
                                       {"note", "Asked for the time of the last good try."},
                                       {"datetime", hours_later(i)}});
    }
    for (int i = 1; i <= 12; ++i) {
        std::string bytes = "Log of ticket " + std::to_string(i) + "\n";
        const std::string name = "log-" + std::to_string(i) + ".txt";
        const Json row{{"filename", name},
                       {"ticket_id", i},
                       {"filesize", bytes.size()},
                       {"datecreated", hours_later(i)}};
        const auto id = data.of("Attachment").create(row)["id"].get<std::int64_t>();
        data.keep_attachment(id, std::move(bytes));
    }
}

/// Resources without a shape of their own here get a dozen plain rows.
void seed_rest(TenantData& data) {
    for (const auto& resource : resources()) {
        Collection& collection = data.of(resource.name);
        if (!collection.rows().empty()) continue;
        for (int i = 1; i <= 12; ++i) {
            const std::string name = std::string{resource.singular} + " " + std::to_string(i);
            collection.create(
                Json{{"name", name}, {"summary", name}, {"client_id", i}, {"datecreated", hours_later(i)}});
        }
    }
}

}  // namespace

TenantData seeded_data() {
    TenantData data;
    seed_configuration(data);
    seed_customers(data);
    seed_assets(data);
    seed_tickets(data);
    seed_rest(data);
    return data;
}

}  // namespace halogate::sandbox

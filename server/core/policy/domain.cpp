// SPDX-License-Identifier: MIT
#include "core/policy/domain.hpp"

#include <algorithm>
#include <array>

namespace halogate::policy {

namespace {

constexpr std::array<std::string_view, 20> known{"tickets",
                                                 "calendar",
                                                 "customers",
                                                 "crm",
                                                 "timesheets",
                                                 "contracts",
                                                 "suppliers",
                                                 "items",
                                                 "projects",
                                                 "sales",
                                                 "quotes",
                                                 "sos",
                                                 "pos",
                                                 "invoices",
                                                 "reporting",
                                                 "software",
                                                 "softwarelicensing",
                                                 "kb",
                                                 "assets",
                                                 "distributionlists"};

struct Gate {
    std::string_view word;
    std::string_view domain;
};

constexpr std::array<Gate, 18> gates{{
    {"actions", "tickets"},  // read:actions is invalid_scope; the tickets scopes gate them
    {"ticketactions", "tickets"},
    {"approvals", "tickets"},
    {"sites", "customers"},  // no :sites scope exists
    {"clients", "customers"},
    {"users", "customers"},  // read:users is invalid_scope
    {"contacts", "customers"},
    {"agents", ""},  // read:agents is invalid_scope
    {"statuses", ""},
    {"lookups", ""},
    {"teams", ""},
    {"opportunities", "sales"},
    {"appointments", "calendar"},
    {"quotations", "quotes"},
    {"salesorders", "sos"},
    {"purchaseorders", "pos"},
    {"reports", "reporting"},
    {"articles", "kb"},
}};

struct ScopeOnly {
    std::string_view name;
    std::string_view reason;
};

constexpr std::array<ScopeOnly, 10> scopes_only{{
    {"all:standard", "write \"all\", or the permissions that are needed"},
    {"all:teams", "reading teams needs none; to ask HaloPSA for it, list it in tenant.scopes"},
    {"admin", "no route of the catalogue needs it; to ask HaloPSA for it, list it in tenant.scopes"},
    {"admin:webhooks", "name the routes in policy.routes; to ask HaloPSA for it, list it in tenant.scopes"},
    {"access:chat", "name the routes in policy.routes; to ask HaloPSA for it, list it in tenant.scopes"},
    {"access:adpasswordreset",
     "name the routes in policy.routes; to ask HaloPSA for it, list it in tenant.scopes"},
    {"editMine:timesheets", "write \"edit:timesheets\""},
    {"offline_access", "the gateway asks for no refresh token; leave it out"},
    {"openid", "the gateway asks for no identity token; leave it out"},
    {"profile", "the gateway asks for no identity token; leave it out"},
}};

}  // namespace

std::span<const std::string_view> domains() noexcept {
    return known;
}

bool is_domain(std::string_view word) noexcept {
    return std::find(known.begin(), known.end(), word) != known.end();
}

std::optional<std::string_view> gate_of(std::string_view word) noexcept {
    for (const auto& gate : gates) {
        // Singular and plural alike.
        if (word == gate.word ||
            (gate.word.back() == 's' && word == gate.word.substr(0, gate.word.size() - 1))) {
            return gate.domain;
        }
    }
    return std::nullopt;
}

std::string_view reason_against_scope(std::string_view text) noexcept {
    for (const auto& scope : scopes_only) {
        if (scope.name == text) return scope.reason;
    }
    return {};
}

}  // namespace halogate::policy

// SPDX-License-Identifier: MIT
#include "sandbox/scope_set.hpp"

#include <algorithm>
#include <array>

namespace halogate::sandbox {

namespace {

// Domains that come as a pair read:X and edit:X.
constexpr std::array<std::string_view, 20> domains{"tickets",
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
                                                   "kb",
                                                   "assets",
                                                   "reporting",
                                                   "software",
                                                   "softwarelicensing",
                                                   "distributionlists"};

constexpr std::array<std::string_view, 9> singles{
    "all",           "all:standard",           "admin",     "editMine:timesheets",
    "access:chat",   "access:adpasswordreset", "all:teams", "admin:webhooks",
    "offline_access"};

bool is_pair(std::string_view name) noexcept {
    const auto domain = name.substr(std::min(name.size(), std::size_t{5}));
    if (!name.starts_with("read:") && !name.starts_with("edit:")) return false;
    return std::find(domains.begin(), domains.end(), domain) != domains.end();
}

}  // namespace

bool scope_exists(std::string_view name) noexcept {
    return is_pair(name) || std::find(singles.begin(), singles.end(), name) != singles.end();
}

ScopeSet ScopeSet::parsed(std::string_view text) {
    ScopeSet set;
    while (!text.empty()) {
        const auto end = text.find_first_of(" ,\t\r\n");
        if (end != 0) set.names_.emplace(text.substr(0, end));
        text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    }
    return set;
}

ScopeSet ScopeSet::every() {
    ScopeSet set;
    for (const auto domain : domains) {
        set.names_.insert("read:" + std::string{domain});
        set.names_.insert("edit:" + std::string{domain});
    }
    for (const auto single : singles) set.names_.emplace(single);
    return set;
}

std::string ScopeSet::text() const {
    std::string text;
    for (const auto& name : names_) {
        if (!text.empty()) text += ' ';
        text += name;
    }
    return text;
}

bool ScopeSet::covers(std::string_view scope) const {
    if (holds(scope)) return true;
    if (!is_pair(scope)) return false;
    return scope.starts_with("read:") ? may_read(scope.substr(5)) : may_edit(scope.substr(5));
}

bool ScopeSet::may_read(std::string_view domain) const {
    return may_edit(domain) || holds("read:" + std::string{domain});
}

bool ScopeSet::may_edit(std::string_view domain) const {
    return holds_all() || holds("edit:" + std::string{domain});
}

}  // namespace halogate::sandbox

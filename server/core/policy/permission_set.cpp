// SPDX-License-Identifier: MIT
#include "core/policy/permission_set.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "base/nearest.hpp"
#include "core/policy/domain.hpp"

namespace halogate::policy {

namespace {

constexpr std::array<Action, 5> actions{Action::read, Action::create, Action::update, Action::delete_,
                                        Action::edit};

constexpr std::uint8_t bits(Action action) noexcept {
    return static_cast<std::uint8_t>(action);
}

std::optional<Action> action_named(std::string_view name) noexcept {
    const auto* const found =
        std::find_if(actions.begin(), actions.end(), [name](Action a) { return to_string(a) == name; });
    if (found == actions.end()) return std::nullopt;
    return *found;
}

std::string quoted(std::string_view text) {
    return '"' + std::string{text} + '"';
}

/// The action that a wrong word most probably meant.
std::string_view suggested_action(std::string_view word) {
    struct Synonym {
        std::string_view word;
        std::string_view action;
    };
    constexpr std::array<Synonym, 8> synonyms{{{"write", "edit"},
                                               {"all", "edit"},
                                               {"view", "read"},
                                               {"get", "read"},
                                               {"add", "create"},
                                               {"post", "create"},
                                               {"change", "update"},
                                               {"remove", "delete"}}};
    for (const auto& synonym : synonyms) {
        if (synonym.word == word) return synonym.action;
    }
    std::array<std::string_view, actions.size()> names{};
    std::transform(actions.begin(), actions.end(), names.begin(), to_string);
    return nearest(word, names).value_or("read");
}

std::string wrong_domain(std::string_view text, std::string_view action, std::string_view domain) {
    const std::string start = quoted(text) + " is no permission: HaloPSA has no domain " + quoted(domain);
    if (const auto gate = gate_of(domain)) {
        if (gate->empty()) return start + "; reading them needs no permission, so leave it out";
        return start + "; they are gated by " + std::string{*gate} + ", so write " +
               quoted(std::string{action} + ':' + std::string{*gate});
    }
    if (const auto near = nearest(domain, domains())) {
        return start + "; did you mean " + quoted(std::string{action} + ':' + std::string{*near}) + '?';
    }
    std::string list;
    for (const auto known : domains()) list += (list.empty() ? "" : ", ") + std::string{known};
    return start + "; it has " + list;
}

}  // namespace

std::string Permission::name() const {
    if (domain == every_domain) return domain;
    return std::string{to_string(action)} + ':' + domain;
}

std::string_view to_string(Action action) noexcept {
    switch (action) {
        case Action::read: return "read";
        case Action::create: return "create";
        case Action::update: return "update";
        case Action::delete_: return "delete";
        case Action::edit: return "edit";
    }
    return "edit";
}

Expected<Permission, std::string> parse_permission(std::string_view text) {
    if (text == every_domain) return Permission{Action::edit, std::string{every_domain}};
    if (const auto reason = reason_against_scope(text); !reason.empty()) {
        return Unexpected{quoted(text) + " is a scope of HaloPSA but no permission: " + std::string{reason}};
    }
    const auto colon = text.find(':');
    if (colon == std::string_view::npos) {
        return Unexpected{quoted(text) + " is no permission: write ACTION:DOMAIN, for example " +
                          quoted("read:" + std::string{nearest(text, domains()).value_or("tickets")}) +
                          ", or " + quoted(every_domain)};
    }
    const auto domain = text.substr(colon + 1);
    const auto action = action_named(text.substr(0, colon));
    const auto action_name = action ? to_string(*action) : suggested_action(text.substr(0, colon));
    if (!is_domain(domain)) return Unexpected{wrong_domain(text, action_name, domain)};
    if (!action) {
        return Unexpected{
            quoted(text) + " is no permission: the actions are read, create, update, delete and " +
            "edit; did you mean " + quoted(std::string{action_name} + ':' + std::string{domain}) + '?'};
    }
    return Permission{*action, std::string{domain}};
}

Expected<void, std::string> PermissionSet::add(std::string_view permission) {
    auto parsed = parse_permission(permission);
    if (!parsed) return Unexpected{std::move(parsed).error()};
    add(*parsed);
    return {};
}

void PermissionSet::add(const Permission& permission) {
    if (permission.domain == every_domain) {
        all_ = true;
        return;
    }
    auto place =
        std::lower_bound(grants_.begin(), grants_.end(), permission.domain,
                         [](const Grant& grant, const std::string& domain) { return grant.domain < domain; });
    if (place == grants_.end() || place->domain != permission.domain) {
        place = grants_.insert(place, Grant{permission.domain, 0});
    }
    place->actions = static_cast<std::uint8_t>(place->actions | bits(permission.action));
}

bool PermissionSet::holds(Action action, std::string_view domain) const noexcept {
    if (all_) return true;
    const auto found = std::find_if(grants_.begin(), grants_.end(),
                                    [domain](const Grant& grant) { return grant.domain == domain; });
    return found != grants_.end() && (found->actions & bits(action)) == bits(action);
}

std::vector<std::string> PermissionSet::names() const {
    if (all_) return {std::string{every_domain}};
    std::vector<std::string> result;
    for (const auto& grant : grants_) {
        if (grant.actions == bits(Action::edit)) {
            result.push_back(Permission{Action::edit, grant.domain}.name());
            continue;
        }
        for (const auto action : actions) {
            if ((grant.actions & bits(action)) == bits(action)) {
                result.push_back(Permission{action, grant.domain}.name());
            }
        }
    }
    return result;
}

std::vector<std::string> PermissionSet::scopes() const {
    if (all_) return {std::string{every_domain}};
    std::vector<std::string> result;
    for (const auto& grant : grants_) {
        const bool only_reads = grant.actions == bits(Action::read);
        result.push_back(Permission{only_reads ? Action::read : Action::edit, grant.domain}.name());
    }
    return result;
}

}  // namespace halogate::policy

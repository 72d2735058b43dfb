// SPDX-License-Identifier: MIT
#include "core/policy/work.hpp"

#include <algorithm>

namespace halogate::policy {

namespace {

bool names_an_action(std::string_view permission) noexcept {
    return permission.find(':') != std::string_view::npos;
}

/// Adds one of the kind that "create:tickets" and the like names. `edit:X` stands where a configured route
/// writes whatever the body holds.
void add(Work& work, std::string_view permission) noexcept {
    if (permission.starts_with("create:")) ++work.creates;
    if (permission.starts_with("update:") || permission.starts_with("edit:")) ++work.updates;
    if (permission.starts_with("delete:")) ++work.deletes;
}

}  // namespace

Work work_of(std::string_view method, const Decision& decision) noexcept {
    Work work{decision.creates, decision.updates, 0};
    if (work.creates + work.updates > 0) return work;
    std::string_view rest = decision.permission;
    if (method == "DELETE") {
        work.deletes = 1;
    } else if (names_an_action(rest)) {
        while (!rest.empty()) {
            const std::string_view word = rest.substr(0, rest.find(' '));
            add(work, word);
            rest.remove_prefix(std::min(rest.size(), word.size() + 1));
        }
    } else if (method == "POST" && decision.rule != Decision::Rule::free) {
        work.updates = 1;
    }
    return work;
}

}  // namespace halogate::policy

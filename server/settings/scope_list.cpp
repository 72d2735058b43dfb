// SPDX-License-Identifier: MIT
#include "settings/scope_list.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "core/token/scope_names.hpp"

namespace halogate::settings {

namespace {

/// RFC 6749, 3.3: scope-token.
bool is_scope(std::string_view text) {
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return c > ' ' && c < '\x7f' && c != '"' && c != '\\'; });
}

}  // namespace

ScopeList read_scope_list(const Section& tenant) {
    ScopeList list;
    const auto report = [&list](const Place& place, std::string message) {
        list.findings.push_back(finding_at(place, std::move(message)));
    };
    const auto words = tenant.get<Words>("scopes");
    if (words.size() == 1 && words.front().text == "auto") return list;
    for (const auto& word : words) {
        if (word.text == "auto") {
            report(word.place, "`auto` stands alone in `tenant.scopes`: write it, or a list of scopes");
        } else if (!is_scope(word.text)) {
            report(word.place, "`tenant.scopes` holds a character that no scope may have (RFC 6749, 3.3)");
        } else if (const auto remark = token::absent_scope_remark(word.text)) {
            report(word.place, "`tenant.scopes`: " + *remark);
        } else {
            list.scopes.push_back(word.text);
        }
    }
    if (words.empty()) {
        report(tenant.place("scopes"),
               quoted(tenant.key("scopes")) + " is an empty list: a token without a scope opens nothing");
    }
    return list;
}

}  // namespace halogate::settings

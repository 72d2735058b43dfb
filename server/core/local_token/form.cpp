// SPDX-License-Identifier: MIT
#include "core/local_token/form.hpp"

#include <algorithm>
#include <array>

#include "core/path/percent_coding.hpp"

namespace halogate::local_token {

namespace {

constexpr std::size_t most_fields = 32;
constexpr std::array<std::string_view, 6> known_names{"client_id", "client_secret", "grant_type",
                                                      "scope",     "tenant",        "refresh_token"};

/// A name that nobody knows may be a piece of a secret that was sent with its '&' unescaped: it is not
/// repeated.
std::string shown(std::string_view name) {
    if (std::find(known_names.begin(), known_names.end(), name) == known_names.end()) return "a field";
    return '"' + std::string{name} + '"';
}

}  // namespace

std::optional<std::string> form_decoded(std::string_view text) {
    std::string blanks{text};
    std::replace(blanks.begin(), blanks.end(), '+', ' ');
    auto decoded = path::percent_decoded(blanks);
    wipe(blanks);
    return decoded;
}

Expected<std::vector<FormField>, std::string> read_form(std::string_view body) {
    std::vector<FormField> fields;
    std::vector<std::string> names;
    while (!body.empty()) {
        const auto part = body.substr(0, body.find('&'));
        body.remove_prefix(std::min(body.size(), part.size() + 1));
        if (part.empty()) continue;
        const auto equals = std::min(part.find('='), part.size());
        auto name = form_decoded(part.substr(0, equals));
        auto value = form_decoded(part.substr(std::min(part.size(), equals + 1)));
        if (!name || !value)
            return Unexpected{std::string{"the form holds a '%' that no two hexadecimal digits follow"}};
        // Whether with a value or without: which of the two would count?
        if (std::find(names.begin(), names.end(), *name) != names.end())
            return Unexpected{"the form holds " + shown(*name) + " more than once"};
        names.push_back(*name);
        if (names.size() > most_fields) return Unexpected{std::string{"the form holds too many fields"}};
        if (!value->empty()) fields.push_back({std::move(*name), Secret{*value}});
        wipe(*value);
    }
    return fields;
}

}  // namespace halogate::local_token

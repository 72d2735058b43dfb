// SPDX-License-Identifier: MIT
#include "core/cache/directives.hpp"

#include <algorithm>
#include <chrono>

#include "base/ascii.hpp"

namespace halogate::cache {

namespace {

constexpr std::uint64_t most_seconds = 0x7fff'ffff;

struct Directive {
    std::string_view name;
    std::string_view argument;
};

Directive split(std::string_view element) noexcept {
    const auto equals = std::min(element.find('='), element.size());
    const auto argument = element.substr(std::min(equals + 1, element.size()));
    return {ascii::trimmed(element.substr(0, equals)), ascii::trimmed(argument)};
}

bool is(const Directive& directive, std::string_view name) noexcept {
    return ascii::equal_ignoring_case(directive.name, name);
}

/// An age that cannot be read is none at all: what rests on it is stale (RFC 9111, 4.2.1).
Duration age_or_zero(const Directive& directive) noexcept {
    return parse_delta_seconds(directive.argument).value_or(Duration::zero());
}

}  // namespace

std::optional<Duration> parse_delta_seconds(std::string_view text) noexcept {
    if (text.size() >= 2 && text.front() == '"' && text.back() == '"') text = text.substr(1, text.size() - 2);
    if (text.empty() || !std::all_of(text.begin(), text.end(), ascii::is_digit)) return std::nullopt;
    const auto seconds = ascii::to_unsigned(text).value_or(most_seconds);
    return std::chrono::seconds{std::min(seconds, most_seconds)};
}

void RequestDirectives::read(std::string_view cache_control) {
    while (const auto element = ascii::next_element(cache_control)) {
        const Directive directive = split(*element);
        if (is(directive, "no-cache")) no_cache = true;
        if (is(directive, "no-store")) no_store = true;
        if (is(directive, "max-age")) max_age = age_or_zero(directive);
        if (is(directive, "min-fresh")) min_fresh = age_or_zero(directive);
    }
    if (max_age == Duration::zero()) no_cache = true;
}

void AnswerDirectives::read(std::string_view cache_control) {
    while (const auto element = ascii::next_element(cache_control)) {
        const Directive directive = split(*element);
        // With a list of field names it speaks of these alone; we do not take answers apart.
        if (is(directive, "no-cache")) no_cache = true;
        if (is(directive, "no-store")) no_store = true;
        if (is(directive, "private")) is_private = true;
        if (is(directive, "max-age")) max_age = age_or_zero(directive);
        if (is(directive, "s-maxage")) shared_max_age = age_or_zero(directive);
    }
}

}  // namespace halogate::cache

// SPDX-License-Identifier: MIT
#include "sandbox/fault_rule.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/ascii.hpp"
#include "sandbox/span_text.hpp"

namespace halogate::sandbox {

namespace {

template <class Value>
struct Named {
    std::string_view name;
    Value value;
};

constexpr std::array<Named<FaultKind>, 18> kinds{{{"429", FaultKind::status_429},
                                                  {"500", FaultKind::status_500},
                                                  {"502", FaultKind::status_502},
                                                  {"503", FaultKind::status_503},
                                                  {"504", FaultKind::status_504},
                                                  {"html", FaultKind::html},
                                                  {"token_401", FaultKind::token_401},
                                                  {"token_400", FaultKind::token_400},
                                                  {"redirect", FaultKind::redirect},
                                                  {"reset_before", FaultKind::reset_before},
                                                  {"stall", FaultKind::stall},
                                                  {"reset_after", FaultKind::reset_after},
                                                  {"close_idle", FaultKind::close_idle},
                                                  {"truncate", FaultKind::truncate},
                                                  {"slow_body", FaultKind::slow_body},
                                                  {"slow_head", FaultKind::slow_head},
                                                  {"extra_bytes", FaultKind::extra_bytes},
                                                  {"bad_framing", FaultKind::bad_framing}}};

constexpr std::array<Named<ThrottleForm>, 6> forms{{{"none", ThrottleForm::none},
                                                    {"seconds", ThrottleForm::seconds},
                                                    {"date", ThrottleForm::date},
                                                    {"body", ThrottleForm::body},
                                                    {"text", ThrottleForm::text},
                                                    {"window", ThrottleForm::window}}};

template <class Value, std::size_t N>
std::optional<Value> named(const std::array<Named<Value>, N>& table, std::string_view name) noexcept {
    for (const auto& row : table) {
        if (row.name == name) return row.value;
    }
    return std::nullopt;
}

using Failure = std::optional<std::string>;

Failure wrong(std::string_view word, std::string_view why) {
    return "'" + std::string{word} + "': " + std::string{why};
}

Failure read_kind(FaultRule& rule, std::string_view word) {
    const auto equals = word.find('=');
    const auto kind = fault_kind_named(word.substr(0, equals));
    if (!kind) return wrong(word, "no such kind of fault");
    rule.kind = *kind;
    if (equals == std::string_view::npos) return std::nullopt;
    const auto form = throttle_form_named(word.substr(equals + 1));
    if (!form || *kind != FaultKind::status_429) {
        return wrong(word, "only 429 has a form: none, seconds, date, body, text or window");
    }
    rule.form = *form;
    return std::nullopt;
}

Failure read_setting(FaultRule& rule, std::string_view word, std::string_view key, std::string_view value) {
    if (key == "location") {
        rule.location = std::string{value};
        return std::nullopt;
    }
    if (key == "skip") {
        const auto skip = ascii::to_unsigned(value);
        if (!skip) return wrong(word, "skip needs a number");
        rule.skip = *skip;
        return std::nullopt;
    }
    if (key != "retry_after" && key != "pause") return wrong(word, "no such setting");
    const auto span = parse_span(value);
    if (!span) return wrong(word, "needs a duration such as 20ms, 2s or 5m");
    if (key == "pause") {
        rule.pause = *span;
    } else {
        rule.retry_after = *span;
    }
    return std::nullopt;
}

bool is_method(std::string_view word) noexcept {
    return word == "*" || std::all_of(word.begin(), word.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

Failure read_word(FaultRule& rule, std::string_view word) {
    if (word.starts_with('/')) {
        rule.path = std::string{word};
        return std::nullopt;
    }
    if (word == "forever") {
        rule.count.reset();
        return std::nullopt;
    }
    if (word.starts_with('x')) {
        const auto count = ascii::to_unsigned(word.substr(1));
        if (!count || *count == 0) return wrong(word, "xN needs a number above 0");
        rule.count = *count;
        return std::nullopt;
    }
    if (const auto equals = word.find('='); equals != std::string_view::npos) {
        return read_setting(rule, word, word.substr(0, equals), word.substr(equals + 1));
    }
    if (!is_method(word)) return wrong(word, "neither a method, a /path, xN, forever nor a setting");
    rule.method = std::string{word};
    return std::nullopt;
}

/// The next word of `text`, which is shortened by it; empty at the end.
std::string_view next_word(std::string_view& text) noexcept {
    text.remove_prefix(std::min(text.size(), text.find_first_not_of(' ')));
    const auto word = text.substr(0, text.find(' '));
    text.remove_prefix(word.size());
    return word;
}

/// On a segment's boundary: /api/Client is not the beginning of /api/ClientContract.
bool lies_below(std::string_view path, std::string_view prefix) noexcept {
    if (!ascii::starts_with_ignoring_case(path, prefix)) return false;
    return path.size() == prefix.size() || prefix.ends_with('/') || path[prefix.size()] == '/';
}

bool matches(const FaultRule& rule, std::string_view method, std::string_view path) noexcept {
    return (rule.method == "*" || rule.method == method) && lies_below(path, rule.path);
}

}  // namespace

std::string_view to_string(FaultKind kind) noexcept {
    for (const auto& row : kinds) {
        if (row.value == kind) return row.name;
    }
    return "?";
}

std::optional<FaultKind> fault_kind_named(std::string_view name) noexcept {
    return named(kinds, name);
}

std::optional<ThrottleForm> throttle_form_named(std::string_view name) noexcept {
    return named(forms, name);
}

bool does_the_work(FaultKind kind) noexcept {
    return kind >= FaultKind::reset_after;
}

Expected<FaultRule, std::string> parse_fault(std::string_view text) {
    FaultRule rule;
    const auto kind = next_word(text);
    if (kind.empty())
        return Unexpected{std::string{"an empty fault: begin with its kind, such as 429 or stall"}};
    auto failure = read_kind(rule, kind);
    for (auto word = next_word(text); !failure && !word.empty(); word = next_word(text)) {
        failure = read_word(rule, word);
    }
    if (failure) return Unexpected{*std::move(failure)};
    return rule;
}

std::optional<FaultRule> FaultBook::take(std::string_view method, std::string_view path) {
    for (auto rule = rules_.begin(); rule != rules_.end(); ++rule) {
        if (!matches(*rule, method, path)) continue;
        if (rule->skip > 0) {
            --rule->skip;
            continue;
        }
        FaultRule struck = *rule;
        if (rule->count && --*rule->count == 0) rules_.erase(rule);
        return struck;
    }
    return std::nullopt;
}

}  // namespace halogate::sandbox

// SPDX-License-Identifier: MIT
// The first line is a traceparent, the rest the list of a tracestate.
#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/trace/trace_state.hpp"
#include "core/trace/traceparent.hpp"
#include "fuzz/fuzz_target.hpp"

namespace halogate::fuzz {

namespace {

bool holds_only(std::string_view text, std::string_view allowed) {
    return text.find_first_not_of(allowed) == std::string_view::npos;
}

/// The standard's form, read part by part.
bool is_good_parent(std::string_view text) {
    constexpr std::string_view hex = "0123456789abcdef";
    if (text.size() < 55 || !holds_only(text.substr(0, 2), hex) || text.substr(0, 2) == "ff") return false;
    if (text.size() > 55 && (text.substr(0, 2) == "00" || text[55] != '-')) return false;
    const auto trace = text.substr(3, 32);
    const auto parent = text.substr(36, 16);
    return text[2] == '-' && text[35] == '-' && text[52] == '-' && holds_only(trace, hex) &&
           holds_only(parent, hex) && holds_only(text.substr(53, 2), hex) && !holds_only(trace, "0") &&
           !holds_only(parent, "0");
}

void require_parent(std::string_view text) {
    const auto parsed = trace::parse_traceparent(text);
    require(parsed.has_value() == is_good_parent(text), "a traceparent is good when its form is");
    if (!parsed) return;
    const auto written = parsed->text();
    const std::string_view again{written.data(), written.size()};
    require(trace::parse_traceparent(again) == parsed, "what was written is read as the same");
    require(again.substr(2, 51) == text.substr(2, 51), "ids are written as they were");
    if (text.starts_with("00")) require(again == text, "one of version 00 is written as it was");
}

std::string_view without_blanks(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

bool is_good_member(std::string_view member) {
    constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz0123456789";
    const auto equals = member.find('=');
    if (equals == std::string_view::npos) return false;
    const auto key = member.substr(0, equals);
    const auto value = member.substr(equals + 1);
    const bool key_is_good = !key.empty() && key.size() <= 256 && letters.find(key[0]) != std::string::npos &&
                             holds_only(key, "abcdefghijklmnopqrstuvwxyz0123456789_-*/@");
    return key_is_good && !value.empty() && value.size() <= 256 &&
           std::all_of(value.begin(), value.end(), [](char c) { return c >= 0x20 && c < 0x7f && c != '='; });
}

/// The members of a list; none when it is not of the form.
std::vector<std::string> members_of(std::string_view list) {
    std::vector<std::string> members;
    std::set<std::string> keys;
    for (std::size_t at = 0; at <= list.size();) {
        const auto comma = std::min(list.find(',', at), list.size());
        const auto member = without_blanks(list.substr(at, comma - at));
        at = comma + 1;
        if (member.empty()) continue;
        if (!is_good_member(member)) return {};
        if (!keys.insert(std::string{member.substr(0, member.find('='))}).second) return {};
        members.emplace_back(member);
    }
    return members.size() > 32 ? std::vector<std::string>{} : members;
}

void require_state(std::string_view list) {
    const std::string carried = trace::carried_trace_state(list);
    require(carried.size() <= trace::longest_trace_state, "no more is carried than may be");
    require(trace::carried_trace_state(carried) == carried, "what was carried once is carried again");
    const auto all = members_of(list);
    const auto kept = members_of(carried);
    // In their order, and all of them where they fit.
    auto next = all.begin();
    std::size_t length = all.empty() ? 0 : all.size() - 1;
    for (const std::string& member : all) length += member.size();
    for (const std::string& member : kept) {
        next = std::find(next, all.end(), member);
        require(next != all.end(), "members keep their order and their bytes");
    }
    if (length <= trace::longest_trace_state)
        require(kept.size() == all.size(), "nothing is left out that there is room for");
}

}  // namespace

void try_input(std::string_view input) noexcept {
    const auto parent = next_line(input);
    require_parent(parent);
    require_state(input);
}

}  // namespace halogate::fuzz

// SPDX-License-Identifier: MIT
#include "core/trace/trace_state.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>
#include <span>

#include "base/ascii.hpp"

namespace halogate::trace {

namespace {

constexpr std::size_t most_members = 32;
constexpr std::size_t longest_part = 256;  ///< of a member: its key, or its value
constexpr std::size_t large_member = 128;

struct Member {
    std::string_view text;
    std::string_view key;
};

bool is_key(std::string_view key) {
    const auto begins = [](char c) { return (c >= 'a' && c <= 'z') || ascii::is_digit(c); };
    if (key.empty() || key.size() > longest_part || !begins(key.front())) return false;
    return std::all_of(key.begin(), key.end(), [&](char c) {
        return begins(c) || std::string_view{"_-*/@"}.find(c) != std::string_view::npos;
    });
}

/// Blanks at its end do not belong to it and were cut off before.
bool is_value(std::string_view value) {
    if (value.empty() || value.size() > longest_part) return false;
    return std::all_of(value.begin(), value.end(),
                       [](char c) { return c >= ' ' && c <= '~' && c != ',' && c != '='; });
}

std::optional<Member> member_from(std::string_view text) {
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos) return std::nullopt;
    const Member member{text, text.substr(0, equals)};
    if (!is_key(member.key) || !is_value(text.substr(equals + 1))) return std::nullopt;
    return member;
}

/// Characters of the list, the commas between its members included.
std::size_t length_of(std::span<const Member> members) {
    std::size_t length = members.empty() ? 0 : members.size() - 1;
    for (const Member& member : members) length += member.text.size();
    return length;
}

/// Leaves out members until the rest is short enough; returns how many are left.
std::size_t shortened(std::span<Member> members) {
    std::size_t count = members.size();
    while (length_of(members.first(count)) > longest_trace_state) {
        auto left_out = members.begin() + static_cast<std::ptrdiff_t>(count) - 1;
        const auto large = std::find_if(std::make_reverse_iterator(left_out + 1), members.rend(),
                                        [](const Member& each) { return each.text.size() > large_member; });
        if (large != members.rend()) left_out = large.base() - 1;
        std::move(left_out + 1, members.begin() + static_cast<std::ptrdiff_t>(count), left_out);
        --count;
    }
    return count;
}

}  // namespace

std::string carried_trace_state(std::string_view list) {
    std::array<Member, most_members> members;
    std::size_t count = 0;
    while (const auto element = ascii::next_element(list)) {
        const auto member = member_from(*element);
        if (!member || count == most_members) return {};
        const auto* const end = members.begin() + count;
        if (std::any_of(members.cbegin(), end, [&](const Member& each) { return each.key == member->key; }))
            return {};
        members.at(count++) = *member;
    }
    std::string text;
    for (const Member& member : std::span{members}.first(shortened(std::span{members}.first(count)))) {
        if (!text.empty()) text += ',';
        text += member.text;
    }
    return text;
}

}  // namespace halogate::trace

// SPDX-License-Identifier: MIT
#include "core/policy/route_table.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/ascii.hpp"

namespace halogate::policy {

namespace {

bool is_integer(std::string_view text) noexcept {
    if (!text.empty() && text.front() == '-') text.remove_prefix(1);
    return !text.empty() && std::all_of(text.begin(), text.end(), ascii::is_digit);
}

}  // namespace

RouteTable::RouteTable() : nodes_(1) {}

RouteTable::NodeIndex RouteTable::append_node() {
    nodes_.emplace_back();
    return static_cast<NodeIndex>(nodes_.size() - 1);
}

RouteTable::NodeIndex RouteTable::child(NodeIndex parent, const PathPattern::Segment& segment) {
    if (segment.kind == PathPattern::Kind::parameter) {
        if (nodes_[parent].parameter == none) {
            const auto fresh = append_node();
            nodes_[parent].parameter = fresh;
        }
        return nodes_[parent].parameter;
    }
    const auto found = nodes_[parent].literals.find(segment.text);
    if (found != nodes_[parent].literals.end()) return found->second;
    const auto fresh = append_node();
    nodes_[parent].literals.emplace(segment.text, fresh);
    return fresh;
}

std::optional<RouteTable::Line> RouteTable::add(std::string_view method, const PathPattern& pattern, Ids ids,
                                                Line line) {
    NodeIndex at = 0;
    bool to_the_end = false;
    for (const auto& segment : pattern.segments()) {
        to_the_end = segment.kind == PathPattern::Kind::rest;
        if (!to_the_end) at = child(at, segment);
    }
    auto& entries = to_the_end ? nodes_[at].rest : nodes_[at].here;
    const auto same = std::find_if(entries.begin(), entries.end(),
                                   [method](const Entry& entry) { return entry.method == method; });
    if (same == entries.end()) {
        entries.push_back({std::string{method}, ids, line});
        return std::nullopt;
    }
    same->ids = ids;
    return std::exchange(same->line, line);
}

std::optional<RouteTable::Line> RouteTable::find(std::string_view method,
                                                 std::string_view folded_path) const noexcept {
    return find_below(0, folded_path == "/" ? std::string_view{} : folded_path, Walk{method});
}

// At most one step per segment for literals and one for parameters; the depth is that of the deepest pattern,
// never that of the path.
std::optional<RouteTable::Line> RouteTable::find_below(NodeIndex at, std::string_view rest,
                                                       Walk walk) const noexcept {
    const Node& node = nodes_[at];
    if (rest.empty()) {
        if (const auto line = pick(node.here, walk)) return line;
        return pick(node.rest, walk);
    }
    auto below = rest;
    const auto segment = next_segment(below);
    if (const auto literal = node.literals.find(segment); literal != node.literals.end()) {
        if (const auto line = find_below(literal->second, below, walk)) return line;
    }
    if (node.parameter != none) {
        const Walk passed{walk.method, walk.only_integers && is_integer(segment)};
        if (const auto line = find_below(node.parameter, below, passed)) return line;
    }
    return pick(node.rest, walk);
}

std::optional<RouteTable::Line> RouteTable::pick(const std::vector<Entry>& entries, Walk walk) noexcept {
    const std::array<std::string_view, 3> preferred{
        walk.method, walk.method == "HEAD" ? std::string_view{"GET"} : walk.method, "*"};
    for (const auto method : preferred) {
        for (const auto& entry : entries) {
            if (entry.method != method) continue;
            if (entry.ids == Ids::any || walk.only_integers) return entry.line;
        }
    }
    return std::nullopt;
}

}  // namespace halogate::policy

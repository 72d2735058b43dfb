// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/policy/path_pattern.hpp"
#include "core/policy/route.hpp"

namespace halogate::policy {

/// Finds the line that is meant by a method and a path: a tree of segments, walked along the path, so that
/// the cost does not grow with the number of lines. Segment by segment a literal is preferred to {name}, and
/// {name} to **; at one place the method itself to GET for HEAD, and that to "*". A place that has no line
/// for the method is passed over for the next best, as ASP.NET's routing does. The order in which lines were
/// added plays no part.
class RouteTable {
public:
    /// Whatever the caller knows the line by.
    using Line = std::uint32_t;

    RouteTable();
    /// A line with the same method at the same place is replaced and returned; {id} and {name} are the same
    /// place.
    std::optional<Line> add(std::string_view method, const PathPattern& pattern, Ids ids, Line line);
    /// `folded_path` is CanonicalTarget::folded_path.
    [[nodiscard]] std::optional<Line> find(std::string_view method,
                                           std::string_view folded_path) const noexcept;

private:
    using NodeIndex = std::uint32_t;
    static constexpr NodeIndex none = 0;  // the root is nobody's child

    struct Entry {
        std::string method;
        Ids ids;
        Line line;
    };
    struct TextHash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const noexcept {
            return std::hash<std::string_view>{}(text);
        }
    };
    struct Node {
        std::unordered_map<std::string, NodeIndex, TextHash, std::equal_to<>> literals;
        NodeIndex parameter = none;
        std::vector<Entry> here;  ///< the path ends at this node
        std::vector<Entry> rest;  ///< ** from this node on
    };
    /// What was passed on the way: whether every segment that met a {name} is an integer.
    struct Walk {
        std::string_view method;
        bool only_integers = true;
    };

    NodeIndex child(NodeIndex parent, const PathPattern::Segment& segment);
    NodeIndex append_node();
    [[nodiscard]] std::optional<Line> find_below(NodeIndex at, std::string_view rest,
                                                 Walk walk) const noexcept;
    [[nodiscard]] static std::optional<Line> pick(const std::vector<Entry>& entries, Walk walk) noexcept;

    std::vector<Node> nodes_;
};

}  // namespace halogate::policy

// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/expected.hpp"

namespace halogate::policy {

/// A path pattern, compiled: "/api/Tickets/{id}", "/api/Tickets/*", "/api/**". Literals are written as they
/// read, without escapes, and match in any letter case; {name} and * stand for exactly one segment; ** stands
/// for any number of segments, none included, and only at the end. A trailing '/' changes nothing.
class PathPattern {
public:
    enum class Kind { literal, parameter, rest };
    struct Segment {
        Kind kind;
        std::string text;  ///< of a literal, in lower case; else empty
        bool operator==(const Segment&) const = default;
    };

    /// The error is one sentence that says what is wrong with the pattern.
    [[nodiscard]] static Expected<PathPattern, std::string> parse(std::string_view text);

    /// Against CanonicalTarget::folded_path. For one pattern alone; many of them are searched by RouteTable.
    [[nodiscard]] bool matches(std::string_view folded_path) const noexcept;
    [[nodiscard]] const std::vector<Segment>& segments() const noexcept { return segments_; }
    /// How many literal segments there are before the first wildcard.
    [[nodiscard]] std::size_t spelled_out() const noexcept;
    /// Whether some path matches both.
    [[nodiscard]] bool overlaps(const PathPattern& other) const noexcept;
    /// Equal when they match the same paths.
    bool operator==(const PathPattern&) const = default;

private:
    explicit PathPattern(std::vector<Segment> segments) : segments_{std::move(segments)} {}
    std::vector<Segment> segments_;
};

/// Cuts the next segment from a canonical path, the rest of which begins with '/' or is empty. "/" holds
/// none.
[[nodiscard]] std::string_view next_segment(std::string_view& path) noexcept;

}  // namespace halogate::policy

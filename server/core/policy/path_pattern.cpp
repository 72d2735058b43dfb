// SPDX-License-Identifier: MIT
#include "core/policy/path_pattern.hpp"

#include <algorithm>
#include <utility>

#include "base/ascii.hpp"

namespace halogate::policy {

namespace {

Unexpected<std::string> malformed(std::string_view pattern, std::string_view why) {
    return {"path pattern \"" + std::string{pattern} + "\" " + std::string{why}};
}

bool is_parameter(std::string_view text) noexcept {
    if (text == "*") return true;
    if (text.size() < 3 || text.front() != '{' || text.back() != '}') return false;
    const auto name = text.substr(1, text.size() - 2);
    return std::all_of(name.begin(), name.end(), [](char c) {
        return ascii::is_alpha(c) || ascii::is_digit(c) || c == '_' || c == '-';
    });
}

/// Nothing in a canonical path could ever equal such a literal, so a rule with it would silently do nothing.
bool can_never_match(std::string_view literal) noexcept {
    return literal.empty() || literal.back() == '.' || literal.front() == ' ' || literal.back() == ' ' ||
           literal.find_first_of("*{}%\\;?#") != std::string_view::npos ||
           std::any_of(literal.begin(), literal.end(),
                       [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

}  // namespace

std::string_view next_segment(std::string_view& path) noexcept {
    if (!path.empty()) path.remove_prefix(1);
    const auto segment = path.substr(0, path.find('/'));
    path.remove_prefix(segment.size());
    return segment;
}

Expected<PathPattern, std::string> PathPattern::parse(std::string_view text) {
    if (text.empty() || text.front() != '/') return malformed(text, "must begin with '/'");
    auto rest = text;
    if (rest.back() == '/') rest.remove_suffix(1);
    std::vector<Segment> segments;
    while (!rest.empty()) {
        const auto segment = next_segment(rest);
        if (segment == "**") {
            if (!rest.empty()) return malformed(text, "may hold ** only at its end");
            segments.push_back({Kind::rest, {}});
        } else if (is_parameter(segment)) {
            segments.push_back({Kind::parameter, {}});
        } else if (can_never_match(segment)) {
            return malformed(text, "has the segment \"" + std::string{segment} +
                                       "\", which is neither a name, {name}, * nor **");
        } else {
            segments.push_back({Kind::literal, ascii::lowered(segment)});
        }
    }
    return PathPattern{std::move(segments)};
}

bool PathPattern::matches(std::string_view folded_path) const noexcept {
    auto rest = folded_path == "/" ? std::string_view{} : folded_path;
    for (const auto& segment : segments_) {
        if (segment.kind == Kind::rest) return true;
        if (rest.empty()) return false;
        const auto text = next_segment(rest);
        if (segment.kind == Kind::literal && text != segment.text) return false;
    }
    return rest.empty();
}

std::size_t PathPattern::spelled_out() const noexcept {
    const auto end = std::find_if(segments_.begin(), segments_.end(),
                                  [](const Segment& segment) { return segment.kind != Kind::literal; });
    return static_cast<std::size_t>(end - segments_.begin());
}

bool PathPattern::overlaps(const PathPattern& other) const noexcept {
    const auto& a = segments_;
    const auto& b = other.segments_;
    for (std::size_t i = 0;; ++i) {
        const bool a_ends = i == a.size();
        const bool b_ends = i == b.size();
        if ((!a_ends && a[i].kind == Kind::rest) || (!b_ends && b[i].kind == Kind::rest)) return true;
        if (a_ends || b_ends) return a_ends && b_ends;
        const bool both_literal = a[i].kind == Kind::literal && b[i].kind == Kind::literal;
        if (both_literal && a[i].text != b[i].text) return false;
    }
}

}  // namespace halogate::policy

// SPDX-License-Identifier: MIT
#include "otlp/rejected_spans.hpp"

#include "base/ascii.hpp"
#include "core/retry/json_leaf.hpp"

namespace halogate::otlp {

namespace {

using retry::JsonLeaf;

constexpr std::size_t deepest = 16;
/// Of `partialSuccess`, the answer's only member that has members.
constexpr std::size_t depth_of_count = 2;
/// More than any batch holds, and exact as a double.
constexpr double most = 1e9;

std::uint64_t count_from(const JsonLeaf& leaf) {
    if (leaf.kind == JsonLeaf::Kind::string) return ascii::to_unsigned(leaf.text).value_or(0);
    const bool is_count = leaf.kind == JsonLeaf::Kind::number && leaf.number >= 0 && leaf.number <= most;
    return is_count ? static_cast<std::uint64_t>(leaf.number) : 0;
}

}  // namespace

std::uint64_t rejected_spans(std::string_view body) {
    std::uint64_t rejected = 0;
    const bool is_json = retry::visit_json_leaves(body, deepest, [&](const JsonLeaf& leaf) {
        if (leaf.depth == depth_of_count && leaf.name == "rejectedSpans") rejected = count_from(leaf);
    });
    return is_json ? rejected : 0;
}

}  // namespace halogate::otlp

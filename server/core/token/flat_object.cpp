// SPDX-License-Identifier: MIT
#include "core/token/flat_object.hpp"

#include <charconv>

#include "base/ascii.hpp"
#include "core/retry/json_leaf.hpp"

namespace halogate::token {

namespace {

constexpr std::size_t most_nesting = 16;

bool is_object(std::string_view text) noexcept {
    const auto first = text.find_first_not_of(" \t\r\n");
    return first != std::string_view::npos && text[first] == '{';
}

}  // namespace

std::optional<FlatObject> FlatObject::parse(std::string_view text) {
    using retry::JsonLeaf;
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    if (text.size() > most_reply_bytes || !is_object(text)) return std::nullopt;
    FlatObject object;
    bool named_twice = false;
    const bool is_json = retry::visit_json_leaves(text, most_nesting, [&](const JsonLeaf& leaf) {
        if (leaf.depth != 1) return;
        Value value = Other{};
        if (leaf.kind == JsonLeaf::Kind::string) value = std::string{leaf.text};
        if (leaf.kind == JsonLeaf::Kind::number) value = leaf.number;
        named_twice |= !object.members_.emplace(leaf.name, std::move(value)).second;
    });
    if (!is_json || named_twice) return std::nullopt;
    return object;
}

const std::string* FlatObject::text(std::string_view name) const {
    const auto found = members_.find(name);
    return found == members_.end() ? nullptr : std::get_if<std::string>(&found->second);
}

std::optional<double> FlatObject::number(std::string_view name) const {
    const auto found = members_.find(name);
    if (found == members_.end()) return std::nullopt;
    if (const auto* value = std::get_if<double>(&found->second)) return *value;
    const auto* digits = std::get_if<std::string>(&found->second);
    if (!digits) return std::nullopt;
    double value = 0;
    const auto* end = digits->data() + digits->size();
    const auto [stop, error] = std::from_chars(digits->data(), end, value, std::chars_format::fixed);
    const bool is_number =
        error == std::errc{} && stop == end && (ascii::is_digit(digits->front()) || digits->front() == '-');
    return is_number ? std::optional{value} : std::nullopt;
}

bool FlatObject::has(std::string_view name) const {
    return members_.find(name) != members_.end();
}

}  // namespace halogate::token

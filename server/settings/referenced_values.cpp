// SPDX-License-Identifier: MIT
#include "settings/referenced_values.hpp"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

namespace halogate::settings {
namespace {

constexpr std::size_t shortest_value = 6;
constexpr std::size_t shortest_piece = 8;
/// Where the readers of options cut a text: words, paths, addresses.
constexpr std::string_view separators = "/ ,:\n\r\t";

void replace_all(std::string& text, std::string_view value, std::string_view by) {
    for (std::size_t at = text.find(value); at != std::string::npos; at = text.find(value, at + by.size()))
        text.replace(at, value.size(), by);
}

void mask_pieces(std::string& text, std::string_view value) {
    while (!value.empty()) {
        const std::size_t end = std::min(value.find_first_of(separators), value.size());
        if (end >= shortest_piece) replace_all(text, value.substr(0, end), "…");
        value.remove_prefix(std::min(value.size(), end + 1));
    }
}

}  // namespace

std::optional<std::string> ReferencedValues::get(const std::string& name) const {
    auto value = environment_.get(name);
    if (value) remember("${" + name + "}", *value);
    return value;
}

Expected<std::string, std::string> ReferencedValues::read_file(const std::string& path) const {
    auto bytes = environment_.read_file(path);
    if (bytes) {
        const std::size_t end = bytes->find_last_not_of("\r\n");
        remember("${file:" + path + "}",
                 std::string_view{*bytes}.substr(0, end == std::string::npos ? 0 : end + 1));
    }
    return bytes;
}

void ReferencedValues::remember(const std::string& reference, std::string_view value) const {
    if (value.size() >= shortest_value) values_.insert_or_assign(reference, Secret{value});
}

void ReferencedValues::mask(Finding& finding) const {
    // The longest first: one value may be a part of another.
    std::vector<std::pair<std::string_view, std::string_view>> known;
    for (const auto& [reference, value] : values_) known.emplace_back(value.reveal(), reference);
    std::sort(known.begin(), known.end(),
              [](const auto& a, const auto& b) { return a.first.size() > b.first.size(); });
    for (const auto& [value, reference] : known) replace_all(finding.message, value, reference);
    for (const auto& [value, reference] : known) mask_pieces(finding.message, value);
}

}  // namespace halogate::settings

// SPDX-License-Identifier: MIT
#include "http/head.hpp"

#include <algorithm>

#include "base/ascii.hpp"

namespace halogate::http {

namespace {

/// The sizes differ nearly always; asked here, where it costs no call.
bool same_name(std::string_view a, std::string_view b) noexcept {
    return a.size() == b.size() && ascii::equal_ignoring_case(a, b);
}

/// An element of a list without its parameters: "chunked;q=1" is "chunked".
std::string_view without_parameters(std::string_view element) noexcept {
    return ascii::trimmed(element.substr(0, element.find(';')));
}

bool list_has(std::string_view list, std::string_view element) noexcept {
    while (const auto next = ascii::next_element(list))
        if (same_name(without_parameters(*next), element)) return true;
    return false;
}

}  // namespace

std::optional<std::string_view> Fields::find(std::string_view name) const noexcept {
    for (const Field& field : list_)
        if (same_name(field.name, name)) return field.value;
    return std::nullopt;
}

std::size_t Fields::count(std::string_view name) const noexcept {
    return static_cast<std::size_t>(std::count_if(
        list_.begin(), list_.end(), [name](const Field& field) { return same_name(field.name, name); }));
}

bool Fields::lists(std::string_view name, std::string_view element) const noexcept {
    return std::any_of(list_.begin(), list_.end(), [name, element](const Field& field) {
        return same_name(field.name, name) && list_has(field.value, element);
    });
}

}  // namespace halogate::http

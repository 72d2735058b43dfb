// SPDX-License-Identifier: MIT
#include "http/head.hpp"

#include <algorithm>

#include "base/ascii.hpp"

namespace halogate::http {

namespace {

/// An element of a list without its parameters: "chunked;q=1" is "chunked".
std::string_view without_parameters(std::string_view element) noexcept {
    return ascii::trimmed(element.substr(0, element.find(';')));
}

bool list_has(std::string_view list, std::string_view element) noexcept {
    while (const auto next = ascii::next_element(list))
        if (ascii::equal_ignoring_case(without_parameters(*next), element)) return true;
    return false;
}

}  // namespace

std::optional<std::string_view> Fields::find(std::string_view name) const noexcept {
    for (const Field& field : list_)
        if (ascii::equal_ignoring_case(field.name, name)) return field.value;
    return std::nullopt;
}

std::size_t Fields::count(std::string_view name) const noexcept {
    return static_cast<std::size_t>(std::count_if(list_.begin(), list_.end(), [name](const Field& field) {
        return ascii::equal_ignoring_case(field.name, name);
    }));
}

bool Fields::lists(std::string_view name, std::string_view element) const noexcept {
    return std::any_of(list_.begin(), list_.end(), [name, element](const Field& field) {
        return ascii::equal_ignoring_case(field.name, name) && list_has(field.value, element);
    });
}

}  // namespace halogate::http

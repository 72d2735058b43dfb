// SPDX-License-Identifier: MIT
#include "settings/consumer_name.hpp"

#include <algorithm>

#include "base/ascii.hpp"

namespace halogate::settings {

bool is_consumer_name(std::string_view name) noexcept {
    return !name.empty() && name.size() <= 64 && std::all_of(name.begin(), name.end(), [](char c) {
        return ascii::is_alpha(c) || ascii::is_digit(c) || c == '-' || c == '_' || c == '.';
    });
}

}  // namespace halogate::settings

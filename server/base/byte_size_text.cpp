// SPDX-License-Identifier: MIT
#include "base/byte_size_text.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include "base/ascii.hpp"

namespace halogate {
namespace {

struct Unit {
    std::string_view name;
    std::uint64_t bytes;
};

constexpr std::array<Unit, 4> units{{
    {"GiB", std::uint64_t{1} << 30U},
    {"MiB", std::uint64_t{1} << 20U},
    {"KiB", std::uint64_t{1} << 10U},
    {"", 1},
}};

}  // namespace

Expected<std::uint64_t, std::string> parse_byte_size(std::string_view text) {
    const auto digits_end = std::min(text.find_first_not_of("0123456789"), text.size());
    const auto unit_name = text.substr(digits_end);
    const auto* const unit =
        std::find_if(units.begin(), units.end(), [&](const Unit& u) { return u.name == unit_name; });
    if (digits_end == 0 || unit == units.end()) {
        return Unexpected{
            std::string{"is no size; write bytes, or a whole number and KiB, MiB or GiB, such as `1MiB`"}};
    }
    const auto number = ascii::to_unsigned(text.substr(0, digits_end));
    if (!number || *number > std::numeric_limits<std::uint64_t>::max() / unit->bytes) {
        return Unexpected{std::string{"is more bytes than can be counted"}};
    }
    return *number * unit->bytes;
}

std::string byte_size_text(std::uint64_t bytes) {
    if (bytes == 0) return "0";
    const auto* const unit =
        std::find_if(units.begin(), units.end(), [&](const Unit& u) { return bytes % u.bytes == 0; });
    return std::to_string(bytes / unit->bytes) + std::string{unit->name};
}

}  // namespace halogate

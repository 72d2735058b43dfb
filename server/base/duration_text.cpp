// SPDX-License-Identifier: MIT
#include "base/duration_text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "base/ascii.hpp"

namespace halogate {
namespace {

struct Unit {
    std::string_view name;
    Duration length;
};

constexpr std::array<Unit, 4> units{{
    {"h", std::chrono::hours{1}},
    {"m", std::chrono::minutes{1}},
    {"s", std::chrono::seconds{1}},
    {"ms", std::chrono::milliseconds{1}},
}};

Unexpected<std::string> no_duration() {
    return Unexpected{std::string{"is no duration; write a whole number and ms, s, m or h, such as `30s`"}};
}

}  // namespace

Expected<Duration, std::string> parse_duration(std::string_view text) {
    const auto digits_end = std::min(text.find_first_not_of("0123456789"), text.size());
    const auto digits = text.substr(0, digits_end);
    const auto unit_name = text.substr(digits_end);
    if (digits.empty()) return no_duration();
    if (unit_name.empty()) {
        const std::string number{digits};
        return Unexpected{"needs a unit: `" + number + "s` for seconds, `" + number + "m` for minutes"};
    }
    const auto* const unit =
        std::find_if(units.begin(), units.end(), [&](const Unit& u) { return u.name == unit_name; });
    if (unit == units.end()) return no_duration();

    const auto number = ascii::to_unsigned(digits);
    const auto most = static_cast<std::uint64_t>(Duration::max() / unit->length);
    if (!number || *number > most) return Unexpected{std::string{"is longer than any clock can count"}};
    return static_cast<Duration::rep>(*number) * unit->length;
}

std::string duration_text(Duration duration) {
    if (duration < std::chrono::milliseconds{1}) return "0s";
    const auto whole = std::chrono::floor<std::chrono::milliseconds>(duration);
    for (const auto& unit : units) {
        if (whole % unit.length == Duration::zero()) {
            return std::to_string(whole / unit.length) + std::string{unit.name};
        }
    }
    return "0s";
}

}  // namespace halogate

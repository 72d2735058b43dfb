// SPDX-License-Identifier: MIT
#include "sandbox/http_date.hpp"

#include <array>
#include <cstdio>
#include <string_view>

namespace halogate::sandbox {

namespace {

struct Parts {
    int year;
    unsigned month;
    unsigned day;
    unsigned weekday;
    int hour;
    int minute;
    int second;
    int millisecond;
};

Parts parts_of(WallTime time) {
    const auto midnight = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date{midnight};
    const std::chrono::hh_mm_ss clock{time - midnight};
    return {int{date.year()},
            unsigned{date.month()},
            unsigned{date.day()},
            std::chrono::weekday{midnight}.c_encoding(),
            static_cast<int>(clock.hours().count()),
            static_cast<int>(clock.minutes().count()),
            static_cast<int>(clock.seconds().count()),
            static_cast<int>(clock.subseconds().count())};
}

}  // namespace

std::string http_date(WallTime time) {
    // Not strftime: its names follow the locale, the protocol's do not.
    static constexpr std::array<const char*, 7> days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr std::array<const char*, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const Parts at = parts_of(time);
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "%s, %02u %s %04d %02d:%02d:%02d GMT", days.at(at.weekday),
                  at.day, months.at(at.month - 1), at.year, at.hour, at.minute, at.second);
    return text.data();
}

std::string iso_date(WallTime time) {
    const Parts at = parts_of(time);
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", at.year, at.month, at.day,
                  at.hour, at.minute, at.second, at.millisecond);
    return text.data();
}

}  // namespace halogate::sandbox

// SPDX-License-Identifier: MIT
#include "core/retry/http_date.hpp"

#include <array>
#include <span>

#include "base/ascii.hpp"

namespace halogate::retry {

namespace {

using std::chrono::sys_days;
using std::chrono::sys_seconds;

constexpr std::array<std::string_view, 7> short_days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array<std::string_view, 7> long_days{"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                    "Thursday", "Friday", "Saturday"};
constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

struct Parts {
    int year = 0;
    unsigned month = 0;
    unsigned day = 0;
    unsigned hour = 0;
    unsigned minute = 0;
    unsigned second = 0;
};

/// Reads a text from its beginning, one exact piece after another. After the first piece that is not there it
/// stays failed, so that a form can be written down as a sequence and asked once at its end.
class Reader {
public:
    explicit Reader(std::string_view text) : rest_{text} {}

    void literal(std::string_view expected) {
        if (!rest_.starts_with(expected)) return fail();
        rest_.remove_prefix(expected.size());
    }
    /// The index of the name that stands here.
    unsigned name(std::span<const std::string_view> names) {
        for (unsigned i = 0; i < names.size(); ++i) {
            if (!rest_.starts_with(names[i])) continue;
            rest_.remove_prefix(names[i].size());
            return i;
        }
        fail();
        return 0;
    }
    unsigned digits(std::size_t count) {
        const auto value = ascii::to_unsigned(rest_.substr(0, count));
        if (!value || rest_.size() < count) {
            fail();
            return 0;
        }
        rest_.remove_prefix(count);
        return static_cast<unsigned>(*value);
    }
    /// asctime's day of the month: two digits, or a blank and one.
    unsigned padded_day() {
        if (!rest_.starts_with(' ')) return digits(2);
        rest_.remove_prefix(1);
        return digits(1);
    }
    void time_of_day(Parts& parts) {
        parts.hour = digits(2);
        literal(":");
        parts.minute = digits(2);
        literal(":");
        parts.second = digits(2);
    }
    [[nodiscard]] bool complete() const noexcept { return !failed_ && rest_.empty(); }

private:
    void fail() noexcept { failed_ = true; }

    std::string_view rest_;
    bool failed_ = false;
};

std::optional<Parts> read_imf_fixdate(std::string_view text) {
    Reader reader{text};
    Parts parts;
    (void)reader.name(short_days);
    reader.literal(", ");
    parts.day = reader.digits(2);
    reader.literal(" ");
    parts.month = reader.name(months) + 1;
    reader.literal(" ");
    parts.year = static_cast<int>(reader.digits(4));
    reader.literal(" ");
    reader.time_of_day(parts);
    reader.literal(" GMT");
    return reader.complete() ? std::optional{parts} : std::nullopt;
}

/// The year is left at its last two digits.
std::optional<Parts> read_rfc850(std::string_view text) {
    Reader reader{text};
    Parts parts;
    (void)reader.name(long_days);
    reader.literal(", ");
    parts.day = reader.digits(2);
    reader.literal("-");
    parts.month = reader.name(months) + 1;
    reader.literal("-");
    parts.year = static_cast<int>(reader.digits(2));
    reader.literal(" ");
    reader.time_of_day(parts);
    reader.literal(" GMT");
    return reader.complete() ? std::optional{parts} : std::nullopt;
}

std::optional<Parts> read_asctime(std::string_view text) {
    Reader reader{text};
    Parts parts;
    (void)reader.name(short_days);
    reader.literal(" ");
    parts.month = reader.name(months) + 1;
    reader.literal(" ");
    parts.day = reader.padded_day();
    reader.literal(" ");
    reader.time_of_day(parts);
    reader.literal(" ");
    parts.year = static_cast<int>(reader.digits(4));
    return reader.complete() ? std::optional{parts} : std::nullopt;
}

std::optional<sys_seconds> to_time(const Parts& parts) {
    const std::chrono::year_month_day date{std::chrono::year{parts.year}, std::chrono::month{parts.month},
                                           std::chrono::day{parts.day}};
    // Second 60 is a leap second, which the grammar allows.
    if (!date.ok() || parts.hour > 23 || parts.minute > 59 || parts.second > 60) return std::nullopt;
    return sys_days{date} + std::chrono::hours{parts.hour} + std::chrono::minutes{parts.minute} +
           std::chrono::seconds{parts.second};
}

std::optional<sys_seconds> to_time_near(Parts parts, WallTime now) {
    const std::chrono::year_month_day today{std::chrono::floor<std::chrono::days>(now)};
    const int this_year = static_cast<int>(today.year());
    // The latest year with these two digits that is within fifty years, then the exact moment decides.
    parts.year += (this_year + 50) / 100 * 100;
    if (parts.year > this_year + 50) parts.year -= 100;
    const auto time = to_time(parts);
    if (parts.year != this_year + 50 || !time || *time <= now + std::chrono::years{50}) return time;
    parts.year -= 100;
    return to_time(parts);
}

void append_padded(std::string& text, unsigned number, unsigned width) {
    const auto digits = std::to_string(number);
    text.append(width - std::min<std::size_t>(width, digits.size()), '0').append(digits);
}

}  // namespace

std::optional<sys_seconds> parse_http_date(std::string_view text, WallTime now) {
    if (const auto parts = read_imf_fixdate(text)) return to_time(*parts);
    if (const auto parts = read_rfc850(text)) return to_time_near(*parts, now);
    if (const auto parts = read_asctime(text)) return to_time(*parts);
    return std::nullopt;
}

std::string imf_fixdate(sys_seconds time) {
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss clock{time - day};
    std::string text{short_days[std::chrono::weekday{day}.c_encoding()]};
    text += ", ";
    append_padded(text, static_cast<unsigned>(date.day()), 2);
    (text += ' ').append(months[static_cast<unsigned>(date.month()) - 1]) += ' ';
    append_padded(text, static_cast<unsigned>(static_cast<int>(date.year())), 4);
    text += ' ';
    append_padded(text, static_cast<unsigned>(clock.hours().count()), 2);
    text += ':';
    append_padded(text, static_cast<unsigned>(clock.minutes().count()), 2);
    text += ':';
    append_padded(text, static_cast<unsigned>(clock.seconds().count()), 2);
    text += " GMT";
    return text;
}

}  // namespace halogate::retry

// SPDX-License-Identifier: MIT
// Of a 429: the first line is Retry-After, the second is Date, the rest is the body.
#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string>

#include "core/retry/http_date.hpp"
#include "core/retry/retry_after.hpp"
#include "core/retry/throttle_text.hpp"
#include "fuzz/fuzz_target.hpp"

namespace halogate::fuzz {

namespace {

using namespace std::chrono_literals;

constexpr WallTime now{std::chrono::sys_days{std::chrono::year{2026} / 3 / 1}};
constexpr Duration longest = 24h;
constexpr std::size_t most_requests = 10'000'000;

void require_pause(const std::optional<Duration>& pause) {
    require(!pause || (*pause >= 0s && *pause <= longest),
            "a pause is never negative and never beyond a day");
}

void require_window(const std::optional<limit::WindowShape>& window) {
    if (!window) return;
    require(window->requests > 0 && window->requests <= most_requests,
            "a window holds something, and not all the world");
    require(window->per > 0s && window->per <= longest, "a window is never empty and never beyond a day");
}

bool is_digits(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

void require_header(std::string_view value, std::string_view date) {
    const auto pause = retry::parse_retry_after(value, date, now);
    const auto by_own_clock = retry::parse_retry_after(value, std::nullopt, now);
    require_pause(pause);
    require_pause(by_own_clock);
    require(pause.has_value() == by_own_clock.has_value(),
            "whether there is a pause does not depend on Date");
    if (is_digits(value) && value.size() <= 9) {
        const Duration said = std::chrono::seconds{std::stoul(std::string{value})};
        require(pause == std::min(said, longest), "seconds are taken as they are, up to a day");
    }
    if (value.find_first_of("0123456789") == std::string_view::npos)
        require(!pause, "without a digit there is no pause");
}

/// A date that can be read is the same date when written in the form that we send.
void require_date(std::string_view text) {
    const auto time = retry::parse_http_date(text, now);
    if (!time) return;
    const auto year = std::chrono::year_month_day{std::chrono::floor<std::chrono::days>(*time)}.year();
    // A leap second at the end of 9999 is the year after.
    if (year > std::chrono::year{9999}) return;
    require(retry::parse_http_date(retry::imf_fixdate(*time), now) == time,
            "a date stays the same when written anew");
}

void require_notice(std::string_view value, std::string_view date, std::string_view body) {
    const auto notice = retry::parse_throttle_notice(value, date, body, now);
    const auto of_body = retry::parse_throttle_notice(std::nullopt, std::nullopt, body, now);
    for (const auto* each : {&notice, &of_body}) {
        require_pause(each->retry_after);
        require_window(each->window);
    }
    const auto of_header = retry::parse_retry_after(value, date, now);
    require(notice.retry_after == (of_header ? of_header : of_body.retry_after),
            "the header wins over the body");
    require(notice.window.has_value() == of_body.window.has_value(), "the window is the body's alone");

    // The same text as a string in JSON says no less.
    const auto text_pause = retry::pause_in_text(body);
    require_pause(text_pause);
    require_window(retry::window_in_text(body));
    const bool is_plain = std::all_of(body.begin(), body.end(),
                                      [](char c) { return c >= ' ' && c <= '~' && c != '"' && c != '\\'; });
    if (is_plain && body.size() < 1000) {
        const auto quoted = retry::parse_throttle_notice(std::nullopt, std::nullopt,
                                                         R"({"error":")" + std::string{body} + R"("})", now);
        require(quoted.retry_after == text_pause, "a sentence says the same inside JSON");
    }
}

void require_number(std::string_view bytes) {
    require_pause(retry::pause_of_seconds(bytes));
    double number = 0;
    if (bytes.size() < sizeof number) return;
    std::memcpy(&number, bytes.data(), sizeof number);
    require_pause(retry::pause_of_seconds(number));
}

void require_phrase(std::string_view body) {
    std::string text{body.substr(0, 60'000)};
    for (char& c : text)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
    if (body.size() == text.size())
        require(retry::says_token_unknown(body) == (text.find("token not found") != std::string::npos),
                "an unknown token is said by the phrase alone");
}

}  // namespace

void try_input(std::string_view input) noexcept {
    const auto value = next_line(input);
    const auto date = next_line(input);
    require_header(value, date);
    require_date(value);
    require_date(date);
    require_notice(value, date, input);
    require_number(value);
    require_phrase(input);
}

}  // namespace halogate::fuzz

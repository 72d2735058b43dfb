// SPDX-License-Identifier: MIT
#include "core/retry/throttle_text.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/ascii.hpp"

namespace halogate::retry {

namespace {

constexpr std::uint64_t most_requests = 10'000'000;

/// Reads words and numbers from a place in running text on, with blanks (or a hyphen, a colon, an underscore:
/// "5-minute", "retry_after: 30") between them.
class Phrase {
public:
    explicit Phrase(std::string_view text) : rest_{text} {}

    /// Goes on if the word stands here as a whole.
    bool word(std::string_view expected) {
        skip_separators();
        if (!ascii::starts_with_ignoring_case(rest_, expected)) return false;
        if (rest_.size() > expected.size() && ascii::is_alpha(rest_[expected.size()])) return false;
        rest_.remove_prefix(expected.size());
        return true;
    }
    bool singular_or_plural(std::string_view expected) {
        const auto before = rest_;
        if (word(expected)) return true;
        skip_separators();
        if (!ascii::starts_with_ignoring_case(rest_, expected)) return false;
        rest_.remove_prefix(expected.size());
        if (word("s")) return true;
        rest_ = before;
        return false;
    }
    /// Digits with at most one point inside.
    std::string_view number() {
        // No hyphen: before a number it would be a minus.
        skip(" \t\r\n:");
        std::size_t end = 0;
        while (end < rest_.size() && (ascii::is_digit(rest_[end]) || is_inner_point(end))) ++end;
        const auto found = rest_.substr(0, end);
        rest_.remove_prefix(end);
        return found;
    }
    std::optional<Duration> unit() {
        for (const auto* name : {"second", "sec"}) {
            if (singular_or_plural(name)) return std::chrono::seconds{1};
        }
        if (word("s")) return std::chrono::seconds{1};
        for (const auto* name : {"minute", "min"}) {
            if (singular_or_plural(name)) return std::chrono::minutes{1};
        }
        if (singular_or_plural("hour")) return std::chrono::hours{1};
        return std::nullopt;
    }

private:
    void skip(std::string_view characters) {
        rest_.remove_prefix(std::min(rest_.find_first_not_of(characters), rest_.size()));
    }
    void skip_separators() { skip(" \t\r\n-:_"); }
    [[nodiscard]] bool is_inner_point(std::size_t at) const {
        return at > 0 && rest_[at] == '.' && at + 1 < rest_.size() && ascii::is_digit(rest_[at + 1]);
    }

    std::string_view rest_;
};

std::optional<double> to_number(std::string_view text) noexcept {
    if (text.empty() || !ascii::is_digit(text.front())) return std::nullopt;
    double value = 0;
    const auto* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value, std::chars_format::fixed);
    if (error != std::errc{} || stop != end) return std::nullopt;
    return value;
}

std::optional<Duration> pause_at(std::string_view text) {
    Phrase phrase{text};
    if (!phrase.word("retry") || !phrase.word("after")) return std::nullopt;
    const auto count = to_number(phrase.number());
    const auto unit = phrase.unit();
    if (!count || !unit) return std::nullopt;
    return pause_of_seconds(*count * std::chrono::duration<double>{*unit}.count());
}

std::optional<limit::WindowShape> window_at(std::string_view text) {
    Phrase phrase{text};
    const auto requests = ascii::to_unsigned(phrase.number());
    if (!requests || !phrase.singular_or_plural("request") || !phrase.word("per") ||
        !phrase.word("rolling")) {
        return std::nullopt;
    }
    const auto count = ascii::to_unsigned(phrase.number());
    const auto unit = phrase.unit();
    if (!count || !unit || !phrase.word("window")) return std::nullopt;
    if (*requests == 0 || *requests > most_requests) return std::nullopt;
    if (*count == 0 || *count > static_cast<std::uint64_t>(longest_pause / *unit)) return std::nullopt;
    return limit::WindowShape{.requests = static_cast<std::size_t>(*requests),
                              .per = *unit * static_cast<Duration::rep>(*count)};
}

/// Whether a number may begin here: "1,500" and "2.300" are not 500 and 300.
bool begins_number(std::string_view text, std::size_t at) noexcept {
    if (!ascii::is_digit(text[at])) return false;
    if (at == 0) return true;
    const char before = text[at - 1];
    return !ascii::is_digit(before) && !ascii::is_alpha(before) &&
           std::string_view{".,-_'"}.find(before) == std::string_view::npos;
}

}  // namespace

std::optional<Duration> pause_of_seconds(double seconds) noexcept {
    if (!(seconds >= 0)) return std::nullopt;
    const double longest = std::chrono::duration<double>{longest_pause}.count();
    return std::chrono::milliseconds{static_cast<std::int64_t>(std::ceil(std::min(seconds, longest) * 1000))};
}

std::optional<Duration> pause_of_seconds(std::string_view text) {
    const auto seconds = to_number(ascii::trimmed(text));
    return seconds ? pause_of_seconds(*seconds) : std::nullopt;
}

std::optional<Duration> pause_in_text(std::string_view text) {
    std::optional<Duration> longest;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (ascii::lower(text[at]) != 'r' || (at > 0 && ascii::is_alpha(text[at - 1]))) continue;
        if (const auto pause = pause_at(text.substr(at))) {
            longest = std::max(longest.value_or(*pause), *pause);
        }
    }
    return longest;
}

std::optional<limit::WindowShape> window_in_text(std::string_view text) {
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (!begins_number(text, at)) continue;
        if (const auto window = window_at(text.substr(at))) return window;
    }
    return std::nullopt;
}

}  // namespace halogate::retry

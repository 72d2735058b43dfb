// SPDX-License-Identifier: MIT
#include "core/retry/retry_after.hpp"

#include <algorithm>
#include <cstddef>

#include "base/ascii.hpp"
#include "core/retry/http_date.hpp"
#include "core/retry/json_leaf.hpp"
#include "core/retry/throttle_text.hpp"

namespace halogate::retry {

namespace {

/// More than any real error body; what is longer is not read to its end.
constexpr std::size_t most_body_bytes = std::size_t{64} * 1024;
constexpr std::size_t most_nesting = 32;

void keep_longer(std::optional<Duration>& longest, std::optional<Duration> pause) {
    if (pause) longest = std::max(longest.value_or(*pause), *pause);
}

void take_text(ThrottleNotice& notice, std::string_view text) {
    keep_longer(notice.retry_after, pause_in_text(text));
    if (!notice.window) notice.window = window_in_text(text);
}

void take_leaf(ThrottleNotice& notice, const JsonLeaf& leaf) {
    if (leaf.kind == JsonLeaf::Kind::string) take_text(notice, leaf.text);
    if (!ascii::equal_ignoring_case(leaf.name, "retry_after")) return;
    if (leaf.kind == JsonLeaf::Kind::number) keep_longer(notice.retry_after, pause_of_seconds(leaf.number));
    if (leaf.kind == JsonLeaf::Kind::string) keep_longer(notice.retry_after, pause_of_seconds(leaf.text));
}

/// Of several pauses in one body the longest counts: waiting less than the tenant asks earns the next 429.
ThrottleNotice notice_in_body(std::string_view body) {
    body = body.substr(0, most_body_bytes);
    ThrottleNotice notice;
    const bool is_json =
        visit_json_leaves(body, most_nesting, [&](const JsonLeaf& leaf) { take_leaf(notice, leaf); });
    if (!is_json) take_text(notice, body);
    return notice;
}

}  // namespace

std::optional<Duration> parse_retry_after(std::string_view value, std::optional<std::string_view> date,
                                          WallTime wall_now) {
    value = ascii::trimmed(value);
    if (const auto seconds = ascii::to_unsigned(value)) {
        const auto longest = std::chrono::duration_cast<std::chrono::seconds>(longest_pause).count();
        const auto capped = std::min(*seconds, static_cast<std::uint64_t>(longest));
        return std::chrono::seconds{static_cast<std::int64_t>(capped)};
    }
    const auto until = parse_http_date(value, wall_now);
    if (!until) return std::nullopt;
    const auto said_at = date ? parse_http_date(ascii::trimmed(*date), wall_now) : std::nullopt;
    // In milliseconds: years 0 to 9999 do not fit into nanoseconds.
    const auto pause = *until - (said_at ? WallTime{*said_at} : wall_now);
    const auto longest = std::chrono::duration_cast<std::chrono::milliseconds>(longest_pause);
    return std::clamp<std::chrono::milliseconds>(pause, std::chrono::milliseconds::zero(), longest);
}

ThrottleNotice parse_throttle_notice(std::optional<std::string_view> retry_after,
                                     std::optional<std::string_view> date, std::string_view body,
                                     WallTime wall_now) {
    auto notice = notice_in_body(body);
    const auto from_header = retry_after ? parse_retry_after(*retry_after, date, wall_now) : std::nullopt;
    if (from_header) notice.retry_after = from_header;
    return notice;
}

bool says_token_unknown(std::string_view body) {
    constexpr std::string_view phrase = "token not found";
    body = body.substr(0, most_body_bytes);
    const auto same = [](char a, char b) { return ascii::lower(a) == b; };
    return std::search(body.begin(), body.end(), phrase.begin(), phrase.end(), same) != body.end();
}

}  // namespace halogate::retry

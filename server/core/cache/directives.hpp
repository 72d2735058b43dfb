// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string_view>

#include "base/clock.hpp"

namespace halogate::cache {

/// What a request's Cache-Control says (RFC 9111, 5.2.1), of what a shared cache must know.
struct RequestDirectives {
    bool no_cache = false;  ///< `max-age=0` is the same
    bool no_store = false;
    std::optional<Duration> max_age;
    Duration min_fresh{};

    /// One field of that name; call for each.
    void read(std::string_view cache_control);
    /// The caller wants an answer that is made for it alone.
    [[nodiscard]] bool wants_its_own() const noexcept { return no_cache || no_store; }
};

/// What an answer's Cache-Control says (RFC 9111, 5.2.2).
struct AnswerDirectives {
    bool no_cache = false;  ///< may not be used without asking again, which we do not
    bool no_store = false;
    bool is_private = false;
    std::optional<Duration> max_age;
    std::optional<Duration> shared_max_age;

    void read(std::string_view cache_control);
};

/// delta-seconds (RFC 9111, 1.2.2), plain or quoted. Nothing for what is none; at most 68 years.
[[nodiscard]] std::optional<Duration> parse_delta_seconds(std::string_view text) noexcept;

}  // namespace halogate::cache

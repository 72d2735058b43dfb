// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "core/retry/retry_rule.hpp"

namespace halogate::retry {

/// Why an exchange is made again.
enum class RetryReason : std::uint8_t {
    throttled,      ///< 429
    token_refused,  ///< 401, or 400 whose body says that the token is unknown
    unavailable,    ///< 502, 503, 504
    never_sent,
    no_answer,
    timed_out,
    malformed,
};
inline constexpr std::array all_retry_reasons{
    RetryReason::throttled, RetryReason::token_refused, RetryReason::unavailable, RetryReason::never_sent,
    RetryReason::no_answer, RetryReason::timed_out,     RetryReason::malformed,
};

/// Of an exchange that judge() wants repeated.
[[nodiscard]] RetryReason retry_reason(const Outcome& outcome) noexcept;
/// "throttled", "token_refused", …
[[nodiscard]] std::string_view to_string(RetryReason reason) noexcept;

}  // namespace halogate::retry

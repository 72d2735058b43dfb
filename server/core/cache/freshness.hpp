// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

#include "base/clock.hpp"
#include "core/cache/directives.hpp"

namespace halogate::cache {

/// What decides whether an answer may be kept, and for how long.
struct AnswerFacts {
    unsigned status = 0;
    AnswerDirectives directives;
    /// Expires minus Date; zero for an Expires that is no date (RFC 9111, 5.3).
    std::optional<Duration> expires_after;
    Duration age{};       ///< what its Age says
    bool varies = false;  ///< by something that is no part of the key (RFC 9111, 4.1), or by all (`*`)
};

/// For how long from now an answer may be used for others, at most `configured`: nothing when it may not be
/// kept. Only a 200 is kept. The tenant's word counts where it is stricter than the configuration: no-store,
/// private, no-cache, s-maxage, max-age, Expires, in this order (RFC 9111, 3 and 4.2.1). A Set-Cookie says
/// nothing (7.3): cookies cross in neither direction, so that no answer is one visitor's.
[[nodiscard]] std::optional<Duration> fresh_for(const AnswerFacts& facts, Duration configured) noexcept;

}  // namespace halogate::cache

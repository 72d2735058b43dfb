// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "base/clock.hpp"

namespace halogate::cache {

/// A whole answer of the tenant that more than one caller may get. Immutable once it is shared.
struct Answer {
    unsigned status = 0;
    /// The head's lines as they go to callers, each checked and ended by CR LF; without the framing and
    /// without Age.
    std::string fields;
    std::string body;
    Duration age{};  ///< of its bytes when they came to us: what the tenant's Age said

    /// What it takes of a bound; more than its text, so that many small ones are bounded, too.
    [[nodiscard]] std::size_t bytes() const noexcept {
        constexpr std::size_t upkeep = 256;
        return fields.size() + body.size() + upkeep;
    }
};

using KeptAnswer = std::shared_ptr<const Answer>;

}  // namespace halogate::cache

// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/cache/answer.hpp"
#include "gateway/call.hpp"
#include "gateway/exchange.hpp"

namespace halogate::gateway {

/// How an answer that others may want came in.
enum class Intake : std::uint8_t {
    passes,  ///< it is for this call alone, or cannot be kept: it is relayed, what was held of it first
    whole,   ///< all of it is here, and the tenant is not needed any more
    timed_out,
    broken,  ///< it ended before its end; its caller has no byte of it
};

struct TakenAnswer {
    Intake intake = Intake::passes;
    cache::KeptAnswer answer;  ///< when whole
};

/// Offers the exchange's answer to the call's tap, and takes it in whole when that wants it.
[[nodiscard]] io::Task<TakenAnswer> take_answer(Call& call, Exchange& exchange);

/// What the head says of where the answer comes from (RFC 9111, 5.1; RFC 9211).
struct Provenance {
    std::string_view cache_status;  ///< literals and digits; empty: nothing is said
    std::optional<Duration> age;    ///< nothing: the one that the answer came with
};

/// Sends it to this call's caller, piece by piece, without a copy of the body.
[[nodiscard]] io::Task<void> send_kept_answer(Call& call, cache::KeptAnswer answer, Provenance provenance);

}  // namespace halogate::gateway

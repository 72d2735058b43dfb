// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "gateway/call.hpp"
#include "http/head_writer.hpp"

namespace halogate::gateway {

/// An answer that the gateway makes itself: every refusal says why and when to come back.
struct OwnAnswer {
    OwnAnswer() = default;
    OwnAnswer(ErrorCode why, std::string sentence) : code{why}, message{std::move(sentence)} {}

    ErrorCode code = ErrorCode::internal_error;
    std::string message;
    std::optional<Duration> retry_after;  ///< rounded up to whole seconds, at least one
    bool outcome_unknown = false;         ///< the tenant may have done the work
    std::string missing_scope;            ///< for WWW-Authenticate (RFC 6750, 3.1)
    std::string_view allow;               ///< of a 405: the methods that are answered; a literal
};

/// The fields that every answer carries: X-Request-Id, Server-Timing, RateLimit, RateLimit-Policy, Via; and
/// X-Halogate-Warning, where the caller's list was asked for in another way than it said.
void write_gateway_fields(http::HeadWriter& writer, const Call& call);

/// Connection: what becomes of the caller's connection, where its version of HTTP does not say so by itself.
void write_connection(http::HeadWriter& writer, const Call& call);

/// Sends it, unless an answer has begun already, in which case only the connection can tell: it is closed. A
/// request body that nobody has read closes the connection as well.
[[nodiscard]] io::Task<void> send_own_answer(Call& call, const OwnAnswer& answer);

/// Ends a head of our own that has been written up to here, and sends it without a body. `begun` outlives the
/// task.
[[nodiscard]] io::Task<void> send_own_head(Call& call, unsigned status, std::string& begun);

/// Sends a JSON document of our own, with status 200, that nobody may keep. `json` outlives the task.
[[nodiscard]] io::Task<void> send_own_document(Call& call, const std::string& json);

}  // namespace halogate::gateway

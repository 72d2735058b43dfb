// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/error_code.hpp"
#include "core/call/status_list.hpp"
#include "core/trace/ids.hpp"

namespace halogate::call {

/// How a caller was recognised.
enum class Identity : std::uint8_t {
    none,
    listener,
    api_key,
    local_token,  ///< a token of our own token endpoint
    uid,          ///< of the process at the other end of a unix socket
    certificate,  ///< a client certificate
};
/// "none", "listener", "api_key", …
[[nodiscard]] std::string_view to_string(Identity identity) noexcept;

/// What the policy made of a call.
enum class Judgement : std::uint8_t {
    none,  ///< it never came to that
    allowed,
    refused,
    observed,  ///< it would have been refused, and `policy.mode: observe` let it pass
};

/// All that is known of one finished call: plain data, one access line. Views point at what outlives the
/// record (settings, catalogue) or at the call's own buffers, and are read before the call ends.
struct CallRecord {
    std::string_view request_id;
    trace::TraceId trace;  ///< not set: it belongs to none
    WallTime received{};
    std::string_view peer;  ///< address of the caller, or "unix"
    std::string_view consumer;
    Identity identity = Identity::none;
    std::string_view method;
    std::string_view target;      ///< as sent; the writer decides how much of the query is shown
    std::string_view path;        ///< canonical, without query; empty when it was refused before
    std::string_view route;       ///< catalogue pattern, empty when none matched
    std::string_view permission;  ///< what the route asks, empty when none
    Judgement judgement = Judgement::none;
    std::string_view rule;                  ///< what the policy decided by; empty: it did not
    std::optional<ErrorCode> would_refuse;  ///< of what was observed
    unsigned status = 0;                    ///< sent to the caller; 0 when it hung up before
    std::optional<ErrorCode> error;         ///< set when the answer was made by the gateway
    std::string_view message;               ///< of that answer
    unsigned exchanges = 0;
    /// Whose answer it got, when no exchange was made for it: "hit" of the cache, "collapsed" into another
    /// read under way, "replayed" for an idempotency key; empty: its own.
    std::string_view reused;
    unsigned tenant_status = 0;  ///< of the last exchange; 0 when there was no answer
    StatusList tenant_statuses;  ///< of each exchange
    std::string_view ids;        ///< of what was created, updated or deleted, with commas between (IdList)
    bool ids_cut = false;        ///< there are more of them
    Duration total{};
    bool queue_entered = false;  ///< it was given a turn or a place in the line, and not refused at once
    Duration queued{};
    Duration token{};
    Duration tenant{};            ///< all exchanges together
    std::uint64_t bytes_in = 0;   ///< of the caller's body
    std::uint64_t bytes_out = 0;  ///< of the body sent to the caller
    bool caller_hung_up = false;
};

}  // namespace halogate::call

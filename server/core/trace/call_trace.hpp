// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "core/retry/retry_rule.hpp"
#include "core/trace/ids.hpp"

namespace halogate::trace {

/// A span within a call: one wait, or one exchange.
struct Part {
    enum class Kind : std::uint8_t {
        queue,  ///< a wait for its turn
        token,  ///< a wait for a token
        exchange,
    };
    Kind kind = Kind::queue;
    SpanId id;
    TimePoint began{};
    TimePoint ended{};
    // Of an exchange:
    unsigned number = 0;  ///< of those of its call, from 1
    unsigned status = 0;  ///< 0: there was no answer
    retry::Outcome::Kind outcome = retry::Outcome::Kind::answered;
};

/// All spans of one call, as plain data with bytes of its own: it waits for the collector long after the call
/// is over. Used again for another call; its texts keep their memory.
struct CallTrace {
    /// A call that is throttled again and again has any number of exchanges.
    static constexpr std::size_t most_parts = 64;
    static constexpr std::size_t longest_text = 1024;  ///< bytes; longer ones are cut

    TraceId trace;
    SpanId id;      ///< of the span of the call itself
    SpanId parent;  ///< what the caller named; zero: the trace begins here
    TimePoint began{};
    TimePoint ended{};
    bool over_tls = false;  ///< how the caller came
    std::string request_id;
    std::string consumer;
    std::string method;
    std::string path;  ///< canonical, without query
    std::string route;
    std::string permission;
    std::string error;    ///< code of an answer of our own
    unsigned status = 0;  ///< 0: none was sent
    std::vector<Part> parts;
    unsigned exchanges = 0;
    unsigned left_out = 0;  ///< parts beyond most_parts

    [[nodiscard]] std::size_t spans() const noexcept { return 1 + parts.size(); }
};

}  // namespace halogate::trace

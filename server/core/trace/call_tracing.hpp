// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>

#include "base/clock.hpp"
#include "core/trace/traceparent.hpp"
#include "core/trace/tracer.hpp"

namespace halogate::call {
struct CallRecord;
}

namespace halogate::trace {

/// One call's part in a trace. Without a tracer nothing is recorded, and what the caller named goes on as it
/// is (W3C Trace Context, "forwarding mode"): a span that nobody can look up must not become a parent. With
/// one the call and each exchange are spans of their own, of the caller's trace or of a new one; whether they
/// are recorded is the caller's decision, or, where it made none, the sampler's.
class CallTracing {
public:
    enum class Transport : std::uint8_t { plain, tls };

    /// `given`: the caller's traceparent, if it sent a good one; `state`: its tracestate, as far as it is
    /// carried on, and empty without a good traceparent. `tracer`, where there is one, outlives the call.
    void join(const std::optional<Traceparent>& given, std::string state, Tracer* tracer, TimePoint now);

    /// Not set when the call belongs to none.
    [[nodiscard]] TraceId trace() const noexcept { return current_.trace; }
    /// What the exchange carries that begins or began last; nothing without a trace.
    [[nodiscard]] std::optional<std::array<char, Traceparent::size>> traceparent() const;
    [[nodiscard]] const std::string& state() const noexcept { return state_; }

    /// A wait is over. Only waits that took place are spans.
    void add_wait(Part::Kind kind, TimePoint began, TimePoint now);
    /// The next exchange, with a span id of its own. One that is open still is over.
    void begin_exchange(TimePoint now);
    /// How the exchange begun last came out; status 0: as it was.
    void note_outcome(retry::Outcome::Kind outcome, unsigned status) noexcept;
    void end_exchange(TimePoint now) noexcept;

    /// The call is over: what was recorded goes to the tracer. `transport` is the caller's.
    void finish(const call::CallRecord& record, Transport transport, TimePoint now);

private:
    [[nodiscard]] Part* add_part(Part::Kind kind, TimePoint began);

    Tracer* tracer_ = nullptr;
    Traceparent current_;  ///< parent: the span of the newest exchange, or what the caller sent
    std::string state_;
    Tracer::Record record_;  ///< null: not recorded
    bool exchange_is_open_ = false;
    std::size_t exchange_ = 0;  ///< its place among the record's parts
};

}  // namespace halogate::trace

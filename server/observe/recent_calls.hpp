// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "base/clock.hpp"
#include "base/error_code.hpp"
#include "core/call/call_record.hpp"
#include "observe/fixed_text.hpp"
#include "observe/object_writer.hpp"
#include "observe/ring.hpp"

namespace halogate::observe {

/// The latest calls and the latest refusals, for whoever looks at the status page. Takes its memory once,
/// 150 KiB; texts that are too long are cut. No query, no body, no credential.
class RecentCalls {
public:
    static constexpr std::size_t most_calls = 100;
    static constexpr std::size_t most_refusals = 50;
    /// Statuses of a call's exchanges that are kept.
    static constexpr std::size_t most_statuses = 8;

    void on_call(const call::CallRecord& record) noexcept;

    /// Objects, the newest first.
    void write_calls(ArrayWriter out) const;
    /// Of those whose cure is another request or another configuration: what failed for want of budget, of a
    /// tenant, or of room is none.
    void write_refusals(ArrayWriter out) const;

private:
    struct Call {
        WallTime received{};
        FixedText<128> request_id;
        FixedText<64> consumer;
        FixedText<16> method;
        FixedText<128> route;
        FixedText<256> path;
        unsigned status = 0;
        std::optional<ErrorCode> error;
        unsigned exchanges = 0;
        std::array<std::uint16_t, most_statuses> statuses{};
        std::size_t known_statuses = 0;
        Duration total{};
        Duration queued{};
        Duration token{};
        Duration tenant{};
        bool hung_up = false;
    };
    struct Refusal {
        WallTime received{};
        FixedText<128> request_id;
        FixedText<64> consumer;
        FixedText<16> method;
        FixedText<128> route;
        FixedText<256> path;
        FixedText<256> permission;
        FixedText<16> rule;
        unsigned status = 0;
        ErrorCode error = ErrorCode::internal_error;
        FixedText<768> message;
    };

    Ring<Call> calls_{most_calls};
    Ring<Refusal> refusals_{most_refusals};
};

}  // namespace halogate::observe

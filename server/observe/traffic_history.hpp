// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/clock.hpp"
#include "core/call/call_record.hpp"
#include "observe/duration_sketch.hpp"
#include "observe/object_writer.hpp"

namespace halogate::observe {

/// The calls of the last hour in steps of ten seconds, each counted in the step in which it ended. Takes its
/// memory once. Goes by the wall clock: when that is put back by more than a minute, it begins anew.
class TrafficHistory {
public:
    static constexpr std::chrono::seconds step_length{10};
    static constexpr std::size_t most_steps = 360;

    TrafficHistory() : steps_(most_steps) {}

    void on_call(const call::CallRecord& record) noexcept;
    /// Columns from the oldest step to that of `now`, which is not over. Nothing before the first call.
    void write(ObjectWriter out, WallTime now);

private:
    struct Step {
        std::array<std::uint32_t, 6> calls{};  ///< by class of status; 0: none
        std::uint32_t refused = 0;             ///< by the policy
        std::uint32_t throttled = 0;           ///< 429s of the tenant
        std::uint32_t exchanges = 0;
        Duration median{};
        Duration slow{};  ///< what 95 % do not exceed
    };
    using Number = std::int64_t;  ///< of a step, since 1970

    [[nodiscard]] Step& at(Number number) noexcept;
    void advance(Number to) noexcept;
    void close_step() noexcept;

    std::vector<Step> steps_;
    std::optional<Number> first_;
    Number current_ = 0;
    DurationSketch durations_;  ///< of the current step
};

}  // namespace halogate::observe

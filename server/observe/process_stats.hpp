// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/clock.hpp"

namespace halogate::observe {

/// What the system says of this process (proc(5)).
struct ProcessStats {
    Duration cpu{};  ///< user and system together
    std::uint64_t resident_bytes = 0;
    std::uint64_t virtual_bytes = 0;
    std::uint64_t threads = 0;
    std::uint64_t open_descriptors = 0;
    std::uint64_t most_descriptors = 0;
    Duration started{};  ///< since boot
};

/// How the system counts.
struct ProcessUnits {
    std::uint64_t ticks_per_second = 100;
    std::uint64_t page_bytes = 4096;
};

/// /proc/self/stat: all but the descriptors. Nothing when it is not what proc(5) says.
[[nodiscard]] std::optional<ProcessStats> parse_process_stat(std::string_view text, ProcessUnits units);

/// When a process that was started then, since boot, was started by the calendar; each scrape says the same
/// only if it is worked out once.
[[nodiscard]] inline WallTime start_by_calendar(const ProcessStats& stats, TimePoint now, WallTime wall_now) {
    return wall_now -
           std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch() - stats.started);
}

/// Of this process, now. Nothing where /proc is not there. Reads files: some 10 us, and 0.3 us for each open
/// descriptor.
[[nodiscard]] std::optional<ProcessStats> read_process_stats();

}  // namespace halogate::observe

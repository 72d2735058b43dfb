// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "observe/metrics.hpp"
#include "observe/process_stats.hpp"

namespace halogate::observe {

/// What is not counted but read when somebody asks.
struct Gauges {
    std::string_view version;
    std::size_t budget_limit = 0;
    std::size_t budget_remaining = 0;
    Duration cooldown{};       ///< what is left of the tenant-wide pause
    Duration token_expires{};  ///< until the token that is kept at hand ends; 0: there is none
    bool breaker_open = false;
    std::size_t caller_connections = 0;
    std::size_t tenant_connections = 0;
    std::uint64_t audit_lines_lost = 0;
    std::uint64_t spans_dropped = 0;
    struct Queue {
        std::string_view consumer;
        std::size_t waiting = 0;
    };
    std::vector<Queue> queues;
    std::optional<ProcessStats> process;
    WallTime process_start{};
};

/// Both in Prometheus' text format, version 0.0.4. Bounded, as the metrics are: at most some 15,000 lines.
[[nodiscard]] std::string metrics_text(const Metrics& metrics, const Gauges& gauges);

}  // namespace halogate::observe

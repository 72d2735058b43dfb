// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "core/trace/ids.hpp"

namespace halogate::trace {

/// Which traces are recorded where no caller has decided: a part of them, chosen by their ids alone, as
/// OpenTelemetry's TraceIdRatioBased sampler does, so that every program with the same part chooses the same.
class Sampler {
public:
    /// `part` from 0 (none) to 1 (all).
    explicit Sampler(double part) noexcept
        : below_{part >= 1  ? every
                 : part > 0 ? static_cast<std::uint64_t>(part * static_cast<double>(every))
                            : 0} {}

    [[nodiscard]] bool takes(TraceId id) const noexcept { return (id.low >> 1U) < below_; }

private:
    static constexpr std::uint64_t every = std::uint64_t{1} << 63U;
    std::uint64_t below_;
};

}  // namespace halogate::trace

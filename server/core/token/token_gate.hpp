// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/clock.hpp"

namespace halogate::token {

/// Who may ask the tenant's token endpoint now, when several sets of scopes need tokens. A 429 is obeyed by
/// all of them; until a request has succeeded, at the start and after every failure, they ask one at a time:
/// a tenant in trouble meets one probe, not a herd. A pure state machine; it wakes nobody.
class TokenGate {
public:
    /// For whoever asks the same endpoint in this one's place: the tenant's pause stands and the count goes
    /// on.
    [[nodiscard]] TokenGate successor() const noexcept;

    [[nodiscard]] bool is_open(TimePoint now) const noexcept { return now >= opens_at_ && !is_taken(); }
    /// The end of the pause that the tenant ordered; the past when there is none. The gate may be taken then
    /// all the same: whoever hears of the end of a request asks again.
    [[nodiscard]] TimePoint opens_at() const noexcept { return opens_at_; }

    void began() noexcept;
    void succeeded() noexcept;
    void failed() noexcept;
    /// A failure by 429.
    void throttled(TimePoint opens_at) noexcept;

    /// Requests begun since the start.
    [[nodiscard]] std::uint64_t requests() const noexcept { return requests_; }

private:
    [[nodiscard]] bool is_taken() const noexcept { return one_at_a_time_ && in_flight_ > 0; }

    TimePoint opens_at_ = TimePoint::min();
    std::uint64_t requests_ = 0;
    std::size_t in_flight_ = 0;
    bool one_at_a_time_ = true;
};

}  // namespace halogate::token

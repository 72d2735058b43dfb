// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>

#include "base/clock.hpp"
#include "core/limit/pause.hpp"
#include "core/retry/throttle_notice.hpp"

namespace halogate::limit {

/// What a narrow pause concerns: the calls of one consumer to one route.
struct Lane {
    std::uint32_t route = 0;
    std::uint32_t consumer = 0;
    bool operator==(const Lane&) const = default;
};

/// An exchange in flight, as far as the limits must remember it.
struct Exchange {
    Lane lane;
    TimePoint started{};
    bool probes_tenant = false;
    bool probes_lane = false;
    bool probes_breaker = false;
};

/// How wide a 429 reaches. It is not always the tenant's limit: far below our own window, with no header and
/// no message, it pauses only its lane, and the tenant when a second lane is throttled while the first still
/// pauses. So there is at most one narrow pause at a time.
class Pauses {
public:
    enum class Width : std::uint8_t { lane, tenant };
    /// What our own window says when a 429 comes.
    struct Outlook {
        bool nearly_used = false;
        TimePoint opens{};  ///< when a slot is free again
    };

    [[nodiscard]] const Pause& tenant() const noexcept { return tenant_; }
    /// The lane that is paused on its own.
    [[nodiscard]] std::optional<Lane> paused_lane() const noexcept;
    [[nodiscard]] Pause::Gate lane_gate(Lane lane, TimePoint now) const noexcept;
    /// The end of the pause of paused_lane().
    [[nodiscard]] TimePoint lane_until() const noexcept { return narrow_.until(); }

    /// Marks the exchange when it is a probe.
    void start(Exchange& exchange, TimePoint now) noexcept;
    /// The tenant took the exchange.
    void passed(const Exchange& exchange) noexcept;
    /// Nothing was sent.
    void unused(const Exchange& exchange) noexcept;
    Width throttled(const Exchange& exchange, const retry::ThrottleNotice& notice, const Outlook& outlook,
                    TimePoint now) noexcept;

private:
    void pause_tenant(const Exchange& exchange, const Outlook& outlook, TimePoint now) noexcept;
    void dissolve_narrow() noexcept;

    Pause tenant_;
    std::optional<Lane> lane_;
    Pause narrow_;  ///< of lane_
};

}  // namespace halogate::limit

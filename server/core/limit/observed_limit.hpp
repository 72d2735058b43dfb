// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>

#include "base/clock.hpp"
#include "core/limit/pauses.hpp"

namespace halogate::limit {

/// Finds the tenant's limit when it answers 429 and does not name it: what it took in the last window is what
/// it allows. An episode lasts from the first 429 until all exchanges that were in flight then have ended,
/// because some of those may have been taken before.
///
/// Others may share the tenant's limit and one route may have a limit of its own, so little is concluded from
/// one episode: a level below half of our own window, or seen in one lane among several, must be seen twice
/// in a row. Where our own window says nothing, because it is only the most that the limit could be, a level
/// is low when fewer than fifty were taken.
class ObservedLimit {
public:
    enum class Window : std::uint8_t { known, upper_bound };
    explicit ObservedLimit(Window window = Window::known) : window_{window} {}

    /// A 429 came for an exchange, which is counted in `in_flight` still.
    void throttled(Pauses::Width width, std::size_t in_flight, TimePoint now);
    /// The tenant named its limit, and we did not know it: this episode teaches nothing.
    void named() noexcept { watching_ = false; }
    /// Of the slots in use by ended exchanges, those that the tenant took.
    [[nodiscard]] std::size_t taken(std::size_t held) const noexcept;
    /// An exchange ended, a throttled one as well. `held` are the slots of `shape` in use by ended exchanges.
    /// Gives the limit when the episode is over and convincing; it is less than shape.requests.
    [[nodiscard]] std::optional<std::size_t> ended(TimePoint started, std::size_t held,
                                                   const WindowShape& shape, TimePoint now);

private:
    [[nodiscard]] std::optional<std::size_t> conclude(const WindowShape& shape);
    [[nodiscard]] bool is_low(std::size_t requests) const noexcept;

    Window window_;
    bool watching_ = false;
    Pauses::Width width_ = Pauses::Width::lane;
    TimePoint since_{};
    std::size_t still_in_flight_ = 0;
    std::size_t taken_ = 0;               ///< the most that the tenant had taken within one window
    std::size_t previous_ = 0;            ///< what the episode before came to
    std::deque<TimePoint> throttled_at_;  ///< within the last window; they hold a slot but were not taken
};

}  // namespace halogate::limit

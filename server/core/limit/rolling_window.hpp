// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/clock.hpp"
#include "core/limit/limits.hpp"

namespace halogate::limit {

/// The loosest single window under which neither `a` nor `b` can be exceeded.
[[nodiscard]] WindowShape obeying_both(const WindowShape& a, const WindowShape& b);

/// At most `requests` exchanges in any span of `per`, exact. The tenant may count an exchange at any moment
/// between its first byte out and its last byte in, so a slot is held from the start of the exchange until
/// `per` after its end. Times must not step back; one that does is read as the latest seen.
class RollingWindow {
public:
    /// Throws std::invalid_argument for a window without requests or without length.
    explicit RollingWindow(WindowShape shape);

    [[nodiscard]] const WindowShape& shape() const noexcept { return shape_; }
    /// Another shape from now on. What was used before still counts; it may be more than the new shape
    /// allows, and nothing starts until enough has returned.
    void reshape(WindowShape shape, TimePoint now);

    /// Takes a slot. The caller has asked whether there is one.
    void start(TimePoint now);
    void end(TimePoint now);
    /// The exchange was never sent: its slot returns at once.
    void give_back() noexcept { --in_flight_; }

    [[nodiscard]] std::size_t in_flight() const noexcept { return in_flight_; }
    /// Slots held by exchanges that have ended.
    [[nodiscard]] std::size_t held(TimePoint now) const noexcept;
    [[nodiscard]] std::size_t in_use(TimePoint now) const noexcept { return in_flight_ + held(now); }
    [[nodiscard]] std::size_t remaining(TimePoint now) const noexcept;
    /// When the next slot held by an ended exchange returns; nothing when there is none.
    [[nodiscard]] std::optional<TimePoint> next_return(TimePoint now) const noexcept;

    /// The slots held by ended exchanges, by when they return: how many in each of `parts` equal parts of the
    /// coming `per`.
    [[nodiscard]] std::vector<std::size_t> returns(std::size_t parts, TimePoint now) const;

    struct Question {
        std::size_t ahead = 0;     ///< how many further permits come before the one that is asked for
        std::size_t withheld = 0;  ///< slots that the asker may not use; one always remains
        TimePoint not_before{};    ///< nobody starts before this
    };
    /// When the permit can come at the earliest: `now` when it is free. The end of an exchange in flight is
    /// unknown, so its slot is taken to return `per` from now, the soonest it can.
    [[nodiscard]] TimePoint next_permit(const Question& question, TimePoint now) const noexcept;
    [[nodiscard]] TimePoint next_permit(TimePoint now) const noexcept { return next_permit(Question{}, now); }
    /// The same for the very next permit, but nothing when it depends on the end of an exchange in flight.
    [[nodiscard]] std::optional<TimePoint> known_permit(std::size_t withheld, TimePoint now) const noexcept;

private:
    [[nodiscard]] std::size_t usable(std::size_t withheld) const noexcept;
    [[nodiscard]] std::size_t returns_needed(std::size_t place, std::size_t withheld,
                                             TimePoint now) const noexcept;
    [[nodiscard]] TimePoint end_of(std::uint64_t number) const noexcept {
        return ends_[number & (ends_.size() - 1)];
    }
    [[nodiscard]] std::uint64_t oldest_kept() const noexcept;
    [[nodiscard]] std::uint64_t first_held_at(TimePoint now) const noexcept;
    void grow();

    WindowShape shape_;
    std::size_t in_flight_ = 0;
    /// A ring of the latest ends, numbered from 0 in the order of time; its size is a power of two. Ends that
    /// have returned stay until they are overwritten, for a longer window learnt later.
    std::vector<TimePoint> ends_;
    std::uint64_t next_end_ = 0;
    std::uint64_t first_held_ = 0;
    TimePoint latest_ = TimePoint::min();
};

}  // namespace halogate::limit

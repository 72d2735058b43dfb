// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>

#include "base/clock.hpp"

namespace halogate::limit {

/// At most `most` elements in any span of `per`.
struct CapShape {
    std::size_t most = 1;
    Duration per = std::chrono::hours{1};
    bool operator==(const CapShape&) const = default;
};

/// A rolling cap on work that is counted in elements. What is taken counts for `per` from then on, and no
/// longer. Times must not step back; one that does is read as the latest seen. Holds at most `most` entries.
class Cap {
public:
    /// Throws std::invalid_argument for a cap of nothing or without length.
    explicit Cap(CapShape shape);

    [[nodiscard]] const CapShape& shape() const noexcept { return shape_; }
    /// Another shape from now on; what was taken counts on, as far as it is remembered: under a longer shape,
    /// what had lapsed before stays lapsed. Throws as the constructor does.
    void reshape(CapShape shape);
    [[nodiscard]] std::size_t used(TimePoint now);
    /// When so many can be taken at once: `now`, or the exact moment at which enough will have lapsed if
    /// nothing else is taken or given back. Nothing: never, it is more than the cap.
    [[nodiscard]] std::optional<TimePoint> when(std::size_t amount, TimePoint now);

    using Ticket = std::uint64_t;
    /// After when() has said `now`.
    [[nodiscard]] Ticket take(std::size_t amount, TimePoint now);
    /// The work was not done. A ticket whose time has lapsed changes nothing.
    void give_back(Ticket ticket) noexcept;

private:
    struct Entry {
        TimePoint at;
        std::size_t amount = 0;
    };
    void forget_lapsed(TimePoint now);

    CapShape shape_;
    std::deque<Entry> entries_;  ///< in the order of time; the first one's ticket is first_
    Ticket first_ = 0;
    std::size_t used_ = 0;  ///< sum of the entries
    TimePoint latest_ = TimePoint::min();
};

}  // namespace halogate::limit

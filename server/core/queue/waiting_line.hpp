// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/urgency.hpp"
#include "core/queue/slot_heap.hpp"

namespace halogate::queue {

/// Who waits, and who is next. The eight urgencies (RFC 9218, 4.1) are served strictly in order; inside one,
/// consumers share by weight; inside one consumer, first come is first served.
///
/// Sharing is by virtual time: each turn costs a consumer 1 / weight, and the one that has spent least is
/// next. One that comes back after a rest starts where the others are: no credit is saved up, so ten thousand
/// waiting demands of one consumer do not delay another's first. When nobody waits any more all debts are
/// forgotten: what one used while no other wanted it cost nobody anything.
///
/// All is O(log of the consumers that wait) or better, whatever the number of demands. It holds slots, which
/// its owner gives out, and nothing about what stands behind them.
class WaitingLine {
public:
    enum class End : std::uint8_t { back, front };
    struct Place {
        Urgency urgency = default_urgency;
        std::uint32_t consumer = 0;
    };

    /// One weight per consumer. Throws std::invalid_argument unless all are above 0.
    explicit WaitingLine(const std::vector<double>& weights);

    /// Other weights from now on; there are at least as many consumers as before. Who waits keeps its place
    /// among its own. Throws as the constructor does, and changes nothing then.
    void reweigh(const std::vector<double>& weights);

    /// A slot that does not wait. `place.urgency` is at most 7, `place.consumer` below the number of weights.
    void insert(Slot slot, Place place, End end);
    /// A slot that waits; it is not charged to its consumer.
    void remove(Slot slot) noexcept;
    /// Who is next.
    [[nodiscard]] std::optional<Slot> front() const noexcept;
    /// Takes out the one that front() names; it is charged to its consumer.
    void pop();

    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
    /// Whether anybody waits who is at least as urgent.
    [[nodiscard]] bool waits_before(Urgency urgency) const noexcept;
    /// How many would be served before one that came now, if nobody came after. O(consumers that wait).
    [[nodiscard]] std::size_t ahead_of(Place place, End end) const noexcept;

private:
    struct Node {
        Slot before = no_slot;
        Slot after = no_slot;
        Place place;
    };
    struct Queue {
        Slot first = no_slot;
        Slot last = no_slot;
        std::size_t size = 0;
        double spent = 0;  ///< virtual time at which its next turn begins
    };
    /// Who has spent least; the lower index where that is equal.
    struct Turn {
        double spent = 0;
        std::uint32_t consumer = 0;
        [[nodiscard]] bool operator<(const Turn& other) const noexcept {
            return spent < other.spent || (spent == other.spent && consumer < other.consumer);
        }
    };
    struct Level {
        std::vector<Queue> queues;  ///< by consumer
        SlotHeap<Turn> turns;       ///< consumers with somebody waiting
        double now = 0;             ///< virtual time of the last turn served
        double furthest = 0;        ///< the latest `spent` of all
        std::size_t size = 0;
    };

    void link(Queue& queue, Slot slot, End end) noexcept;
    void unlink(Queue& queue, Slot slot) noexcept;

    std::vector<double> cost_;  ///< of one turn, by consumer
    std::array<Level, least_urgency + 1> levels_;
    std::vector<Node> nodes_;  ///< by slot
    std::size_t size_ = 0;
};

}  // namespace halogate::queue

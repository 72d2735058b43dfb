// SPDX-License-Identifier: MIT
#include "core/queue/waiting_line.hpp"

#include <algorithm>
#include <cmath>
#include <span>
#include <stdexcept>
#include <utility>

namespace halogate::queue {

WaitingLine::WaitingLine(const std::vector<double>& weights) {
    reweigh(weights);
}

void WaitingLine::reweigh(const std::vector<double>& weights) {
    std::vector<double> cost;
    cost.reserve(weights.size());
    for (const double weight : weights) {
        if (!(weight > 0)) throw std::invalid_argument{"a consumer's weight must be above 0"};
        cost.push_back(1.0 / weight);
    }
    if (cost.size() < cost_.size()) throw std::invalid_argument{"a consumer cannot leave the line"};
    cost_ = std::move(cost);
    for (Level& level : levels_) level.queues.resize(cost_.size());
}

void WaitingLine::insert(Slot slot, Place place, End end) {
    if (slot >= nodes_.size()) nodes_.resize(slot + std::size_t{1});
    nodes_[slot].place = place;
    Level& level = levels_[place.urgency];
    Queue& queue = level.queues[place.consumer];
    link(queue, slot, end);
    ++level.size;
    ++size_;
    if (queue.size > 1) return;
    queue.spent = std::max(queue.spent, level.now);
    level.turns.push(place.consumer, {queue.spent, place.consumer});
}

void WaitingLine::remove(Slot slot) noexcept {
    const Place place = nodes_[slot].place;
    Level& level = levels_[place.urgency];
    Queue& queue = level.queues[place.consumer];
    unlink(queue, slot);
    --level.size;
    --size_;
    if (queue.size == 0) level.turns.remove(place.consumer);
}

std::optional<Slot> WaitingLine::front() const noexcept {
    for (const Level& level : levels_) {
        if (level.size > 0) return level.queues[level.turns.top().key.consumer].first;
    }
    return std::nullopt;
}

void WaitingLine::pop() {
    const Slot slot = front().value();
    const Place place = nodes_[slot].place;
    Level& level = levels_[place.urgency];
    Queue& queue = level.queues[place.consumer];
    remove(slot);
    level.now = queue.spent;
    queue.spent += cost_[place.consumer];
    level.furthest = std::max(level.furthest, queue.spent);
    if (level.size == 0) level.now = level.furthest;
    if (queue.size == 0) return;
    level.turns.remove(place.consumer);
    level.turns.push(place.consumer, {queue.spent, place.consumer});
}

bool WaitingLine::waits_before(Urgency urgency) const noexcept {
    if (size_ == 0) return false;
    const auto as_urgent = std::span(levels_).first(std::size_t{urgency} + 1);
    return std::any_of(as_urgent.begin(), as_urgent.end(), [](const Level& level) { return level.size > 0; });
}

std::size_t WaitingLine::ahead_of(Place place, End end) const noexcept {
    std::size_t ahead = 0;
    for (Urgency urgency = 0; urgency < place.urgency; ++urgency) ahead += levels_[urgency].size;
    const Level& level = levels_[place.urgency];
    const Queue& own = level.queues[place.consumer];
    const std::size_t before = end == End::back ? own.size : 0;
    const double begins = own.size > 0 ? own.spent : std::max(own.spent, level.now);
    const double turn = begins + static_cast<double>(before) * cost_[place.consumer];
    ahead += before;
    for (const auto& [key, consumer] : level.turns.entries()) {
        if (consumer == place.consumer || Turn{turn, place.consumer} < key) continue;
        const double cost = cost_[consumer];
        // Its turns begin at spent, spent + cost, …: those that begin before ours, and with ours if its index
        // is lower. Rounding must not count one too many.
        const double turns = std::max(0.0, (turn - key.spent) / cost - 1e-9);
        const double whole = consumer < place.consumer ? std::floor(turns) + 1 : std::ceil(turns);
        const std::size_t waiting = level.queues[consumer].size;
        ahead += whole < static_cast<double>(waiting) ? static_cast<std::size_t>(whole) : waiting;
    }
    return ahead;
}

void WaitingLine::link(Queue& queue, Slot slot, End end) noexcept {
    Node& node = nodes_[slot];
    node.before = end == End::back ? queue.last : no_slot;
    node.after = end == End::front ? queue.first : no_slot;
    if (node.before != no_slot) nodes_[node.before].after = slot;
    if (node.after != no_slot) nodes_[node.after].before = slot;
    if (node.after == no_slot) queue.last = slot;
    if (node.before == no_slot) queue.first = slot;
    ++queue.size;
}

void WaitingLine::unlink(Queue& queue, Slot slot) noexcept {
    const Node& node = nodes_[slot];
    (node.before == no_slot ? queue.first : nodes_[node.before].after) = node.after;
    (node.after == no_slot ? queue.last : nodes_[node.after].before) = node.before;
    --queue.size;
}

}  // namespace halogate::queue

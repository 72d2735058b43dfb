// SPDX-License-Identifier: MIT
#include "core/policy/caps.hpp"

#include <algorithm>

namespace halogate::policy {

namespace {

constexpr std::array<Action, 3> actions{Action::create, Action::update, Action::delete_};

/// Whether `a` keeps a caller away for longer.
bool is_longer(const Caps::Refused& a, const Caps::Refused& b) noexcept {
    if (!a.retry_after || !b.retry_after) return !a.retry_after && b.retry_after.has_value();
    return *a.retry_after > *b.retry_after;
}

}  // namespace

Caps::Caps(const std::vector<CapShapes>& shapes) {
    reconfigure(shapes);
}

void Caps::reconfigure(const std::vector<CapShapes>& shapes) {
    caps_.resize(std::max(caps_.size(), shapes.size()));
    for (std::size_t consumer = 0; consumer < caps_.size(); ++consumer) {
        const CapShapes given = consumer < shapes.size() ? shapes[consumer] : CapShapes{};
        const std::array<std::optional<limit::CapShape>, 3> wanted{given.create, given.update, given.delete_};
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            OneCap& cap = caps_[consumer][i];
            cap.in_force = wanted[i].has_value();
            if (!wanted[i]) continue;
            if (cap.count) {
                cap.count->reshape(*wanted[i]);
            } else {
                cap.count.emplace(*wanted[i]);
            }
        }
    }
}

bool Caps::counts_elements(std::size_t consumer) const noexcept {
    return consumer < caps_.size() && (caps_[consumer][0].in_force || caps_[consumer][1].in_force);
}

Expected<Caps::Taken, Caps::Refused> Caps::take(std::size_t consumer, const Work& work, TimePoint now) {
    Taken taken;
    taken.consumer = consumer;
    if (consumer >= caps_.size()) return taken;
    OfConsumer& caps = caps_[consumer];
    const std::array<std::size_t, 3> amounts{work.creates, work.updates, work.deletes};
    std::optional<Refused> refused;
    for (std::size_t i = 0; i < caps.size(); ++i) {
        if (!caps[i].in_force || amounts[i] == 0) continue;
        const auto at = caps[i].count->when(amounts[i], now);
        if (at && *at <= now) continue;
        Refused here{actions[i], caps[i].count->shape(), amounts[i], caps[i].count->used(now), std::nullopt};
        if (at) here.retry_after = *at - now;
        if (!refused || is_longer(here, *refused)) refused = here;
    }
    if (refused) return Unexpected{*refused};
    for (std::size_t i = 0; i < caps.size(); ++i)
        if (caps[i].in_force && amounts[i] > 0) taken.tickets[i] = caps[i].count->take(amounts[i], now);
    return taken;
}

void Caps::give_back(const Taken& taken) noexcept {
    for (std::size_t i = 0; i < taken.tickets.size(); ++i)
        if (taken.tickets[i]) caps_[taken.consumer][i].count->give_back(*taken.tickets[i]);
}

}  // namespace halogate::policy

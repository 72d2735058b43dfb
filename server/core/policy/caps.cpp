// SPDX-License-Identifier: MIT
#include "core/policy/caps.hpp"

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
    for (const CapShapes& shape : shapes) {
        OfConsumer& caps = caps_.emplace_back();
        if (shape.create) caps[0].emplace(*shape.create);
        if (shape.update) caps[1].emplace(*shape.update);
        if (shape.delete_) caps[2].emplace(*shape.delete_);
    }
}

bool Caps::counts_elements(std::size_t consumer) const noexcept {
    return consumer < caps_.size() && (caps_[consumer][0] || caps_[consumer][1]);
}

Expected<Caps::Taken, Caps::Refused> Caps::take(std::size_t consumer, const Work& work, TimePoint now) {
    Taken taken;
    taken.consumer = consumer;
    if (consumer >= caps_.size()) return taken;
    OfConsumer& caps = caps_[consumer];
    const std::array<std::size_t, 3> amounts{work.creates, work.updates, work.deletes};
    std::optional<Refused> refused;
    for (std::size_t i = 0; i < caps.size(); ++i) {
        if (!caps[i] || amounts[i] == 0) continue;
        const auto at = caps[i]->when(amounts[i], now);
        if (at && *at <= now) continue;
        Refused here{actions[i], caps[i]->shape(), amounts[i], caps[i]->used(now), std::nullopt};
        if (at) here.retry_after = *at - now;
        if (!refused || is_longer(here, *refused)) refused = here;
    }
    if (refused) return Unexpected{*refused};
    for (std::size_t i = 0; i < caps.size(); ++i)
        if (caps[i] && amounts[i] > 0) taken.tickets[i] = caps[i]->take(amounts[i], now);
    return taken;
}

void Caps::give_back(const Taken& taken) noexcept {
    for (std::size_t i = 0; i < taken.tickets.size(); ++i)
        if (taken.tickets[i]) caps_[taken.consumer][i]->give_back(*taken.tickets[i]);
}

}  // namespace halogate::policy

// SPDX-License-Identifier: MIT
#include "gateway/flight.hpp"

#include <algorithm>

namespace halogate::gateway {

namespace {

/// Followers come a little later than their leader, and their waits end as much later.
constexpr Duration much_longer = std::chrono::seconds{1};

}  // namespace

void Flight::led_by(const Call& leader) noexcept {
    consumer_ = leader.services.places.consumer(leader.consumer);
    urgency_ = leader.urgency;
    give_up_at_ = leader.give_up_at;
    at_tenant_since_.reset();
}

void Flight::tell(Followers::iterator follower, Fate fate) {
    Follower& told = **follower;
    followers_.erase(follower);
    told.fate = std::move(fate);
    if (told.signal != nullptr) told.signal->set(Wake::changed);
}

void Flight::sent_back(TimePoint now) {
    at_tenant_since_.reset();
    for (auto each = followers_.begin(); each != followers_.end();) {
        const auto follower = each++;
        if ((*follower)->give_up_at <= now) tell(follower, {.kind = Fate::Kind::too_late});
    }
}

void Flight::tell_all(const Fate& fate, Concerns whom) {
    for (auto each = followers_.begin(); each != followers_.end();) {
        const auto follower = each++;
        if (whom == Concerns::all || (*follower)->give_up_at - give_up_at_ <= much_longer)
            tell(follower, fate);
    }
}

void Flight::land(const cache::KeptAnswer& answer, Concerns whom) {
    tell_all({.kind = Fate::Kind::answered, .answer = answer}, whom);
}

void Flight::fail(const OwnAnswer& answer, Concerns whom) {
    tell_all({.kind = Fate::Kind::failed, .failure = std::make_shared<const OwnAnswer>(answer)}, whom);
}

void Flight::dissolve() {
    tell_all({.kind = Fate::Kind::alone}, Concerns::all);
}

bool Flight::hand_on(LinePlace place) {
    if (followers_.empty()) return false;
    at_tenant_since_.reset();
    tell(followers_.begin(), {.kind = Fate::Kind::leads, .place = place});
    return true;
}

io::Task<Fate> Flight::follow(Call& call, std::shared_ptr<Flight> flight) {
    // Whatever ends the waiting, an exception included, the flight forgets it.
    struct Place {
        Flight& flight;
        Follower follower;
        Followers::iterator at;
        explicit Place(Flight& joined, TimePoint give_up_at) : flight{joined}, follower{give_up_at} {
            at = flight.followers_.insert(flight.followers_.end(), &follower);
        }
        ~Place() {
            if (follower.fate.kind == Fate::Kind::open) flight.followers_.erase(at);
        }
        Place(const Place&) = delete;
        Place& operator=(const Place&) = delete;
    };
    const TimePoint began = call.now();
    Place place{*flight, call.give_up_at};
    Fate& fate = place.follower.fate;
    while (fate.kind == Fate::Kind::open) {
        WakeSignal signal{call.services.executor};
        place.follower.signal = &signal;
        // Once the exchange has begun the caller's wait, which is for that, is over.
        const bool has_begun = flight->at_tenant_since().has_value();
        const bool is_over = call.give_up_at <= call.now();
        const TimePoint deadline = has_begun && is_over ? TimePoint::max() : call.give_up_at;
        const Wake why = co_await call.wait(signal, deadline);
        place.follower.signal = nullptr;
        if (fate.kind != Fate::Kind::open) break;
        const bool is_late = why == Wake::too_late && !flight->at_tenant_since();
        if (why != Wake::hung_up && !is_late) continue;
        flight->followers_.erase(place.at);
        fate.kind = is_late ? Fate::Kind::too_late : Fate::Kind::hung_up;
    }
    const bool is_served = fate.kind == Fate::Kind::answered || fate.kind == Fate::Kind::failed;
    (is_served ? call.record.tenant : call.record.queued) += call.now() - began;
    co_return std::move(place.follower.fate);
}

}  // namespace halogate::gateway

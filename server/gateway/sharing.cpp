// SPDX-License-Identifier: MIT
#include "gateway/sharing.hpp"

#include <utility>

#include "gateway/flight.hpp"

namespace halogate::gateway {

namespace {

/// By its method, or, for a GET that acts, by what the catalogue says of its route.
bool writes_something(const Call& call) {
    const http::Method method = call.reader.head().method;
    if (method != http::Method::get && method != http::Method::head) return true;
    return call.services.policy.route(call.decision.route).action != policy::Action::read;
}

/// Whether the tenant has done what it will do. One that answers for a slower one behind it does not know.
bool is_certain(const retry::Outcome& outcome) noexcept {
    using enum retry::Outcome::Kind;
    if (outcome.kind == answered) return outcome.status < 502 || outcome.status > 504;
    return outcome.kind == never_sent;
}

}  // namespace

Sharing::Sharing(Settings settings)
    : settings_{std::move(settings)},
      cache_{settings_.cache},
      memory_{settings_.most_bytes + settings_.cache.most_bytes},
      keys_{settings_.keys} {}

void Sharing::reconfigure(Settings settings) {
    settings_ = std::move(settings);
    reads_.clear();
    cache_.reconfigure(settings_.cache);
    memory_.reconfigure(settings_.most_bytes + settings_.cache.most_bytes);
    keys_.reconfigure(settings_.keys);
}

std::shared_ptr<Flight> Sharing::joinable(const FlightKey& key, const Call& call) const {
    auto [each, end] = reads_.equal_range(key);
    for (; each != end; ++each) {
        const Flight& flight = *each->second;
        // What a write has changed since the exchange began must be seen by whoever comes after the write.
        const auto since = flight.at_tenant_since();
        if (since ? *since == crossed_ : flight.waits_for(call)) return each->second;
    }
    return nullptr;
}

std::shared_ptr<Flight> Sharing::write_under_way(const FlightKey& key) const {
    const auto found = writes_.find(key);
    return found == writes_.end() ? nullptr : found->second;
}

void Sharing::add_read(std::shared_ptr<Flight> flight) {
    const FlightKey key = flight->key();
    reads_.emplace(key, std::move(flight));
}

void Sharing::add_write(std::shared_ptr<Flight> flight) {
    const FlightKey key = flight->key();
    writes_.emplace(key, std::move(flight));
}

void Sharing::remove(Flights& flights, const Flight& flight) {
    auto [each, end] = flights.equal_range(flight.key());
    while (each != end && each->second.get() != &flight) ++each;
    if (each != end) flights.erase(each);
}

void Sharing::before_exchange(const Call& call) {
    if (!writes_something(call)) return;
    ++crossed_;
    cache_.drop(cache::resource_of(call.target.folded_path));
}

void Sharing::after_exchange(const Call& call, const retry::Outcome& outcome) {
    if (!writes_something(call)) return;
    ++crossed_;
    const std::string_view resource = cache::resource_of(call.target.folded_path);
    if (is_certain(outcome)) return cache_.drop(resource);
    cache_.doubt(resource, call.now());
}

}  // namespace halogate::gateway

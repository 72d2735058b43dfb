// SPDX-License-Identifier: MIT
#include "upstream/connection_pool.hpp"

#include <utility>

namespace halogate::upstream {

ConnectionPool::ConnectionPool(Settings settings, io::AlarmClock& clock, io::Dialer& dialer)
    : settings_{std::move(settings)}, clock_{clock}, dialer_{dialer}, sweep_{clock, [this] {
                                                                                 close_old();
                                                                             }} {}

std::unique_ptr<Connection> ConnectionPool::take_kept() {
    const TimePoint now = clock_.now();
    while (!idle_.empty()) {
        std::unique_ptr<Connection> connection = std::move(idle_.back());
        idle_.pop_back();
        if (now - connection->idle_since < settings_.idle_limit && connection->is_quiet()) return connection;
    }
    return nullptr;
}

io::Task<ConnectionPool::Acquired> ConnectionPool::acquire() {
    auto kept = take_kept();
    if (kept != nullptr) return io::Task<Acquired>::ready(std::move(kept));
    return dial(clock_.now() + settings_.connect_timeout);
}

io::Task<ConnectionPool::Acquired> ConnectionPool::dial(TimePoint deadline) {
    auto stream = co_await dialer_.dial(settings_.origin, deadline);
    if (!stream) co_return Unexpected{std::move(stream).error()};
    auto connection = std::make_unique<Connection>(std::move(*stream), settings_.limits);
    connection->membership = membership_;
    co_return connection;
}

void ConnectionPool::give_back(std::unique_ptr<Connection> connection) {
    if (!connection->reusable()) return;
    connection->idle_since = clock_.now();
    idle_.push_back(std::move(connection));
    if (!sweep_.is_set()) sweep_.set(idle_.front()->idle_since + settings_.idle_limit);
}

void ConnectionPool::close_idle() {
    idle_.clear();
}

void ConnectionPool::close_old() {
    const TimePoint now = clock_.now();
    std::erase_if(idle_, [&](const auto& connection) {
        return now - connection->idle_since >= settings_.idle_limit || !connection->is_quiet();
    });
    if (!idle_.empty()) sweep_.set(idle_.front()->idle_since + settings_.idle_limit);
}

}  // namespace halogate::upstream

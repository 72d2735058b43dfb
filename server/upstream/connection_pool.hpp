// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <vector>

#include "base/expected.hpp"
#include "io/alarm.hpp"
#include "io/dialer.hpp"
#include "upstream/connection.hpp"

namespace halogate::upstream {

/// Kept-alive connections to the tenant. The one used last is lent first, so that the others grow old and go.
/// A connection that its peer closed, or on which a byte came that nobody asked for, is never lent. How many
/// exist at once is bounded by who borrows: the concurrency limit is never above tenant.max_connections.
class ConnectionPool {
public:
    struct Settings {
        io::Origin origin;
        Duration connect_timeout = std::chrono::seconds{5};
        /// Shorter than any usual server's: a request must not meet the peer's close on its way.
        Duration idle_limit = std::chrono::seconds{30};
        http::HeadLimits limits;
    };
    ConnectionPool(Settings settings, io::AlarmClock& clock, io::Dialer& dialer);

    /// A connection for one exchange: a kept one, or a new one.
    using Acquired = Expected<std::unique_ptr<Connection>, io::DialError>;
    [[nodiscard]] io::Task<Acquired> acquire();
    /// A kept one; null: there is none that can be used.
    [[nodiscard]] std::unique_ptr<Connection> take_kept();
    /// After a complete exchange, or unused. Kept when reusable, closed otherwise.
    void give_back(std::unique_ptr<Connection> connection);
    void close_idle();
    [[nodiscard]] std::size_t idle() const noexcept { return idle_.size(); }
    /// Idle or lent.
    [[nodiscard]] std::size_t open() const noexcept {
        return static_cast<std::size_t>(membership_.use_count()) - 1;
    }

private:
    [[nodiscard]] io::Task<Acquired> dial(TimePoint deadline);
    void close_old();

    Settings settings_;
    io::AlarmClock& clock_;
    io::Dialer& dialer_;
    std::vector<std::unique_ptr<Connection>> idle_;  ///< oldest first
    /// Held by each connection, wherever it is, for as long as it is open.
    std::shared_ptr<const void> membership_ = std::make_shared<char>();
    io::Alarm sweep_;
};

}  // namespace halogate::upstream

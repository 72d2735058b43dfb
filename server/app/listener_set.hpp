// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "app/generation.hpp"
#include "app/inherited_sockets.hpp"
#include "gateway/entrance.hpp"
#include "gateway/gateway.hpp"
#include "io/listener.hpp"
#include "io/tls_server_context.hpp"
#include "observe/log.hpp"

namespace halogate::app {

/// The listeners for callers. A reload opens what is new before anything old is closed, and leaves the socket
/// of an address that stays as it is: no connection is refused. Reactor thread only.
class ListenerSet {
    struct Place {
        settings::ListenerSettings settings;
        /// What its sessions go by.
        std::shared_ptr<gateway::Entrance> entrance;
        /// What it shows its callers; null where they speak in plain.
        std::unique_ptr<io::TlsServerContext> tls;
        std::unique_ptr<io::Listener> listener;
    };

public:
    ListenerSet(io::Executor executor, io::AlarmClock& alarms, InheritedSockets& inherited,
                gateway::Gateway& gateway)
        : executor_{executor}, alarms_{alarms}, inherited_{inherited}, gateway_{gateway} {}
    ListenerSet(const ListenerSet&) = delete;
    ListenerSet& operator=(const ListenerSet&) = delete;

    /// What is to be in force: sockets that are open already, certificates that are read.
    class Change {
        friend class ListenerSet;
        struct Wanted {
            Place place;                  ///< without a listener where one that is there is kept
            std::size_t kept = SIZE_MAX;  ///< index among those that are there
        };
        std::vector<Wanted> wanted_;
    };
    /// Changes nothing of what is in force. Throws std::runtime_error that says what is wrong and where.
    [[nodiscard]] Change prepare(const std::vector<settings::ListenerSettings>& wanted);
    /// In the same turn of the reactor. Those that are not wanted any more stop; their callers finish.
    void commit(Change change, const boost::local_shared_ptr<Generation>& generation);

    /// Accepting ends.
    void stop();
    [[nodiscard]] std::vector<std::string> addresses() const;
    /// "listeners[0].tls: valid until …", and what callers will say against it.
    void report_certificates(observe::Log& log, WallTime now) const;

private:
    [[nodiscard]] std::size_t find(const settings::ListenerSettings& wanted, const Change& change) const;
    [[nodiscard]] std::unique_ptr<io::Listener> open(std::size_t index, const Place& place,
                                                     const Change& change);
    [[nodiscard]] std::unique_ptr<io::Listener> listen(const Place& place, io::SocketSource source);
    /// Those that go let go of the port, which they hold on another address of this machine; false: none
    /// does.
    [[nodiscard]] bool share_port_of_leaving(const Place& place, const Change& change);

    io::Executor executor_;
    io::AlarmClock& alarms_;
    InheritedSockets& inherited_;
    gateway::Gateway& gateway_;
    std::vector<Place> places_;
    std::vector<Place> gone_;  ///< of the last change: a connection may just have been accepted
};

}  // namespace halogate::app

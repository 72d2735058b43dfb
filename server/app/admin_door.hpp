// SPDX-License-Identifier: MIT
#pragma once

#include <list>
#include <memory>
#include <string>

#include "app/inherited_sockets.hpp"
#include "gateway/admin.hpp"
#include "io/alarm.hpp"
#include "io/listener.hpp"
#include "io/task_group.hpp"
#include "settings/settings.hpp"

namespace halogate::app {

/// The admin listener, and whoever answers behind it. Reactor thread only.
class AdminDoor {
public:
    /// The services of `view` are always the same object, which holds what is in force at the time.
    AdminDoor(io::Executor executor, io::AlarmClock& alarms, InheritedSockets& inherited,
              const gateway::AdminView& view, io::TaskGroup& tasks)
        : executor_{executor}, alarms_{alarms}, inherited_{inherited}, view_{view}, tasks_{tasks} {}
    AdminDoor(const AdminDoor&) = delete;
    AdminDoor& operator=(const AdminDoor&) = delete;

    /// A listener that is open already; without one where the address stays, or is "off".
    struct Change {
        std::string address;
        gateway::ListenerProfile profile;
        std::unique_ptr<gateway::Admin> admin;
        std::unique_ptr<io::Listener> listener;
    };
    /// Changes nothing of what is in force. Throws std::runtime_error that says what is wrong.
    [[nodiscard]] Change prepare(const settings::Settings& settings);
    /// In the same turn of the reactor.
    void commit(Change change);

    /// Goes on to answer, and says that the gateway drains.
    void drain();
    /// Empty when there is none.
    [[nodiscard]] std::string address() const { return listener_ ? listener_->address() : ""; }

private:
    io::Executor executor_;
    io::AlarmClock& alarms_;
    InheritedSockets& inherited_;
    gateway::AdminView view_;
    io::TaskGroup& tasks_;
    std::string configured_;
    std::list<std::unique_ptr<gateway::Admin>>
        admins_;  ///< the last is in force; others may be answering yet
    std::unique_ptr<io::Listener> listener_;
};

}  // namespace halogate::app

// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <list>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "gateway/admission_driver.hpp"
#include "gateway/entrance.hpp"
#include "gateway/session.hpp"
#include "io/alarm.hpp"
#include "io/task_group.hpp"

namespace halogate::gateway {

/// All sessions: takes connections from the listeners, bounds their number, drains them. Reactor thread only.
/// Every session has ended (the task group is empty) before it is destroyed.
class Gateway {
public:
    /// Told the peer's address and what went wrong with its handshake.
    using OnFailedHandshake = std::function<void(const std::string& peer, const std::string& detail)>;

    Gateway(io::AlarmClock& alarms, AdmissionDriver& admission, io::TaskGroup& tasks,
            OnFailedHandshake on_failed_handshake = {})
        : alarms_{alarms},
          admission_{admission},
          tasks_{tasks},
          on_failed_handshake_{std::move(on_failed_handshake)},
          end_idle_{alarms, [this] { end_idle(); }},
          abort_again_{alarms, [this] { abort(); }} {}
    Gateway(const Gateway&) = delete;
    Gateway& operator=(const Gateway&) = delete;

    /// The session begins with the transport's handshake. Above max_connections it is told 503 and closed, as
    /// long as there are not too many to be told.
    void take(std::shared_ptr<const Entrance> entrance, std::unique_ptr<io::ByteStream> caller);

    /// Callers in hand finish, and so does whoever sends a request in this moment; those that wait in the
    /// queue and cannot start by `until` are refused with 503 draining; idle connections are closed.
    void drain(TimePoint until);
    /// The same for those who came in there, the queue aside: their listener is gone.
    void drain(const Entrance& entrance);
    /// What would be cut off now, a line each: for the log.
    [[nodiscard]] std::vector<std::string> calls_in_hand() const;
    /// Ends every wait of the task group now and each second until it is empty, as if its time were over: a
    /// tenant that does not answer must not keep the program from its end. Connections that are still there
    /// after a second are closed.
    void abort();
    [[nodiscard]] std::size_t sessions() const noexcept { return sessions_.size(); }

private:
    [[nodiscard]] io::Task<void> run(std::list<Session>::iterator session);

    /// Says that there are too many connections.
    [[nodiscard]] io::Task<void> turn_away(std::unique_ptr<io::ByteStream> caller);

    void end_idle_soon();
    void end_idle();

    io::AlarmClock& alarms_;
    AdmissionDriver& admission_;
    io::TaskGroup& tasks_;
    OnFailedHandshake on_failed_handshake_;
    std::list<Session> sessions_;
    std::size_t turned_away_ = 0;  ///< that are being told so now
    io::Alarm end_idle_;
    TimePoint newcomers_leave_at_{};
    io::Alarm abort_again_;
    bool draining_ = false;
    bool aborting_ = false;
};

}  // namespace halogate::gateway

// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "io/alarm.hpp"

namespace halogate::app {

/// Tells the service manager how the process is, as sd_notify(3) says: READY=1, RELOADING=1, STOPPING=1, a
/// line of STATUS=, and the watchdog's pings. Does nothing where NOTIFY_SOCKET is not set. A manager that
/// does not take a datagram is not waited for.
class ServiceNotice {
public:
    /// One line for people, asked for every few seconds.
    using Status = std::function<std::string()>;

    /// Of this process's environment: NOTIFY_SOCKET, WATCHDOG_USEC, WATCHDOG_PID.
    ServiceNotice(io::AlarmClock& alarms, Status status);
    ~ServiceNotice();
    ServiceNotice(const ServiceNotice&) = delete;
    ServiceNotice& operator=(const ServiceNotice&) = delete;

    /// The listeners accept, under the configuration in force. Also ends what reloading() began.
    void ready();
    void reloading();
    void stopping();

private:
    void beat();
    void send(const std::string& message);

    io::AlarmClock& alarms_;
    Status status_;
    std::string address_;  ///< a path, or an abstract name that begins with '@'; empty: nobody asks
    int socket_ = -1;
    std::optional<Duration> watchdog_;  ///< between two pings
    io::Alarm beat_;
    std::string last_status_;
};

}  // namespace halogate::app

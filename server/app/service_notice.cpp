// SPDX-License-Identifier: MIT
#include "app/service_notice.hpp"

#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <utility>

#include "base/ascii.hpp"

namespace halogate::app {

namespace {

constexpr Duration between_statuses = std::chrono::seconds{10};

std::string variable(const char* name) {
    const char* const value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): nobody changes it
    return value == nullptr ? std::string{} : std::string{value};
}

/// Half of what the manager allows between two pings.
std::optional<Duration> watchdog_interval() {
    const auto allowed = ascii::to_unsigned(variable("WATCHDOG_USEC"));
    const auto pid = ascii::to_unsigned(variable("WATCHDOG_PID"));
    constexpr std::uint64_t longest = 86'400'000'000;
    if (!allowed || *allowed == 0) return std::nullopt;
    if (pid && *pid != static_cast<std::uint64_t>(::getpid())) return std::nullopt;
    return std::chrono::microseconds{std::max<std::uint64_t>(1000, std::min(*allowed, longest) / 2)};
}

std::uint64_t monotonic_microseconds() {
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    return static_cast<std::uint64_t>(now.tv_sec) * 1'000'000 +
           static_cast<std::uint64_t>(now.tv_nsec) / 1000;
}

}  // namespace

ServiceNotice::ServiceNotice(io::AlarmClock& alarms, Status status)
    : alarms_{alarms},
      status_{std::move(status)},
      address_{variable("NOTIFY_SOCKET")},
      watchdog_{watchdog_interval()},
      beat_{alarms, [this] { beat(); }} {
    const bool usable = address_.size() > 1 && (address_.front() == '/' || address_.front() == '@') &&
                        address_.size() < sizeof(sockaddr_un::sun_path);
    if (!usable) address_.clear();
    if (!address_.empty()) socket_ = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
}

ServiceNotice::~ServiceNotice() {
    if (socket_ >= 0) ::close(socket_);
}

void ServiceNotice::ready() {
    if (address_.empty()) return;
    last_status_ = status_();
    send("READY=1\nSTATUS=" + last_status_);
    beat();
}

void ServiceNotice::reloading() {
    // The manager tells by the time which of its own signals this answers.
    send(fmt::format("RELOADING=1\nMONOTONIC_USEC={}\nSTATUS=reads the configuration again",
                     monotonic_microseconds()));
}

void ServiceNotice::stopping() {
    send("STOPPING=1\nSTATUS=drains");
}

void ServiceNotice::beat() {
    if (address_.empty()) return;
    std::string message = watchdog_ ? "WATCHDOG=1" : "";
    if (std::string status = status_(); status != last_status_) {
        last_status_ = std::move(status);
        message += (message.empty() ? "STATUS=" : "\nSTATUS=") + last_status_;
    }
    if (!message.empty()) send(message);
    beat_.set(alarms_.now() + std::min(watchdog_.value_or(between_statuses), between_statuses));
}

void ServiceNotice::send(const std::string& message) {
    if (socket_ < 0) return;
    sockaddr_un to{};
    to.sun_family = AF_UNIX;
    std::memcpy(to.sun_path, address_.data(), address_.size());
    // An abstract name begins with a zero byte and has no end.
    if (address_.front() == '@') to.sun_path[0] = '\0';
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + address_.size());
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): that is how sockets take addresses
    ::sendto(socket_, message.data(), message.size(), MSG_NOSIGNAL, reinterpret_cast<const sockaddr*>(&to),
             size);
}

}  // namespace halogate::app

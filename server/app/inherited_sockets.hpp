// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace halogate::app {

/// Listening sockets that the service manager has opened for this process: LISTEN_PID, LISTEN_FDS and
/// LISTEN_FDNAMES, as sd_listen_fds(3) reads them. They stay with the manager, so that callers who connect
/// while no process serves them wait and are not refused. Kept as long as the process runs: a listener that
/// goes with one reload may come back with the next.
class InheritedSockets {
public:
    InheritedSockets() = default;
    /// Of this process's environment. Throws std::runtime_error for a descriptor that is no listening stream
    /// socket.
    [[nodiscard]] static InheritedSockets from_environment();
    /// For `count` descriptors from `first` on, with names between colons.
    InheritedSockets(int first, int count, const std::string& names);
    ~InheritedSockets();
    InheritedSockets(InheritedSockets&& other) noexcept;
    InheritedSockets& operator=(InheritedSockets&&) = delete;
    InheritedSockets(const InheritedSockets&) = delete;

    /// A descriptor of the caller's own for the socket that is bound to this address ("127.0.0.1:4256",
    /// "[::1]:4256", "localhost:4256"), or to this path; nothing when none is.
    [[nodiscard]] std::optional<int> take(const std::string& address);
    [[nodiscard]] std::optional<int> take_unix(const std::string& path);

    /// Those that no listener has taken, for people: "127.0.0.1:4256 (halogate.socket)".
    [[nodiscard]] std::vector<std::string> unused() const;
    [[nodiscard]] bool empty() const noexcept { return sockets_.empty(); }

private:
    struct Socket {
        int descriptor = -1;
        std::string address;  ///< "127.0.0.1:4256", "unix:/run/halogate/halogate.sock"
        std::string name;     ///< of the unit; may be empty
        bool taken = false;
    };
    [[nodiscard]] std::optional<int> take_bound_to(const std::string& address);

    std::vector<Socket> sockets_;
};

}  // namespace halogate::app

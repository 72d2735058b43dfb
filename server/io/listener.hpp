// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "io/alarm.hpp"
#include "io/byte_stream.hpp"
#include "io/task.hpp"
#include "io/tls_server_context.hpp"

namespace halogate::io {

/// Accepts connections at one address and hands each to `on_connection`. Pauses when descriptors run out
/// instead of spinning. Whoever takes a connection begins with its handshake. Reactor thread only; stop() or
/// destruction ends accepting.
///
/// A socket that was inherited belongs to whoever opened it: it goes on listening when this object is gone,
/// and connections wait in it for the next process.
class Listener {
public:
    using OnConnection = std::function<void(std::unique_ptr<ByteStream>)>;
    virtual ~Listener() = default;
    /// Connections that the system has taken already are handed over first, unless the socket was inherited.
    virtual void stop() = 0;
    /// Connections from now on speak TLS as `context` says at that time, or in plain where it is null. The
    /// context outlives the listener or the next call.
    virtual void use_tls(TlsServerContext* context) = 0;
    /// Lets another socket of this user be bound to the same port beside this one, which is about to go.
    virtual void share_port() = 0;
    /// "http://127.0.0.1:4256" or "https://…", with the port really bound, or
    /// "unix:/run/halogate/halogate.sock".
    [[nodiscard]] virtual const std::string& address() const noexcept = 0;
};

/// Where a listener's socket comes from.
struct SocketSource {
    /// A listening socket that is bound to the address already; it becomes the listener's, which closes it.
    std::optional<int> inherited = std::nullopt;
    bool shares_port = false;  ///< see Listener::share_port
};

/// Binds "host:port" ("127.0.0.1:4256", "[::1]:0"; a host is an IP address or `localhost`). Throws
/// std::runtime_error that names the address and what is wrong.
[[nodiscard]] std::unique_ptr<Listener> listen_tcp(Executor executor, AlarmClock& clock,
                                                   const std::string& address,
                                                   Listener::OnConnection on_connection,
                                                   const SocketSource& source = {});
/// The same; every connection speaks TLS as `context` says at that time. The context outlives the listener.
[[nodiscard]] std::unique_ptr<Listener> listen_tls(Executor executor, AlarmClock& clock,
                                                   const std::string& address, TlsServerContext& context,
                                                   Listener::OnConnection on_connection);
/// Binds a unix socket with this file mode; replaces a socket that nobody listens on, never another file. The
/// socket file is removed on stop. Streams know their peer's uid. An inherited socket keeps its mode and its
/// file.
[[nodiscard]] std::unique_ptr<Listener> listen_unix(Executor executor, AlarmClock& clock,
                                                    const std::string& path, unsigned mode,
                                                    Listener::OnConnection on_connection,
                                                    const SocketSource& source = {});

}  // namespace halogate::io

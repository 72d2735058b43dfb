// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/generic/stream_protocol.hpp>

#include <functional>
#include <memory>
#include <string>

#include "io/alarm.hpp"
#include "io/byte_stream.hpp"
#include "io/task.hpp"

namespace halogate::io {

using StreamSocket = boost::asio::basic_stream_socket<boost::asio::generic::stream_protocol, Executor>;

/// What plain and TLS streams share: a socket whose pending operations end at a deadline, and the watch for
/// the peer's close while nothing is pending.
class Socket {
public:
    Socket(StreamSocket socket, AlarmClock& clock);
    ~Socket();
    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;

    [[nodiscard]] StreamSocket& get() noexcept { return socket_; }

    /// Operations that are pending at `deadline` are cancelled. end_operation() says whether that happened.
    void begin_operation(TimePoint deadline);
    [[nodiscard]] bool end_operation() noexcept;

    /// What the peer has done that nobody has read yet. Costs one system call.
    enum class Pending { nothing, bytes, close };
    [[nodiscard]] Pending peek() noexcept;

    /// `look` says what has come in place of peek(), for what is not read from the socket as it is.
    void watch_for_close(std::function<void()> on_close, std::function<Pending()> look = {});
    void unwatch();
    void close() noexcept;
    /// close() with a TCP reset.
    void reset() noexcept;
    [[nodiscard]] bool is_open() const noexcept { return socket_.is_open(); }

private:
    struct Watch;
    void wait_readable();
    void expire();

    StreamSocket socket_;
    AlarmClock& clock_;
    Alarm deadline_;
    bool expired_ = false;
    std::shared_ptr<Watch> watch_;
};

/// Maps what the socket says; `expired` tells a passed deadline from our own close.
[[nodiscard]] IoError io_error(const boost::system::error_code& error, bool expired) noexcept;

}  // namespace halogate::io

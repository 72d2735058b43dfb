// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/generic/stream_protocol.hpp>

#include <cstdint>
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

    /// One operation of each kind may be pending.
    enum class Operation : std::uint8_t { read, write };
    /// At `deadline` everything that is pending is cancelled. end() says whether this operation's time was
    /// up; was_disturbed() that it was cancelled only because the other's was, and can be begun again.
    void begin(Operation operation, TimePoint deadline);
    [[nodiscard]] bool end(Operation operation) noexcept;
    [[nodiscard]] bool was_disturbed(Operation operation, IoError error) noexcept {
        return error == IoError::aborted && socket_.is_open() && !limit_of(operation).expired;
    }
    /// As if the deadlines of what is pending had passed.
    void interrupt();

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
    struct Limit {
        Limit(AlarmClock& clock, Socket& socket) : alarm{clock, [this, &socket] { socket.expire(*this); }} {}
        Alarm alarm;
        bool expired = false;
    };
    void wait_readable();
    void expire(Limit& limit);
    [[nodiscard]] Limit& limit_of(Operation operation) noexcept {
        return operation == Operation::read ? reading_ : writing_;
    }

    StreamSocket socket_;
    AlarmClock& clock_;
    Limit reading_;
    Limit writing_;
    std::shared_ptr<Watch> watch_;
};

/// Maps what the socket says; `expired` tells a passed deadline from our own close.
[[nodiscard]] IoError io_error(const boost::system::error_code& error, bool expired) noexcept;

}  // namespace halogate::io

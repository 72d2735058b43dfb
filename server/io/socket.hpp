// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/generic/stream_protocol.hpp>

#include <coroutine>
#include <cstdint>
#include <functional>
#include <span>
#include <string_view>

#include "io/alarm.hpp"
#include "io/byte_stream.hpp"
#include "io/poller.hpp"
#include "io/task.hpp"

namespace halogate::io {

/// As Asio accepts and connects it.
using StreamSocket = boost::asio::basic_stream_socket<boost::asio::generic::stream_protocol, Executor>;

/// What plain and TLS streams share: a socket that is read and written at once where that is possible, whose
/// waits end at a deadline, and the watch for the peer's close while nothing is pending.
class Socket final : private Polled {
public:
    /// One operation of each kind may be pending.
    enum class Operation : std::uint8_t { read, write };

    /// Takes the descriptor over; it is non-blocking from then on.
    Socket(StreamSocket socket, AlarmClock& clock);
    ~Socket();
    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;

    struct Transfer {
        IoError error = IoError::none;
        std::size_t bytes = 0;  ///< none and no error: not now, wait() for it
    };
    /// What is there, at once.
    [[nodiscard]] Transfer receive(std::span<char> into) noexcept;
    /// As much of both, in order, as goes out at once. Never raises SIGPIPE.
    [[nodiscard]] Transfer send(std::string_view first, std::string_view second) noexcept;

    /// False: it is known that a call would have nothing to do; wait() first.
    [[nodiscard]] bool may_be_ready(Operation operation) const noexcept { return side(operation).ready; }
    /// False when this connection has been busy for so long without a wait() that others should have their
    /// turn: then wait() is due, whatever there is to do.
    [[nodiscard]] bool has_turn() noexcept { return ++steps_ < steps_in_a_turn; }

    /// At `deadline` everything that is pending is cancelled. end() says whether this operation's time was
    /// up; was_disturbed() that it was cancelled only because the other's was, and can be begun again.
    void begin(Operation operation, TimePoint deadline);
    [[nodiscard]] bool end(Operation operation) noexcept;
    [[nodiscard]] bool was_disturbed(Operation operation, IoError error) noexcept {
        return error == IoError::aborted && is_open() && !side(operation).expired;
    }
    /// As if the deadlines of what is pending had passed.
    void interrupt();

    /// To be awaited: until the operation can go on, or `aborted`. At once where it can go on already, unless
    /// others are to have their turn.
    class [[nodiscard]] Wait {
    public:
        Wait(Socket& socket, Operation operation) noexcept : socket_{socket}, operation_{operation} {}
        [[nodiscard]] bool await_ready() const noexcept {
            return !socket_.is_open() || (socket_.may_be_ready(operation_) && socket_.has_turn());
        }
        void await_suspend(std::coroutine_handle<> caller) const { socket_.suspend(operation_, caller); }
        [[nodiscard]] IoError await_resume() const noexcept { return socket_.resumed(operation_); }

    private:
        Socket& socket_;
        Operation operation_;
    };
    [[nodiscard]] Wait wait(Operation operation) noexcept { return Wait{*this, operation}; }

    /// What the peer has done that nobody has read yet. Costs one system call.
    enum class Pending { nothing, bytes, close };
    [[nodiscard]] Pending peek() noexcept;

    /// `look` says what has come in place of peek(), for what is not read from the socket as it is.
    void watch_for_close(std::function<void()> on_close, std::function<Pending()> look = {});
    void unwatch() noexcept { on_close_ = nullptr; }
    void shutdown_send() noexcept;
    void close() noexcept;
    /// close() with a TCP reset.
    void reset() noexcept;
    [[nodiscard]] bool is_open() const noexcept { return descriptor_ >= 0; }

private:
    /// One direction.
    struct Side {
        Side(AlarmClock& clock, Socket& socket) : limit{clock, [this, &socket] { socket.expire(*this); }} {}
        Alarm limit;
        std::coroutine_handle<> waiting;
        std::coroutine_handle<>
            waiting_too;    ///< of the other operation: TLS may have to write before it reads
        bool ready = true;  ///< nothing is known to the contrary
        bool expired = false;
        bool cancelled = false;
    };
    static constexpr unsigned steps_in_a_turn = 16;

    void on_events(std::uint32_t events) override;
    void suspend(Operation operation, std::coroutine_handle<> caller);
    [[nodiscard]] IoError resumed(Operation operation) const noexcept;
    void expire(Side& side);
    void cancel() noexcept;
    void cancel(Side& side) noexcept;
    void resume_later(Side& side) noexcept;
    void look_for_close();
    [[nodiscard]] Side& side(Operation operation) noexcept {
        return operation == Operation::read ? reading_ : writing_;
    }
    [[nodiscard]] const Side& side(Operation operation) const noexcept {
        return operation == Operation::read ? reading_ : writing_;
    }

    Executor executor_;
    Poller& poller_;
    AlarmClock& clock_;
    int descriptor_;
    unsigned steps_ = 0;
    bool hung_up_ = false;  ///< the peer sends no more: an empty socket is worth a look all the same
    Side reading_;
    Side writing_;
    std::function<void()> on_close_;  ///< set while somebody watches
    std::function<Pending()> look_;
};

}  // namespace halogate::io

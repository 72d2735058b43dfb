// SPDX-License-Identifier: MIT
#include "io/socket.hpp"

#include <sys/socket.h>

#include <boost/asio/error.hpp>
#include <cerrno>
#include <utility>

namespace halogate::io {

namespace {

constexpr Duration pause_between_cancels = std::chrono::milliseconds{10};

}  // namespace

/// Shared with the pending wait, which may end after the socket is gone.
struct Socket::Watch {
    Socket* socket = nullptr;
    std::function<void()> on_close;
    std::function<Pending()> look;
};

IoError io_error(const boost::system::error_code& error, bool expired) noexcept {
    if (!error) return IoError::none;
    if (error == boost::asio::error::eof) return IoError::closed;
    if (error == boost::asio::error::operation_aborted)
        return expired ? IoError::timed_out : IoError::aborted;
    if (error == boost::asio::error::bad_descriptor) return IoError::aborted;
    return IoError::reset;
}

Socket::Socket(StreamSocket socket, AlarmClock& clock)
    : socket_{std::move(socket)}, clock_{clock}, reading_{clock, *this}, writing_{clock, *this} {}

Socket::~Socket() {
    unwatch();
    close();
}

void Socket::expire(Limit& limit) {
    limit.expired = true;
    boost::system::error_code ignored;
    socket_.cancel(ignored);
    // An operation of several steps may be between two of them, where there is nothing to cancel, and would
    // go on without a deadline.
    limit.alarm.set(clock_.now() + pause_between_cancels);
}

void Socket::begin(Operation operation, TimePoint deadline) {
    Limit& limit = limit_of(operation);
    limit.expired = false;
    limit.alarm.set(deadline);
}

bool Socket::end(Operation operation) noexcept {
    Limit& limit = limit_of(operation);
    limit.alarm.clear();
    return limit.expired;
}

void Socket::interrupt() {
    if (reading_.alarm.is_set()) expire(reading_);
    if (writing_.alarm.is_set()) expire(writing_);
}

Socket::Pending Socket::peek() noexcept {
    if (!socket_.is_open()) return Pending::close;
    char byte = 0;
    const auto received = ::recv(socket_.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    if (received > 0) return Pending::bytes;
    if (received == 0) return Pending::close;
    return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR ? Pending::nothing : Pending::close;
}

void Socket::watch_for_close(std::function<void()> on_close, std::function<Pending()> look) {
    watch_ = std::make_shared<Watch>();
    watch_->socket = this;
    watch_->on_close = std::move(on_close);
    watch_->look = std::move(look);
    wait_readable();
}

void Socket::wait_readable() {
    socket_.async_wait(StreamSocket::wait_read, [watch = watch_](const boost::system::error_code& error) {
        Socket* const self = watch->socket;
        if (self == nullptr) return;
        // An error: the socket was closed before the watch began.
        Pending pending = Pending::close;
        if (!error) pending = watch->look ? watch->look() : self->peek();
        switch (pending) {
            case Pending::nothing: self->wait_readable(); return;
            case Pending::bytes: return;
            case Pending::close: break;
        }
        const auto on_close = std::move(watch->on_close);
        self->unwatch();
        on_close();
    });
}

void Socket::unwatch() {
    if (!watch_) return;
    watch_->socket = nullptr;
    watch_.reset();
    boost::system::error_code ignored;
    socket_.cancel(ignored);
}

void Socket::reset() noexcept {
    boost::system::error_code ignored;
    const boost::asio::socket_base::linger nothing_is_kept{true, 0};
    socket_.set_option(nothing_is_kept, ignored);
    close();
}

void Socket::close() noexcept {
    boost::system::error_code ignored;
    socket_.close(ignored);
    if (!watch_) return;
    // Whoever waits meanwhile must learn of it: there is no operation that could end with `aborted`.
    watch_->socket = nullptr;
    const auto on_close = std::move(std::exchange(watch_, nullptr)->on_close);
    on_close();
}

}  // namespace halogate::io

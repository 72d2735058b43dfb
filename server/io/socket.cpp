// SPDX-License-Identifier: MIT
#include "io/socket.hpp"

#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <array>
#include <boost/asio/post.hpp>
#include <cerrno>
#include <utility>

namespace halogate::io {

namespace {

constexpr Duration pause_between_cancels = std::chrono::milliseconds{10};

bool is_not_now(int error) noexcept {
    return error == EAGAIN || error == EWOULDBLOCK;
}

iovec piece(std::string_view bytes) noexcept {
    // sendmsg() reads only; its structure does not say so.
    return {const_cast<char*>(bytes.data()), bytes.size()};
}

int take_descriptor(StreamSocket socket) {
    boost::system::error_code ignored;
    socket.native_non_blocking(true, ignored);
    return socket.is_open() ? socket.release() : -1;
}

}  // namespace

Socket::Socket(StreamSocket socket, AlarmClock& clock)
    : executor_{socket.get_executor()},
      poller_{boost::asio::use_service<Poller>(executor_.context())},
      clock_{clock},
      descriptor_{take_descriptor(std::move(socket))},
      reading_{clock, *this},
      writing_{clock, *this} {
    if (is_open()) poller_.add(descriptor_, *this);
}

Socket::~Socket() {
    unwatch();
    close();
}

Socket::Transfer Socket::receive(std::span<char> into) noexcept {
    if (!is_open()) return {IoError::aborted, 0};
    for (;;) {
        const ssize_t received = ::recv(descriptor_, into.data(), into.size(), 0);
        if (received > 0) {
            const auto bytes = static_cast<std::size_t>(received);
            // Less than there was room for: it is empty now, and what comes next is told (epoll(7)). The
            // peer's close, where it is known already, would not be told again.
            reading_.ready = hung_up_ || bytes == into.size();
            return {IoError::none, bytes};
        }
        if (received == 0) return {IoError::closed, 0};
        if (errno == EINTR) continue;
        if (!is_not_now(errno)) return {IoError::reset, 0};
        reading_.ready = false;
        return {};
    }
}

Socket::Transfer Socket::send(std::string_view first, std::string_view second) noexcept {
    if (!is_open()) return {IoError::aborted, 0};
    std::array<iovec, 2> pieces{piece(first), piece(second)};
    msghdr message{};
    message.msg_iov = pieces.data();
    message.msg_iovlen = pieces.size();
    for (;;) {
        const ssize_t sent = second.empty() ? ::send(descriptor_, first.data(), first.size(), MSG_NOSIGNAL)
                                            : ::sendmsg(descriptor_, &message, MSG_NOSIGNAL);
        if (sent >= 0) return {IoError::none, static_cast<std::size_t>(sent)};
        if (errno == EINTR) continue;
        if (!is_not_now(errno)) return {IoError::reset, 0};
        writing_.ready = false;
        return {};
    }
}

void Socket::on_events(std::uint32_t events) {
    constexpr std::uint32_t broken = EPOLLERR | EPOLLHUP;
    if ((events & (EPOLLRDHUP | broken)) != 0) hung_up_ = true;
    if ((events & (EPOLLIN | EPOLLRDHUP | broken)) != 0) reading_.ready = true;
    if ((events & (EPOLLOUT | broken)) != 0) writing_.ready = true;
    if (on_close_ && reading_.ready) return look_for_close();
    const auto reader = reading_.ready ? std::exchange(reading_.waiting, nullptr) : nullptr;
    // Whoever goes on may be the end of this socket: the others, who are rare, have their turn later.
    if (reading_.ready) resume_later(reading_);
    if (writing_.ready) resume_later(writing_);
    if (reader) reader.resume();
}

void Socket::suspend(Operation operation, std::coroutine_handle<> caller) {
    Side& waiting = side(operation);
    steps_ = 0;
    waiting.cancelled = false;
    (waiting.waiting ? waiting.waiting_too : waiting.waiting) = caller;
    // It could go on, but is to wait for its next turn.
    if (waiting.ready) resume_later(waiting);
}

void Socket::resume_later(Side& side) noexcept {
    for (auto* const place : {&side.waiting, &side.waiting_too})
        if (const auto waiting = std::exchange(*place, nullptr))
            boost::asio::post(executor_, [waiting] { waiting.resume(); });
}

IoError Socket::resumed(Operation operation) const noexcept {
    return side(operation).cancelled || !is_open() ? IoError::aborted : IoError::none;
}

void Socket::cancel(Side& side) noexcept {
    if (!side.waiting) return;
    side.cancelled = true;
    resume_later(side);
}

void Socket::cancel() noexcept {
    cancel(reading_);
    cancel(writing_);
}

void Socket::expire(Side& side) {
    side.expired = true;
    cancel();
    // An operation of several steps may be between two of them, where there is nothing to cancel, and would
    // go on without a deadline.
    side.limit.set(clock_.now() + pause_between_cancels);
}

void Socket::begin(Operation operation, TimePoint deadline) {
    Side& begun = side(operation);
    begun.expired = false;
    begun.limit.set(deadline);
}

bool Socket::end(Operation operation) noexcept {
    Side& ended = side(operation);
    ended.limit.clear();
    return ended.expired;
}

void Socket::interrupt() {
    if (reading_.limit.is_set()) expire(reading_);
    if (writing_.limit.is_set()) expire(writing_);
}

Socket::Pending Socket::peek() noexcept {
    if (!is_open()) return Pending::close;
    char byte = 0;
    const auto received = ::recv(descriptor_, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    // What is there now may not have been told yet.
    reading_.ready = received >= 0 || !is_not_now(errno);
    if (received > 0) return Pending::bytes;
    if (received == 0) return Pending::close;
    return is_not_now(errno) ? Pending::nothing : Pending::close;
}

void Socket::watch_for_close(std::function<void()> on_close, std::function<Pending()> look) {
    on_close_ = std::move(on_close);
    look_ = std::move(look);
    if (!is_open() || reading_.ready) look_for_close();
}

void Socket::look_for_close() {
    switch (look_ ? look_() : peek()) {
        case Pending::nothing:
        case Pending::bytes: return;
        case Pending::close: break;
    }
    const auto on_close = std::exchange(on_close_, nullptr);
    on_close();
}

void Socket::shutdown_send() noexcept {
    if (is_open()) ::shutdown(descriptor_, SHUT_WR);
}

void Socket::reset() noexcept {
    const linger nothing_is_kept{.l_onoff = 1, .l_linger = 0};
    if (is_open()) ::setsockopt(descriptor_, SOL_SOCKET, SO_LINGER, &nothing_is_kept, sizeof nothing_is_kept);
    close();
}

void Socket::close() noexcept {
    if (is_open()) {
        poller_.remove(descriptor_, *this);
        ::close(std::exchange(descriptor_, -1));
        cancel();
    }
    // Whoever watches meanwhile must learn of it: there is no operation that could end with `aborted`.
    if (const auto on_close = std::exchange(on_close_, nullptr)) on_close();
}

}  // namespace halogate::io

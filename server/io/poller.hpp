// SPDX-License-Identifier: MIT
#pragma once

#include <sys/epoll.h>

#include <boost/asio/execution_context.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/basic_stream_descriptor.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "io/task.hpp"

namespace halogate::io {

/// Somebody whose descriptor is watched.
class Polled {
public:
    /// `events` of epoll_wait. May close any descriptor and begin any operation.
    virtual void on_events(std::uint32_t events) = 0;

protected:
    ~Polled() = default;
};

/// Tells sockets that they have become readable or writable, each change once (edge-triggered). One per
/// io_context; found by use_service.
///
/// A set of its own, which Asio's reactor watches as one descriptor, because each of Asio's waits costs a
/// system call (epoll_ctl), an operation on the heap and a turn of its queue, and does not tell that the peer
/// has closed: a relayed request made four system calls of nine just to learn that there was nothing to read.
/// Here a socket is registered once in its life, and all that became ready in a turn comes in one call.
class Poller final : public boost::asio::execution_context::service {
public:
    using key_type = Poller;
    // Asio looks services up by this.
    // NOLINTNEXTLINE(readability-identifier-naming)
    static boost::asio::execution_context::id id;

    explicit Poller(boost::asio::execution_context& context);
    ~Poller() override;

    /// Throws boost::system::system_error when the system refuses.
    void add(int descriptor, Polled& owner);
    /// Before the descriptor is closed. Events that were fetched already do not reach its owner any more.
    void remove(int descriptor, const Polled& owner) noexcept;

    /// Which event is being told; 0: none. What was read of a clock in the same turn need not be read again.
    [[nodiscard]] std::uint64_t turn() const noexcept { return telling_ ? turn_ : 0; }

private:
    using Descriptor = boost::asio::posix::basic_stream_descriptor<Executor>;

    void shutdown() override;
    void wait();
    void fetch();
    void tell();

    Descriptor epoll_;
    std::array<epoll_event, 256> fetched_{};
    std::uint64_t turn_ = 0;
    bool telling_ = false;
    std::span<epoll_event> ahead_;  ///< of those, what has not been told yet
};

}  // namespace halogate::io

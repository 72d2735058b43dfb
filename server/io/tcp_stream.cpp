// SPDX-License-Identifier: MIT
#include "io/tcp_stream.hpp"

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>
#include <utility>

namespace halogate::io {

TcpStream::TcpStream(StreamSocket socket, AlarmClock& clock, std::string peer, PeerCredentials credentials)
    : socket_{std::move(socket), clock}, peer_{std::move(peer)}, credentials_{std::move(credentials)} {}

Task<ReadResult> TcpStream::read_some(std::span<char> into, TimePoint deadline) {
    socket_.begin(Socket::Operation::read, deadline);
    const auto buffer = boost::asio::buffer(into.data(), into.size());
    for (;;) {
        const auto [error, bytes] = co_await socket_.get().async_read_some(buffer, as_result);
        if (socket_.was_disturbed(Socket::Operation::read, io_error(error, false))) continue;
        const bool expired = socket_.end(Socket::Operation::read);
        co_return ReadResult{io_error(error, expired), bytes};
    }
}

Task<WriteResult> TcpStream::write_all(std::string_view first, std::string_view second, TimePoint deadline) {
    socket_.begin(Socket::Operation::write, deadline);
    const std::array<boost::asio::const_buffer, 2> buffers{boost::asio::buffer(first.data(), first.size()),
                                                           boost::asio::buffer(second.data(), second.size())};
    const auto [error, bytes] = co_await boost::asio::async_write(socket_.get(), buffers, as_result);
    const bool expired = socket_.end(Socket::Operation::write);
    co_return WriteResult{io_error(error, expired), bytes > 0};
}

void TcpStream::shutdown_send() noexcept {
    boost::system::error_code ignored;
    socket_.get().shutdown(StreamSocket::shutdown_send, ignored);
}

}  // namespace halogate::io

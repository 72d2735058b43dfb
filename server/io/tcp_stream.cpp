// SPDX-License-Identifier: MIT
#include "io/tcp_stream.hpp"

#include <algorithm>
#include <utility>

namespace halogate::io {

TcpStream::TcpStream(StreamSocket socket, AlarmClock& clock, std::string peer, PeerCredentials credentials)
    : socket_{std::move(socket), clock}, peer_{std::move(peer)}, credentials_{std::move(credentials)} {}

Task<ReadResult> TcpStream::read_some(std::span<char> into, TimePoint deadline) {
    if (socket_.may_be_ready(Socket::Operation::read) && socket_.has_turn()) {
        const Socket::Transfer got = socket_.receive(into);
        if (got.bytes > 0 || got.error != IoError::none)
            return Task<ReadResult>::ready({got.error, got.bytes});
    }
    return wait_and_read(into, deadline);
}

Task<ReadResult> TcpStream::wait_and_read(std::span<char> into, TimePoint deadline) {
    socket_.begin(Socket::Operation::read, deadline);
    Socket::Transfer got;
    while (got.bytes == 0 && got.error == IoError::none) {
        got.error = co_await socket_.wait(Socket::Operation::read);
        if (socket_.was_disturbed(Socket::Operation::read, got.error))
            got.error = IoError::none;
        else if (got.error == IoError::none)
            got = socket_.receive(into);
    }
    if (socket_.end(Socket::Operation::read) && got.error == IoError::aborted) got.error = IoError::timed_out;
    co_return ReadResult{got.error, got.bytes};
}

Task<WriteResult> TcpStream::write_all(std::string_view first, std::string_view second, TimePoint deadline) {
    WriteResult result;
    if (socket_.has_turn() && put(first, second, result)) return Task<WriteResult>::ready(result);
    return wait_and_write(first, second, deadline, result);
}

bool TcpStream::put(std::string_view& first, std::string_view& second, WriteResult& result) {
    while (!first.empty() || !second.empty()) {
        const Socket::Transfer sent = socket_.send(first, second);
        result.error = sent.error;
        if (sent.error != IoError::none) return true;
        if (sent.bytes == 0) return false;
        result.any_sent = true;
        const std::size_t of_first = std::min(sent.bytes, first.size());
        first.remove_prefix(of_first);
        second.remove_prefix(sent.bytes - of_first);
    }
    return true;
}

Task<WriteResult> TcpStream::wait_and_write(std::string_view first, std::string_view second,
                                            TimePoint deadline, WriteResult result) {
    socket_.begin(Socket::Operation::write, deadline);
    bool done = false;
    while (!done && result.error == IoError::none) {
        result.error = co_await socket_.wait(Socket::Operation::write);
        if (result.error == IoError::none) done = put(first, second, result);
    }
    if (socket_.end(Socket::Operation::write) && result.error == IoError::aborted)
        result.error = IoError::timed_out;
    co_return result;
}

}  // namespace halogate::io

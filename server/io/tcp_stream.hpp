// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "io/byte_stream.hpp"
#include "io/socket.hpp"

namespace halogate::io {

/// Bytes over TCP or a unix socket, in plain.
class TcpStream final : public ByteStream {
public:
    /// `credentials`: what the kernel says of the peer.
    TcpStream(StreamSocket socket, AlarmClock& clock, std::string peer, PeerCredentials credentials);

    [[nodiscard]] Task<ReadResult> read_some(std::span<char> into, TimePoint deadline) override;
    [[nodiscard]] Task<WriteResult> write_all(std::string_view first, std::string_view second,
                                              TimePoint deadline) override;
    void interrupt() override { socket_.interrupt(); }
    [[nodiscard]] bool is_quiet() override { return socket_.peek() == Socket::Pending::nothing; }
    void watch_for_close(std::function<void()> on_close) override {
        socket_.watch_for_close(std::move(on_close));
    }
    void unwatch() override { socket_.unwatch(); }
    void shutdown_send() noexcept override { socket_.shutdown_send(); }
    void close() noexcept override { socket_.close(); }
    void reset() noexcept override { socket_.reset(); }
    [[nodiscard]] const std::string& peer() const noexcept override { return peer_; }
    [[nodiscard]] const PeerCredentials& credentials() const noexcept override { return credentials_; }

private:
    [[nodiscard]] Task<ReadResult> wait_and_read(std::span<char> into, TimePoint deadline);
    [[nodiscard]] Task<WriteResult> wait_and_write(std::string_view first, std::string_view second,
                                                   TimePoint deadline, WriteResult result);
    /// What goes out at once. True when that is all, or an error came.
    [[nodiscard]] bool put(std::string_view& first, std::string_view& second, WriteResult& result);

    Socket socket_;
    std::string peer_;
    PeerCredentials credentials_;
};

}  // namespace halogate::io

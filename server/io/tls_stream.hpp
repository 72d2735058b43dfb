// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "io/byte_stream.hpp"
#include "io/socket.hpp"
#include "io/ssl_context.hpp"

namespace halogate::io {

/// Bytes over TLS, either side. OpenSSL reads and writes the socket itself (socket_bio) and we wait for
/// readiness: Asio's ssl::stream copies each byte once more through a pair of memory BIOs.
class TlsStream final : public ByteStream {
public:
    /// `socket` is connected; without a connection the handshake fails.
    TlsStream(StreamSocket socket, AlarmClock& clock, SslHandle connection, std::string peer);
    ~TlsStream() override;

    /// At the server's side credentials() are known after it.
    [[nodiscard]] Task<Expected<void, HandshakeError>> handshake(TimePoint deadline) override;

    [[nodiscard]] Task<ReadResult> read_some(std::span<char> into, TimePoint deadline) override;
    [[nodiscard]] Task<WriteResult> write_all(std::string_view first, std::string_view second,
                                              TimePoint deadline) override;
    void interrupt() override { socket_.interrupt(); }
    [[nodiscard]] bool is_quiet() override { return look() == Socket::Pending::nothing; }
    void watch_for_close(std::function<void()> on_close) override;
    void unwatch() override { socket_.unwatch(); }
    void shutdown_send() noexcept override;
    void close() noexcept override;
    void reset() noexcept override;
    [[nodiscard]] const std::string& peer() const noexcept override { return peer_; }
    [[nodiscard]] const PeerCredentials& credentials() const noexcept override { return credentials_; }

private:
    /// What has come for us, behind what has come for OpenSSL alone.
    [[nodiscard]] Socket::Pending look();
    /// How far OpenSSL came.
    struct Step {
        std::optional<Socket::Operation> waits_for = std::nullopt;  ///< nothing: it is done, or failed
    };
    struct Pieces {
        std::string_view first;
        std::string_view second;
    };
    /// As far as it goes at once.
    [[nodiscard]] Step take(std::span<char> into, ReadResult& result);
    [[nodiscard]] Step put(Pieces& pieces, WriteResult& result);
    [[nodiscard]] Task<ReadResult> wait_and_read(std::span<char> into, TimePoint deadline, Step step);
    [[nodiscard]] Task<WriteResult> wait_and_write(Pieces pieces, TimePoint deadline, Step step,
                                                   WriteResult result);
    [[nodiscard]] static IoError failure(int ssl_error) noexcept;

    Socket socket_;
    SslHandle connection_;
    std::string peer_;
    PeerCredentials credentials_;
    bool broken_ = false;      ///< after a fatal error OpenSSL must not be asked again
    bool unwritable_ = false;  ///< the peer takes no more bytes
};

}  // namespace halogate::io

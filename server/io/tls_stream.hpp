// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "base/expected.hpp"
#include "io/byte_stream.hpp"
#include "io/socket.hpp"
#include "io/tls_context.hpp"

namespace halogate::io {

/// Bytes over TLS, client side. OpenSSL reads and writes the socket itself and we wait for readiness: Asio's
/// ssl::stream copies each byte once more through a pair of memory BIOs.
class TlsStream final : public ByteStream {
public:
    /// `socket` is connected. handshake() comes before anything else.
    TlsStream(StreamSocket socket, AlarmClock& clock, TlsContext& context, const std::string& server_name,
              std::string peer);
    ~TlsStream() override;

    struct HandshakeError {
        IoError error = IoError::tls;
        std::string detail;  ///< for people: what is wrong with the certificate or the protocol
    };
    [[nodiscard]] Task<Expected<void, HandshakeError>> handshake(TimePoint deadline);

    [[nodiscard]] Task<ReadResult> read_some(std::span<char> into, TimePoint deadline) override;
    [[nodiscard]] Task<WriteResult> write_all(std::string_view first, std::string_view second,
                                              TimePoint deadline) override;
    [[nodiscard]] bool is_quiet() override;
    void watch_for_close(std::function<void()> on_close) override {
        socket_.watch_for_close(std::move(on_close));
    }
    void unwatch() override { socket_.unwatch(); }
    void shutdown_send() noexcept override;
    void close() noexcept override;
    void reset() noexcept override;
    [[nodiscard]] const std::string& peer() const noexcept override { return peer_; }

private:
    /// Waits for what OpenSSL asked for with `result`; IoError::none when the operation should be tried
    /// again.
    [[nodiscard]] Task<IoError> wait_for(int ssl_error);
    [[nodiscard]] IoError failure(int ssl_error) noexcept;

    Socket socket_;
    SslHandle connection_;
    std::string peer_;
    bool broken_ = false;  ///< after a fatal error OpenSSL must not be asked again
};

}  // namespace halogate::io

// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/expected.hpp"
#include "io/task.hpp"

namespace halogate::io {

enum class IoError : std::uint8_t {
    none,
    closed,     ///< the peer ended the stream properly
    truncated,  ///< the peer ended it without TLS's farewell
    reset,      ///< the connection is broken
    timed_out,  ///< the deadline passed
    aborted,    ///< we closed it
    tls,        ///< the peer's bytes are not TLS as we take it
};

[[nodiscard]] std::string_view to_string(IoError error) noexcept;

struct ReadResult {
    IoError error = IoError::none;
    std::size_t bytes = 0;
};

struct WriteResult {
    IoError error = IoError::none;
    bool any_sent = false;  ///< at least one byte may have left: false only when provably none did
};

/// Who the peer is, as its transport proves it: the kernel's word, or a certificate that was verified.
struct PeerCredentials {
    std::optional<std::uint32_t> uid;  ///< of the process at the other end of a unix socket
    /// Of its client certificate: DNS names in lower case, URIs and mail addresses as they stand there.
    std::vector<std::string> certificate_names;
};

struct HandshakeError {
    IoError error = IoError::tls;
    std::string detail;  ///< for people: what is wrong with the certificate or the protocol
};

/// For write_all() when there is one piece only.
inline constexpr std::string_view no_second_piece{};

/// Bytes to and from one peer. One read and one write may be pending at a time, each on the reactor thread;
/// the deadline of a read, when it passes, may end a pending write, too. Closing ends pending operations with
/// `aborted`; the destructor closes. Neither copied nor moved.
class ByteStream {
public:
    ByteStream() = default;
    virtual ~ByteStream() = default;
    ByteStream(const ByteStream&) = delete;
    ByteStream& operator=(const ByteStream&) = delete;

    /// Comes before anything else: what the transport has to agree on with the peer. Without TLS nothing.
    [[nodiscard]] virtual Task<Expected<void, HandshakeError>> handshake(TimePoint deadline);

    /// At least one byte, or an error.
    [[nodiscard]] virtual Task<ReadResult> read_some(std::span<char> into, TimePoint deadline) = 0;
    /// All of both, in order.
    [[nodiscard]] virtual Task<WriteResult> write_all(std::string_view first, std::string_view second,
                                                      TimePoint deadline) = 0;

    /// A pending read or write ends now, as if its deadline had passed. No byte that came is lost; how much
    /// of a write has left is not known.
    virtual void interrupt() = 0;

    /// Between two messages: the peer has neither closed the stream nor sent a byte that nobody asked for.
    [[nodiscard]] virtual bool is_quiet() = 0;

    /// While nothing is read or written: calls back once when the stream is closed or broken, by the peer or
    /// by close(). Bytes that arrive (a pipelined request) hide a later close. unwatch() before the next
    /// operation.
    virtual void watch_for_close(std::function<void()> on_close) = 0;
    virtual void unwatch() = 0;

    /// No more bytes from us; what the peer still sends can be read.
    virtual void shutdown_send() noexcept = 0;
    virtual void close() noexcept = 0;
    /// Closes so that the peer sees an error and not an end.
    virtual void reset() noexcept = 0;

    /// The peer's address, for logs: "127.0.0.1:51234", or "unix".
    [[nodiscard]] virtual const std::string& peer() const noexcept = 0;
    /// Empty where the transport proves nothing. Known after the handshake, and does not change from then on.
    [[nodiscard]] virtual const PeerCredentials& credentials() const noexcept;
};

}  // namespace halogate::io

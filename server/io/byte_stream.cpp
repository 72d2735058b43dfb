// SPDX-License-Identifier: MIT
#include "io/byte_stream.hpp"

namespace halogate::io {

std::string_view to_string(IoError error) noexcept {
    switch (error) {
        case IoError::none: return "no error";
        case IoError::closed: return "closed by the peer";
        case IoError::truncated: return "cut off by the peer";
        case IoError::reset: return "connection reset";
        case IoError::timed_out: return "timed out";
        case IoError::aborted: return "aborted";
        case IoError::tls: return "TLS error";
    }
    return "unknown";
}

Task<Expected<void, HandshakeError>> ByteStream::handshake(TimePoint) {
    co_return Expected<void, HandshakeError>{};
}

const PeerCredentials& ByteStream::credentials() const noexcept {
    static const PeerCredentials nothing;
    return nothing;
}

}  // namespace halogate::io

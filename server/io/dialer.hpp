// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/clock.hpp"
#include "base/expected.hpp"
#include "io/byte_stream.hpp"
#include "io/task.hpp"

namespace halogate::io {

/// Whom to call.
struct Origin {
    std::string host;  ///< DNS name or IP address, without brackets
    std::uint16_t port = 443;
    std::string server_name;  ///< for SNI and the certificate check; empty: host

    friend bool operator==(const Origin&, const Origin&) = default;
};

struct DialError {
    enum class Stage : std::uint8_t { resolve, connect, handshake };
    Stage stage = Stage::connect;
    std::string detail;  ///< one sentence for people: what failed and where
};

/// Opens connections: to the tenant always over TLS. Nothing of a call has been sent when it fails.
class Dialer {
public:
    virtual ~Dialer() = default;
    [[nodiscard]] virtual Task<Expected<std::unique_ptr<ByteStream>, DialError>> dial(const Origin& origin,
                                                                                      TimePoint deadline) = 0;
};

}  // namespace halogate::io

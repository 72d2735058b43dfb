// SPDX-License-Identifier: MIT
#pragma once

#include "io/alarm.hpp"
#include "io/dialer.hpp"
#include "io/tls_context.hpp"

namespace halogate::io {

/// Resolve (on Asio's own thread: a slow name server does not stop the reactor), connect to one address after
/// the other, TLS handshake.
class TlsDialer final : public Dialer {
public:
    TlsDialer(Executor executor, AlarmClock& clock, TlsContext& context)
        : executor_{executor}, clock_{clock}, context_{context} {}

    [[nodiscard]] Task<Expected<std::unique_ptr<ByteStream>, DialError>> dial(const Origin& origin,
                                                                              TimePoint deadline) override;

private:
    Executor executor_;
    AlarmClock& clock_;
    TlsContext& context_;
};

}  // namespace halogate::io

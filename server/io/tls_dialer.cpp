// SPDX-License-Identifier: MIT
#include "io/tls_dialer.hpp"

#include <memory>
#include <utility>

#include "io/tcp_connect.hpp"
#include "io/tls_stream.hpp"

namespace halogate::io {

Task<Expected<std::unique_ptr<ByteStream>, DialError>> TlsDialer::dial(const Origin& origin,
                                                                       TimePoint deadline) {
    auto endpoints = co_await resolve(executor_, clock_, origin, deadline);
    if (!endpoints) co_return Unexpected{std::move(endpoints).error()};
    DialError last = dial_error(DialError::Stage::connect, origin, "the name has no address");
    std::size_t left = endpoints->size();
    for (const auto& endpoint : *endpoints) {
        const TimePoint share = share_of(deadline, left--, clock_.now());
        auto socket = co_await connect(executor_, clock_, endpoint, share);
        if (!socket) {
            last = dial_error(DialError::Stage::connect, origin, socket.error());
            continue;
        }
        const std::string& name = origin.server_name.empty() ? origin.host : origin.server_name;
        SslHandle connection = context_.client(name);
        auto stream = std::make_unique<TlsStream>(std::move(*socket), clock_, std::move(connection),
                                                  endpoint_text(endpoint));
        const auto shaken = co_await stream->handshake(deadline);
        if (shaken) {
            std::unique_ptr<ByteStream> ready = std::move(stream);
            co_return ready;
        }
        last = dial_error(DialError::Stage::handshake, origin, shaken.error().detail);
    }
    co_return Unexpected{std::move(last)};
}

}  // namespace halogate::io

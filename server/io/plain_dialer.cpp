// SPDX-License-Identifier: MIT
#include "io/plain_dialer.hpp"

#include <memory>
#include <utility>

#include "base/private_address.hpp"
#include "io/tcp_connect.hpp"
#include "io/tcp_stream.hpp"

namespace halogate::io {

namespace {

bool is_near(const boost::asio::ip::address& address) {
    if (address.is_v4()) return is_private_address(address.to_v4().to_bytes());
    return is_private_address(address.to_v6().to_bytes());
}

}  // namespace

Task<Expected<std::unique_ptr<ByteStream>, DialError>> PlainDialer::dial(const Origin& origin,
                                                                         TimePoint deadline) {
    auto endpoints = co_await resolve(executor_, clock_, origin, deadline);
    if (!endpoints) co_return Unexpected{std::move(endpoints).error()};
    DialError last = dial_error(DialError::Stage::connect, origin, "the name has no address");
    std::size_t left = endpoints->size();
    for (const auto& endpoint : *endpoints) {
        const TimePoint share = share_of(deadline, left--, clock_.now());
        if (!is_near(endpoint.address())) {
            last = dial_error(
                DialError::Stage::connect, origin,
                endpoint_text(endpoint) + " is neither this machine nor in a private network: use https://");
            continue;
        }
        auto socket = co_await connect(executor_, clock_, endpoint, share);
        if (!socket) {
            last = dial_error(DialError::Stage::connect, origin, socket.error());
            continue;
        }
        PeerCredentials nothing;
        std::unique_ptr<ByteStream> stream = std::make_unique<TcpStream>(
            std::move(*socket), clock_, endpoint_text(endpoint), std::move(nothing));
        co_return stream;
    }
    co_return Unexpected{std::move(last)};
}

}  // namespace halogate::io

// SPDX-License-Identifier: MIT
#include "io/tls_dialer.hpp"

#include <algorithm>
#include <boost/asio/error.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <memory>
#include <utility>
#include <vector>

#include "io/signal.hpp"
#include "io/socket.hpp"
#include "io/tls_stream.hpp"

namespace halogate::io {

namespace {

using Tcp = boost::asio::ip::tcp;
using Resolver = boost::asio::ip::basic_resolver<Tcp, Executor>;
using TcpSocket = boost::asio::basic_stream_socket<Tcp, Executor>;
using Endpoints = std::vector<Tcp::endpoint>;

DialError error_at(DialError::Stage stage, const Origin& origin, const std::string& detail) {
    return DialError{stage, origin.host + ":" + std::to_string(origin.port) + ": " + detail};
}

/// What a name server said, for whoever still waits for it. Once it has been asked nothing interrupts the
/// question: cancel() leaves it to end by itself, long after the deadline, so it shares this with us.
struct Resolution {
    explicit Resolution(Executor executor) : resolver{executor}, done{executor} {}

    Resolver resolver;
    Endpoints endpoints;
    Signal<boost::system::error_code> done;
};

Task<Expected<Endpoints, DialError>> resolve(Executor executor, AlarmClock& clock, const Origin& origin,
                                             TimePoint deadline) {
    const auto resolution = std::make_shared<Resolution>(executor);
    Alarm alarm{clock, [&resolution] {
                    resolution->done.set(boost::asio::error::timed_out);
                    resolution->resolver.cancel();
                }};
    alarm.set(deadline);
    resolution->resolver.async_resolve(
        origin.host, std::to_string(origin.port),
        [resolution](const boost::system::error_code& error, const Resolver::results_type& found) {
            for (const auto& entry : found) resolution->endpoints.push_back(entry.endpoint());
            resolution->done.set(error);
        });
    const boost::system::error_code error = co_await resolution->done.wait();
    if (error) {
        const bool expired = error == boost::asio::error::timed_out;
        const std::string reason = expired ? "the name server did not answer in time" : error.message();
        co_return Unexpected{error_at(DialError::Stage::resolve, origin, reason)};
    }
    co_return std::move(resolution->endpoints);
}

std::string text(const Tcp::endpoint& endpoint) {
    const auto address = endpoint.address().to_string();
    const bool brackets = endpoint.address().is_v6();
    return (brackets ? "[" + address + "]" : address) + ":" + std::to_string(endpoint.port());
}

Task<Expected<TcpSocket, std::string>> connect(Executor executor, AlarmClock& clock, Tcp::endpoint endpoint,
                                               TimePoint deadline) {
    TcpSocket socket{executor};
    bool expired = false;
    Alarm alarm{clock, [&] {
                    expired = true;
                    boost::system::error_code ignored;
                    socket.cancel(ignored);
                }};
    alarm.set(deadline);
    const auto [error] = co_await socket.async_connect(endpoint, as_result);
    if (error) co_return Unexpected{expired ? std::string{"connect timed out"} : error.message()};
    boost::system::error_code ignored;
    socket.set_option(Tcp::no_delay{true}, ignored);
    co_return socket;
}

}  // namespace

Task<Expected<std::unique_ptr<ByteStream>, DialError>> TlsDialer::dial(const Origin& origin,
                                                                       TimePoint deadline) {
    auto endpoints = co_await resolve(executor_, clock_, origin, deadline);
    if (!endpoints) co_return Unexpected{std::move(endpoints).error()};
    DialError last = error_at(DialError::Stage::connect, origin, "the name has no address");
    std::size_t left = endpoints->size();
    for (const auto& endpoint : *endpoints) {
        // An address that swallows packets must not use up the time of those after it.
        const TimePoint now = clock_.now();
        const Duration share =
            std::max(Duration::zero(), deadline - now) / static_cast<Duration::rep>(left--);
        auto socket = co_await connect(executor_, clock_, endpoint, now + share);
        if (!socket) {
            last = error_at(DialError::Stage::connect, origin, socket.error());
            continue;
        }
        const std::string& name = origin.server_name.empty() ? origin.host : origin.server_name;
        StreamSocket generic{std::move(*socket)};
        SslHandle connection = context_.client(generic.native_handle(), name);
        auto stream =
            std::make_unique<TlsStream>(std::move(generic), clock_, std::move(connection), text(endpoint));
        const auto shaken = co_await stream->handshake(deadline);
        if (shaken) {
            std::unique_ptr<ByteStream> ready = std::move(stream);
            co_return ready;
        }
        last = error_at(DialError::Stage::handshake, origin, shaken.error().detail);
    }
    co_return Unexpected{std::move(last)};
}

}  // namespace halogate::io

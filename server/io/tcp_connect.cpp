// SPDX-License-Identifier: MIT
#include "io/tcp_connect.hpp"

#include <algorithm>
#include <boost/asio/error.hpp>
#include <memory>
#include <utility>

#include "io/signal.hpp"

namespace halogate::io {

namespace {

using Tcp = boost::asio::ip::tcp;
using Resolver = boost::asio::ip::basic_resolver<Tcp, Executor>;
using TcpSocket = boost::asio::basic_stream_socket<Tcp, Executor>;

/// What a name server said, for whoever still waits for it. Once it has been asked nothing interrupts the
/// question: cancel() leaves it to end by itself, long after the deadline, so it shares this with us.
struct Resolution {
    explicit Resolution(Executor executor) : resolver{executor}, done{executor} {}

    Resolver resolver;
    Endpoints endpoints;
    Signal<boost::system::error_code> done;
};

}  // namespace

DialError dial_error(DialError::Stage stage, const Origin& origin, const std::string& detail) {
    return DialError{stage, origin.host + ":" + std::to_string(origin.port) + ": " + detail};
}

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
        co_return Unexpected{dial_error(DialError::Stage::resolve, origin, reason)};
    }
    co_return std::move(resolution->endpoints);
}

Task<Expected<StreamSocket, std::string>> connect(Executor executor, AlarmClock& clock,
                                                  Tcp::endpoint endpoint, TimePoint deadline) {
    TcpSocket socket{executor};
    bool expired = false;
    Alarm alarm{clock, [&] {
                    expired = true;
                    boost::system::error_code ignored;
                    socket.cancel(ignored);
                }};
    alarm.set(deadline);
    Signal<boost::system::error_code> connected{executor};
    socket.async_connect(endpoint,
                         [&connected](const boost::system::error_code& result) { connected.set(result); });
    const boost::system::error_code error = co_await connected.wait();
    if (error) co_return Unexpected{expired ? std::string{"connect timed out"} : error.message()};
    boost::system::error_code ignored;
    socket.set_option(Tcp::no_delay{true}, ignored);
    co_return StreamSocket{std::move(socket)};
}

TimePoint share_of(TimePoint deadline, std::size_t left, TimePoint now) {
    return now + std::max(Duration::zero(), deadline - now) / static_cast<Duration::rep>(left);
}

std::string endpoint_text(const Tcp::endpoint& endpoint) {
    const auto address = endpoint.address().to_string();
    const bool brackets = endpoint.address().is_v6();
    return (brackets ? "[" + address + "]" : address) + ":" + std::to_string(endpoint.port());
}

}  // namespace halogate::io

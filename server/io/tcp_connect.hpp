// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/ip/tcp.hpp>

#include <string>
#include <vector>

#include "io/alarm.hpp"
#include "io/dialer.hpp"
#include "io/socket.hpp"

namespace halogate::io {

using Endpoints = std::vector<boost::asio::ip::tcp::endpoint>;

/// "host:port: detail"
[[nodiscard]] DialError dial_error(DialError::Stage stage, const Origin& origin, const std::string& detail);

/// The addresses of a host, asked for on Asio's own thread: a slow name server does not stop the reactor.
[[nodiscard]] Task<Expected<Endpoints, DialError>> resolve(Executor executor, AlarmClock& clock,
                                                           const Origin& origin, TimePoint deadline);

/// A connection to this address, or one sentence why there is none.
[[nodiscard]] Task<Expected<StreamSocket, std::string>> connect(Executor executor, AlarmClock& clock,
                                                                boost::asio::ip::tcp::endpoint endpoint,
                                                                TimePoint deadline);

/// How long the next of `left` addresses may take: one that swallows packets must not use up the time of
/// those after it.
[[nodiscard]] TimePoint share_of(TimePoint deadline, std::size_t left, TimePoint now);

/// "192.0.2.1:443", "[2001:db8::1]:443"
[[nodiscard]] std::string endpoint_text(const boost::asio::ip::tcp::endpoint& endpoint);

}  // namespace halogate::io

// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>

#include "base/clock.hpp"
#include "sandbox/delivery.hpp"
#include "sandbox/options.hpp"
#include "sandbox/tenant.hpp"

namespace halogate::sandbox {

class Session;

/// What the listener and all sessions share. Held by each of them, so that the Server may go first.
struct Shared {
    Shared(boost::asio::io_context& io, Options given);

    Options options;
    SystemClock clock;
    Tenant tenant;
    std::string certificate_pem;
    boost::asio::ssl::context tls;
    boost::asio::ip::tcp::acceptor acceptor;
    boost::asio::steady_timer accept_pause;
    std::unordered_set<Session*> sessions;
    const std::string stream_block;
};

/// One connection: handshake, then request after request until either side has had enough.
class Session : public std::enable_shared_from_this<Session> {
public:
    Session(std::shared_ptr<Shared> shared, boost::asio::ip::tcp::socket socket);
    ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    /// Ends when the peer closes or breaks off, when a request is malformed, when an answer says so, or after
    /// abort().
    [[nodiscard]] boost::asio::awaitable<void> run();
    /// Ends whatever run() is waiting for.
    void abort() noexcept;

private:
    struct Arrived {
        Request request;
        TimePoint started_at;
        Persistence persistence = Persistence::keep_alive;
    };

    [[nodiscard]] boost::asio::awaitable<bool> shake_hands();
    [[nodiscard]] boost::asio::awaitable<std::optional<Arrived>> receive();
    [[nodiscard]] boost::asio::awaitable<bool> read_more();
    [[nodiscard]] boost::asio::awaitable<void> refuse(unsigned status);
    [[nodiscard]] boost::asio::awaitable<Ending> serve(const Arrived& arrived);
    [[nodiscard]] boost::asio::awaitable<bool> carry_out(const Delivery& delivery);
    [[nodiscard]] boost::asio::awaitable<bool> send(std::string bytes);
    [[nodiscard]] boost::asio::awaitable<bool> send_slowly(const std::string& bytes, Duration pause);
    [[nodiscard]] boost::asio::awaitable<bool> send_stream(const Delivery& delivery);
    [[nodiscard]] boost::asio::awaitable<void> wait_for(Duration span);
    [[nodiscard]] boost::asio::awaitable<void> close();
    [[nodiscard]] boost::asio::awaitable<void> wait_for_hang_up();
    void reset() noexcept;
    [[nodiscard]] Moment moment() const;

    std::shared_ptr<Shared> shared_;
    std::uint64_t number_;
    boost::asio::ssl::stream<boost::asio::ip::tcp::socket> stream_;
    boost::asio::steady_timer timer_;
    boost::beast::flat_buffer buffer_;
};

}  // namespace halogate::sandbox

// SPDX-License-Identifier: MIT
#include "sandbox/session.hpp"

#include <openssl/ssl.h>

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <chrono>
#include <utility>

#include "base/ascii.hpp"

namespace halogate::sandbox {

namespace net = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;

namespace {

constexpr auto token = net::as_tuple(net::use_awaitable);
constexpr std::size_t record = 16 * 1024;  // a TLS record, the most that one read can bring
constexpr std::uint32_t head_limit = 64 * 1024;
constexpr std::size_t buffer_limit = 2 * head_limit + record;

using Parser = http::request_parser<http::string_body>;

Request request_from(Parser& parser) {
    auto& message = parser.get();
    Request request;
    request.method = std::string{message.method_string()};
    request.target = std::string{message.target()};
    for (const auto& field : message) {
        request.fields.push_back({std::string{field.name_string()}, std::string{field.value()}});
    }
    request.body = std::move(message.body());
    return request;
}

unsigned refusal_status(const error_code& error) {
    if (error == http::error::body_limit) return 413;
    return error == http::error::header_limit || error == http::error::buffer_overflow ? 431 : 400;
}

/// A request that is being answered, counted as long as it is.
class InFlight {
public:
    explicit InFlight(ConnectionCounts& counts) noexcept : counts_{counts} {
        counts_.max_in_flight = std::max(counts_.max_in_flight, ++counts_.in_flight);
    }
    ~InFlight() { --counts_.in_flight; }
    InFlight(const InFlight&) = delete;
    InFlight& operator=(const InFlight&) = delete;

private:
    ConnectionCounts& counts_;
};

}  // namespace

Session::Session(std::shared_ptr<Shared> shared, net::ip::tcp::socket socket)
    : shared_{std::move(shared)},
      number_{++shared_->tenant.connections().accepted},
      stream_{std::move(socket), shared_->tls},
      timer_{stream_.get_executor()},
      buffer_{buffer_limit} {
    ++shared_->tenant.connections().open;
    shared_->sessions.insert(this);
}

Session::~Session() {
    shared_->sessions.erase(this);
    --shared_->tenant.connections().open;
}

void Session::abort() noexcept {
    error_code ignored;
    timer_.cancel();
    stream_.lowest_layer().close(ignored);
}

Moment Session::moment() const {
    return {shared_->clock.now(), shared_->clock.wall_now()};
}

net::awaitable<void> Session::run() {
    const auto self = shared_from_this();
    if (!co_await shake_hands()) co_return;
    Ending ending = Ending::keep;
    while (ending == Ending::keep) {
        const auto arrived = co_await receive();
        ending = Ending::close;
        if (arrived) ending = co_await serve(*arrived);
    }
    if (ending == Ending::reset) reset();
    if (ending == Ending::silence) co_await wait_for_hang_up();
    if (ending == Ending::close) co_await close();
}

net::awaitable<bool> Session::shake_hands() {
    error_code ignored;
    stream_.lowest_layer().set_option(net::ip::tcp::no_delay{true}, ignored);
    const auto [error] = co_await stream_.async_handshake(net::ssl::stream_base::server, token);
    if (error) co_return false;
    auto& counts = shared_->tenant.connections();
    ++counts.handshakes;
    if (SSL_session_reused(stream_.native_handle()) == 1) ++counts.resumed;
    co_return true;
}

net::awaitable<bool> Session::read_more() {
    if (buffer_.size() + record > buffer_.max_size()) co_return false;
    const auto space = buffer_.prepare(record);
    const auto [error, count] = co_await stream_.async_read_some(space, token);
    buffer_.commit(count);
    co_return !error;
}

/// The parser is fed by hand: Beast's composed reads would cost half a minute of compile time and bring
/// nothing.
net::awaitable<std::optional<Session::Arrived>> Session::receive() {
    Parser parser;
    parser.eager(true);
    parser.header_limit(head_limit);
    parser.body_limit(shared_->options.body_limit);
    std::optional<TimePoint> started_at;
    while (true) {
        error_code error;
        if (buffer_.size() > 0) buffer_.consume(parser.put(buffer_.cdata(), error));
        if (error && error != http::error::need_more) {
            co_await refuse(refusal_status(error));
            co_return std::nullopt;
        }
        if (parser.is_header_done() && !started_at) {
            started_at = shared_->clock.now();
            const bool waits = ascii::equal_ignoring_case(parser.get()[http::field::expect], "100-continue");
            if (waits && !parser.is_done() && !co_await send("HTTP/1.1 100 Continue\r\n\r\n"))
                co_return std::nullopt;
        }
        if (parser.is_done()) break;
        if ((error || buffer_.size() == 0) && !co_await read_more()) co_return std::nullopt;
    }
    const auto persistence = parser.keep_alive() ? Persistence::keep_alive : Persistence::close;
    co_return Arrived{request_from(parser), *started_at, persistence};
}

net::awaitable<void> Session::refuse(unsigned status) {
    Answer answer = error_answer(status, "The request cannot be read");
    const Delivery delivery =
        plan_delivery(std::move(answer), std::nullopt, "GET", Persistence::close, shared_->clock.wall_now());
    static_cast<void>(co_await carry_out(delivery));
}

net::awaitable<Ending> Session::serve(const Arrived& arrived) {
    const InFlight counted{shared_->tenant.connections()};
    const Origin origin{number_, arrived.started_at};
    Served served = shared_->tenant.answer(arrived.request, origin, moment());
    if (served.latency > Duration::zero()) co_await wait_for(served.latency);
    const Delivery delivery = plan_delivery(std::move(served.answer), served.fault, arrived.request.method,
                                            arrived.persistence, shared_->clock.wall_now());
    const bool sent = co_await carry_out(delivery);
    co_return sent ? delivery.ending : Ending::close;
}

net::awaitable<bool> Session::carry_out(const Delivery& delivery) {
    if (delivery.head.empty()) co_return true;
    const bool slow = delivery.slow_head || delivery.slow_body;
    // One write for both, hence one TLS record for an answer of usual size.
    if (!slow && !co_await send(delivery.head + delivery.body)) co_return false;
    if (delivery.slow_head && !co_await send_slowly(delivery.head, delivery.pause)) co_return false;
    if (delivery.slow_head && !co_await send(delivery.body)) co_return false;
    if (delivery.slow_body && !co_await send(delivery.head)) co_return false;
    if (delivery.slow_body && !co_await send_slowly(delivery.body, delivery.pause)) co_return false;
    if (delivery.stream && !co_await send_stream(delivery)) co_return false;
    if (delivery.ending == Ending::close && delivery.pause > Duration::zero())
        co_await wait_for(delivery.pause);
    co_return true;
}

net::awaitable<bool> Session::send(std::string bytes) {
    if (bytes.empty()) co_return true;
    const auto buffer = net::buffer(bytes);
    const auto [error, count] = co_await net::async_write(stream_, buffer, token);
    co_return !error && count == bytes.size();
}

net::awaitable<bool> Session::send_slowly(const std::string& bytes, Duration pause) {
    for (const char byte : bytes) {
        std::string one(1, byte);
        if (!co_await send(std::move(one))) co_return false;
        co_await wait_for(pause);
    }
    co_return true;
}

net::awaitable<bool> Session::send_stream(const Delivery& delivery) {
    const bool chunked = delivery.stream->coding == BodyCoding::chunked;
    const std::string& block = shared_->stream_block;
    for (std::uint64_t left = delivery.stream->bytes; left > 0;) {
        const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(left, block.size()));
        const auto piece = std::string_view{block}.substr(0, size);
        std::string bytes = chunked ? chunk_of(piece) : std::string{piece};
        if (!co_await send(std::move(bytes))) co_return false;
        left -= size;
    }
    if (chunked && delivery.last_chunk && !co_await send("0\r\n\r\n")) co_return false;
    co_return true;
}

net::awaitable<void> Session::wait_for(Duration span) {
    timer_.expires_after(std::chrono::duration_cast<net::steady_timer::duration>(span));
    static_cast<void>(co_await timer_.async_wait(token));
}

/// close_notify, then the peer has a moment to say the same before TCP is closed.
net::awaitable<void> Session::close() {
    timer_.expires_after(std::chrono::milliseconds{200});
    timer_.async_wait([weak = weak_from_this()](const error_code& error) {
        const auto session = weak.lock();
        if (session && !error) session->abort();
    });
    static_cast<void>(co_await stream_.async_shutdown(token));
    abort();
}

net::awaitable<void> Session::wait_for_hang_up() {
    bool here = true;
    while (here) {
        buffer_.clear();
        here = co_await read_more();
    }
}

void Session::reset() noexcept {
    error_code ignored;
    // Lingering for no time at all turns the close into a reset (socket(7), SO_LINGER).
    const net::socket_base::linger at_once{true, 0};
    stream_.lowest_layer().set_option(at_once, ignored);
    abort();
}

}  // namespace halogate::sandbox

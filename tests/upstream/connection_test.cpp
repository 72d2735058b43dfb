// SPDX-License-Identifier: MIT
#include "upstream/connection.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "support/reactor.hpp"

namespace halogate::upstream {
namespace {

/// A tenant that has answered and kept the connection, whatever became of the request.
class AnsweredStream final : public io::ByteStream {
public:
    explicit AnsweredStream(io::IoError when_writing) : when_writing_{when_writing} {}

    [[nodiscard]] io::Task<io::ReadResult> read_some(std::span<char> into, TimePoint) override {
        if (answer_.empty()) co_return io::ReadResult{io::IoError::timed_out, 0};
        const std::size_t size = std::min(into.size(), answer_.size());
        std::copy_n(answer_.begin(), size, into.begin());
        answer_.erase(0, size);
        co_return io::ReadResult{io::IoError::none, size};
    }
    [[nodiscard]] io::Task<io::WriteResult> write_all(std::string_view, std::string_view,
                                                      TimePoint) override {
        co_return io::WriteResult{when_writing_, true};
    }
    void interrupt() override {}
    [[nodiscard]] bool is_quiet() override { return true; }
    void watch_for_close(std::function<void()>) override {}
    void unwatch() override {}
    void shutdown_send() noexcept override {}
    void close() noexcept override {}
    void reset() noexcept override { close(); }
    [[nodiscard]] const std::string& peer() const noexcept override { return peer_; }

private:
    io::IoError when_writing_;
    std::string answer_ = "HTTP/1.1 413 Payload Too Large\r\nContent-Length: 2\r\n\r\nno";
    std::string peer_;
};

io::Task<void> converse(Connection& connection) {
    connection.begin(http::Method::post);
    const std::string_view request = "POST / HTTP/1.1\r\n";
    const io::WriteResult sent = co_await connection.send(request, io::no_second_piece, TimePoint::max());
    static_cast<void>(sent);
    EXPECT_EQ(co_await connection.read_head(TimePoint::max()), ReadStatus::ok);
    while (!connection.body_complete()) {
        const Connection::Piece piece = co_await connection.read_body(TimePoint::max());
        EXPECT_EQ(piece.status, ReadStatus::ok);
    }
}

bool reusable_after(io::IoError when_writing) {
    test::Reactor reactor;
    Connection connection{std::make_unique<AnsweredStream>(when_writing), http::HeadLimits{}};
    reactor.tasks.spawn(converse(connection));
    reactor.settle();
    return connection.reusable();
}

TEST(Connection, IsUsedAgainAfterAWholeRequestAndAWholeAnswer) {
    EXPECT_TRUE(reusable_after(io::IoError::none));
}

TEST(Connection, IsNeverUsedAgainWhenTheTenantAnsweredARequestThatWasNotSentToItsEnd) {
    EXPECT_FALSE(reusable_after(io::IoError::timed_out));
}

TEST(Connection, IsGoodForAnotherCallWhenNobodyHasUsedItYet) {
    Connection connection{std::make_unique<AnsweredStream>(io::IoError::none), http::HeadLimits{}};
    EXPECT_TRUE(connection.reusable());
}

}  // namespace
}  // namespace halogate::upstream

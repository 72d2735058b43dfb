// SPDX-License-Identifier: MIT
#include "io/socket.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>

#include <array>
#include <optional>
#include <string>

#include "support/reactor.hpp"

namespace halogate::io {
namespace {

using namespace std::chrono_literals;

struct SocketTest : testing::Test {
    SocketTest() {
        std::array<int, 2> ends{};
        if (::socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()) != 0) throw std::runtime_error{"socketpair"};
        const boost::asio::generic::stream_protocol protocol{AF_UNIX, 0};
        ours.emplace(StreamSocket{reactor.executor(), protocol, ends[0]}, reactor.clock);
        theirs.emplace(reactor.executor(), protocol, ends[1]);
    }
    Task<void> wait_to_read() {
        // There is nothing to read: it is known from now on.
        std::array<char, 8> bytes{};
        EXPECT_EQ(ours->receive(bytes).bytes, 0U);
        waited = co_await ours->wait(Socket::Operation::read);
    }

    Task<void> read_to_the_end() {
        std::array<char, 64> bytes{};
        while (read_ended == IoError::none) {
            read_ended = co_await ours->wait(Socket::Operation::read);
            const Socket::Transfer got = ours->receive(bytes);
            read += got.bytes;
            read_ended = got.error;
        }
    }
    Task<void> read_byte_by_byte() {
        std::array<char, 1> byte{};
        while (read < 4096) {
            const IoError error = co_await ours->wait(Socket::Operation::read);
            if (error != IoError::none) co_return;
            read += ours->receive(byte).bytes;
        }
    }
    Task<void> look_on() {
        read_before_the_other = read;
        co_return;
    }

    test::Reactor reactor;
    std::size_t read = 0;
    std::size_t read_before_the_other = 0;
    IoError read_ended = IoError::none;
    std::optional<IoError> waited;
    std::optional<Socket> other;
    std::optional<Socket> ours;
    std::optional<StreamSocket> theirs;
    int closes = 0;
};

TEST_F(SocketTest, AnOperationBetweenTwoStepsAtItsDeadlineEndsAllTheSame) {
    ours->begin(Socket::Operation::read, reactor.clock.now() + 1s);
    reactor.advance(1s);
    // The second step of a long read, say, begins only now.
    reactor.tasks.spawn(wait_to_read());
    reactor.advance(1s);
    ASSERT_TRUE(waited);
    EXPECT_EQ(*waited, IoError::aborted);
    EXPECT_TRUE(ours->end(Socket::Operation::read));
}

TEST_F(SocketTest, AnInterruptEndsBothDirectionsAsTheirDeadlinesWould) {
    ours->begin(Socket::Operation::read, TimePoint::max());
    ours->begin(Socket::Operation::write, TimePoint::max());
    ours->interrupt();
    EXPECT_TRUE(ours->end(Socket::Operation::read));
    EXPECT_TRUE(ours->end(Socket::Operation::write));
    ours->begin(Socket::Operation::read, TimePoint::max());
    EXPECT_FALSE(ours->end(Socket::Operation::read)) << "what is not pending is not interrupted";
}

TEST_F(SocketTest, WhoeverWatchesIsToldOfOurOwnClose) {
    ours->watch_for_close([&] { ++closes; });
    ours->close();
    reactor.settle();
    EXPECT_EQ(closes, 1);
}

TEST_F(SocketTest, WatchingASocketThatIsClosedAlreadyTellsSo) {
    ours->close();
    ours->watch_for_close([&] { ++closes; });
    reactor.settle();
    EXPECT_EQ(closes, 1);
}

TEST_F(SocketTest, AWatchThatHasEndedIsSilent) {
    ours->watch_for_close([&] { ++closes; });
    ours->unwatch();
    ours->close();
    reactor.settle();
    ours.reset();
    EXPECT_EQ(closes, 0);
}

TEST_F(SocketTest, ThePeersCloseIsSeenOnce) {
    ours->watch_for_close([&] { ++closes; });
    theirs.reset();
    reactor.settle();
    ours->close();
    reactor.settle();
    EXPECT_EQ(closes, 1);
}

TEST_F(SocketTest, ACloseThatCameTogetherWithBytesIsSeenBehindThem) {
    reactor.tasks.spawn(read_to_the_end());
    reactor.settle();
    ASSERT_EQ(::send(theirs->native_handle(), "last words", 10, 0), 10);
    theirs.reset();
    reactor.settle();
    EXPECT_EQ(read, 10U);
    EXPECT_EQ(read_ended, IoError::closed) << "nothing tells of it again";
}

TEST_F(SocketTest, ThatNothingIsThereIsKnownWithoutAsking) {
    EXPECT_TRUE(ours->may_be_ready(Socket::Operation::read)) << "nobody has looked yet";
    std::array<char, 8> bytes{};
    EXPECT_EQ(ours->receive(bytes).bytes, 0U);
    EXPECT_FALSE(ours->may_be_ready(Socket::Operation::read));
    ASSERT_EQ(::send(theirs->native_handle(), "abc", 3, 0), 3);
    reactor.settle();
    EXPECT_TRUE(ours->may_be_ready(Socket::Operation::read));
    EXPECT_EQ(ours->receive(bytes).bytes, 3U);
    EXPECT_FALSE(ours->may_be_ready(Socket::Operation::read)) << "less than there was room for is all";
}

TEST_F(SocketTest, WhoeverNeverHasToWaitLetsOthersHaveTheirTurn) {
    const std::string much(4096, 'x');
    ASSERT_EQ(::send(theirs->native_handle(), much.data(), much.size(), 0), 4096);
    reactor.tasks.spawn(read_byte_by_byte());
    reactor.tasks.spawn(look_on());
    reactor.settle();
    EXPECT_EQ(read, 4096U);
    EXPECT_LT(read_before_the_other, 4096U);
}

TEST_F(SocketTest, AnEventOfASocketThatIsGoneReachesNobody) {
    std::array<int, 2> ends{};
    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()), 0);
    const boost::asio::generic::stream_protocol protocol{AF_UNIX, 0};
    StreamSocket end_of_other{reactor.executor(), protocol, ends[1]};
    other.emplace(StreamSocket{reactor.executor(), protocol, ends[0]}, reactor.clock);
    // Whichever is told first ends the other, whose event was fetched with its own.
    ours->watch_for_close([this] { ++closes, other.reset(); });
    other->watch_for_close([this] { ++closes, ours.reset(); });
    reactor.settle();
    theirs.reset();
    end_of_other.close();
    reactor.settle();
    EXPECT_EQ(closes, 1);
}

}  // namespace
}  // namespace halogate::io

// SPDX-License-Identifier: MIT
#include "io/socket.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>

#include <array>
#include <boost/asio/buffer.hpp>
#include <optional>

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
    test::Reactor reactor;
    std::optional<Socket> ours;
    std::optional<StreamSocket> theirs;
    int closes = 0;
};

TEST_F(SocketTest, AnOperationBetweenTwoStepsAtItsDeadlineEndsAllTheSame) {
    ours->begin(Socket::Operation::read, reactor.clock.now() + 1s);
    reactor.advance(1s);
    // The second step of a long write, say, begins only now.
    std::array<char, 8> bytes{};
    std::optional<boost::system::error_code> ended;
    ours->get().async_read_some(boost::asio::buffer(bytes),
                                [&](const boost::system::error_code& error, std::size_t) { ended = error; });
    reactor.advance(1s);
    ASSERT_TRUE(ended);
    EXPECT_EQ(io_error(*ended, ours->end(Socket::Operation::read)), IoError::timed_out);
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

}  // namespace
}  // namespace halogate::io

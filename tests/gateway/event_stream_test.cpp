// SPDX-License-Identifier: MIT
#include "gateway/event_stream.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "support/pipe_stream.hpp"

namespace halogate::gateway {
namespace {

using namespace std::chrono_literals;
using test::PipeStream;
using test::Reactor;
using testing::IsEmpty;
using testing::Not;

/// A stream that says how often it was asked, and its listeners.
class EventStreamTest : public testing::Test {
protected:
    std::unique_ptr<PipeStream> listen() {
        PipeStream::Pair ends = PipeStream::connected(reactor);
        reactor.tasks.spawn(serve(std::move(ends.first)));
        reactor.settle();
        return std::move(ends.second);
    }
    std::string read(PipeStream& listener) {
        std::string bytes;
        reactor.tasks.spawn(take(listener, bytes));
        reactor.advance(1ns);
        return bytes;
    }
    /// Second by second, so that each event finds who waits for it.
    void pass(std::chrono::seconds time) {
        for (; time > 0s; time -= 1s) reactor.advance(1s);
    }
    static std::string event(int number) {
        return "event: status\ndata: {\"n\":" + std::to_string(number) + "}\n\n";
    }

    Reactor reactor;
    int described = 0;
    EventStream stream{reactor.executor(), reactor.clock,
                       [this] { return "{\"n\":" + std::to_string(++described) + "}"; }};

private:
    io::Task<void> serve(std::unique_ptr<PipeStream> listener) {
        co_await stream.serve(*listener);
        listener->shutdown_send();
    }
    io::Task<void> take(PipeStream& listener, std::string& bytes) {
        for (;;) {
            std::array<char, 4096> buffer{};
            const std::span<char> room{buffer};
            const TimePoint deadline = reactor.clock.now() + 1ns;
            const io::ReadResult got = co_await listener.read_some(room, deadline);
            if (got.error != io::IoError::none) co_return;
            bytes.append(buffer.data(), got.bytes);
        }
    }
};

TEST_F(EventStreamTest, WhoListensIsToldAtOnceAndThenOnceASecond) {
    const auto listener = listen();
    EXPECT_EQ(read(*listener), event(1));
    reactor.advance(900ms);
    EXPECT_THAT(read(*listener), IsEmpty());
    reactor.advance(100ms);
    EXPECT_EQ(read(*listener), event(2));
    reactor.advance(1s);
    EXPECT_EQ(read(*listener), event(3));
    stream.end();
    reactor.settle();
}

TEST_F(EventStreamTest, AllListenersAreToldTheSameWhichIsMadeOnce) {
    const auto one = listen();
    const auto other = listen();
    static_cast<void>(read(*one));
    static_cast<void>(read(*other));
    reactor.advance(1s);
    EXPECT_EQ(read(*one), event(3));
    EXPECT_EQ(read(*other), event(3));
    EXPECT_EQ(described, 3);
    stream.end();
    reactor.settle();
}

TEST_F(EventStreamTest, WhileNobodyListensNothingIsMade) {
    auto listener = listen();
    listener.reset();
    reactor.settle();
    const int before = described;
    pass(60s);
    EXPECT_EQ(described, before);
    EXPECT_EQ(reactor.tasks.size(), 0U) << "it still serves a listener that is gone";
    const auto next = listen();
    reactor.advance(1s);
    EXPECT_EQ(read(*next), event(before + 1) + event(before + 2)) << "it does not tick any more";
    stream.end();
    reactor.settle();
}

TEST_F(EventStreamTest, AListenerThatReadsSlowlyMissesEventsAndHoldsUpNobody) {
    PipeStream::Pair ends = PipeStream::connected(reactor);
    ends.second->takes_at_most(10);
    std::unique_ptr<PipeStream> slow = std::move(ends.second);
    std::unique_ptr<PipeStream> served = std::move(ends.first);
    bool is_over = false;
    reactor.tasks.spawn([](EventStream& events, PipeStream& to, bool& over) -> io::Task<void> {
        co_await events.serve(to);
        over = true;
    }(stream, *served, is_over));
    reactor.settle();
    const auto quick = listen();
    pass(3s);
    EXPECT_EQ(read(*quick), event(2) + event(3) + event(4) + event(5));
    EXPECT_FALSE(is_over);
    EXPECT_EQ(read(*slow), event(1)) << "it goes on once it is read";
    reactor.advance(1s);
    EXPECT_THAT(read(*slow), Not(IsEmpty())) << "it takes part again";
    pass(10s);
    EXPECT_TRUE(is_over) << "it does not read, and is let go";
    stream.end();
    reactor.settle();
}

TEST_F(EventStreamTest, TheEndTellsEverybodyOnceMoreAndServesNobodyAnyLonger) {
    const auto listener = listen();
    static_cast<void>(read(*listener));
    stream.end();
    reactor.settle();
    EXPECT_EQ(read(*listener), event(2));
    EXPECT_EQ(reactor.tasks.size(), 0U);
    pass(5s);
    EXPECT_EQ(described, 2);
}

TEST_F(EventStreamTest, WhoIsBeingToldWhenTheEndComesIsToldOfItToo) {
    PipeStream::Pair ends = PipeStream::connected(reactor);
    ends.second->takes_at_most(10);
    reactor.tasks.spawn([](EventStream& events, PipeStream& to) -> io::Task<void> {
        co_await events.serve(to);
    }(stream, *ends.first));
    reactor.settle();
    stream.end();
    EXPECT_EQ(read(*ends.second), event(1) + event(3));
    EXPECT_EQ(reactor.tasks.size(), 0U);
}

TEST_F(EventStreamTest, TheirNumberIsBounded) {
    std::vector<std::unique_ptr<PipeStream>> listeners;
    for (std::size_t i = 0; i < EventStream::most_listeners; ++i) {
        EXPECT_TRUE(stream.has_room());
        listeners.push_back(listen());
    }
    EXPECT_FALSE(stream.has_room());
    listeners.pop_back();
    reactor.settle();
    EXPECT_TRUE(stream.has_room()) << "a place is free again";
    stream.end();
    reactor.settle();
}

}  // namespace
}  // namespace halogate::gateway

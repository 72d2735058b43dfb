// SPDX-License-Identifier: MIT
#include "io/plain_dialer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "io/listener.hpp"
#include "support/reactor.hpp"

namespace halogate::io {
namespace {

using Dialled = Expected<std::unique_ptr<ByteStream>, DialError>;

struct PlainDialerTest : testing::Test {
    Task<void> dial(Origin origin, std::optional<Dialled>& result) {
        result.emplace(co_await dialer.dial(origin, TimePoint::max()));
        if (listener) listener->stop();
        // The poller waits for sockets as long as there are any.
        reactor.context.stop();
    }
    /// Numbers are looked up on a thread of their own, in real time.
    std::optional<Dialled> dialled(Origin origin) {
        std::optional<Dialled> result;
        reactor.tasks.spawn(dial(std::move(origin), result));
        reactor.context.restart();
        reactor.context.run();
        return result;
    }

    test::Reactor reactor;
    PlainDialer dialer{reactor.executor(), reactor.clock};
    std::unique_ptr<Listener> listener;
};

TEST_F(PlainDialerTest, ConnectsToThisMachine) {
    listener =
        listen_tcp(reactor.executor(), reactor.clock, "127.0.0.1:0", [](std::unique_ptr<ByteStream>) {});
    const std::string address = listener->address();
    const auto port = std::stoul(address.substr(address.rfind(':') + 1));
    const auto result =
        dialled({.host = "127.0.0.1", .port = static_cast<std::uint16_t>(port), .server_name = {}});
    ASSERT_TRUE(result && *result);
    EXPECT_EQ((**result)->peer(), "127.0.0.1:" + std::to_string(port));
}

TEST_F(PlainDialerTest, NothingIsSentInPlainToTheInternet) {
    for (const char* host : {"203.0.113.1", "169.254.169.254", "2001:db8::1"}) {
        const auto result = dialled({.host = host, .port = 4318, .server_name = {}});
        ASSERT_TRUE(result && !*result) << host;
        EXPECT_THAT(result->error().detail, testing::HasSubstr("use https://")) << host;
    }
}

}  // namespace
}  // namespace halogate::io

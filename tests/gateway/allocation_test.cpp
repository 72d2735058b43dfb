// SPDX-License-Identifier: MIT
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <string_view>

#include "gateway/gateway_fixture.hpp"
#include "io/frame_memory.hpp"
#include "io/tcp_stream.hpp"
#include "support/allocation_count.hpp"

namespace halogate::gateway {
namespace {

/// The gateway between two real sockets, whose other ends are the test's.
struct AllocationTest : test::GatewayFixture, testing::Test {
    AllocationTest() : GatewayFixture{of_its_own()} {
        records.keeps_nothing = true;
        gateway.take(entrance, stream(caller_end));
        tenant.connects = [this] { return stream(tenant_end); };
        reactor.settle();
    }
    ~AllocationTest() override {
        ::close(caller_end);
        ::close(tenant_end);
    }

    /// Without the book of reads under way, which keeps a text for each.
    static Shape of_its_own() {
        Shape shape;
        shape.sharing.in_flight = false;
        return shape;
    }
    /// The gateway's end of a connection.
    std::unique_ptr<io::ByteStream> stream(int& other_end) {
        std::array<int, 2> ends{};
        if (::socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()) != 0) throw std::runtime_error{"socketpair"};
        other_end = ends[1];
        const boost::asio::generic::stream_protocol protocol{AF_UNIX, 0};
        io::StreamSocket socket{reactor.executor(), protocol, ends[0]};
        return std::make_unique<io::TcpStream>(std::move(socket), reactor.clock, "127.0.0.1:50000",
                                               io::PeerCredentials{});
    }
    /// One call, from its head to its answer.
    void relay_one() {
        constexpr std::string_view request =
            "GET /api/Tickets?page_size=10&open_only=true HTTP/1.1\r\nHost: localhost:4256\r\n"
            "User-Agent: caller/1.0\r\nAccept: application/json\r\n\r\n";
        constexpr std::string_view head =
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nDate: Fri, 27 Nov 2026 04:23:33 GMT\r\n"
            "Content-Length: 2048\r\n\r\n";
        std::array<char, head.size() + 2048> answer{};
        answer.fill(' ');
        head.copy(answer.data(), head.size());
        std::array<char, 8192> room{};
        ASSERT_EQ(::send(caller_end, request.data(), request.size(), 0),
                  static_cast<ssize_t>(request.size()));
        reactor.settle();
        ASSERT_GT(::recv(tenant_end, room.data(), room.size(), MSG_DONTWAIT), 0);
        ASSERT_EQ(::send(tenant_end, answer.data(), answer.size(), 0), static_cast<ssize_t>(answer.size()));
        reactor.settle();
        ASSERT_GT(::recv(caller_end, room.data(), room.size(), MSG_DONTWAIT), 2048);
    }

    int caller_end = -1;
    int tenant_end = -1;
};

// The query, which may be of any size, is the one text of a call without a place kept for it.
constexpr std::size_t allocations_per_call = 1;

TEST_F(AllocationTest, ARelayedCallAllocatesItsQueryAndNothingElse) {
    if (!io::frame_memory::is_kept) GTEST_SKIP() << "a sanitizer sees every frame come and go";
    for (int i = 0; i < 50; ++i) ASSERT_NO_FATAL_FAILURE(relay_one());
    constexpr int calls = 100;
    const std::size_t before = test::allocations();
    for (int i = 0; i < calls; ++i) ASSERT_NO_FATAL_FAILURE(relay_one());
    const std::size_t allocated = test::allocations() - before;
    // A container of the limiter grows by a block now and then.
    EXPECT_LE(allocated, calls * allocations_per_call + calls / 10);
}

}  // namespace
}  // namespace halogate::gateway

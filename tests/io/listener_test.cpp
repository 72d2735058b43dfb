// SPDX-License-Identifier: MIT
#include "io/listener.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>

#include "support/reactor.hpp"
#include "support/scratch_folder.hpp"
#include "support/test_authority.hpp"

namespace halogate::io {
namespace {

int connect_unix(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
    const int descriptor = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    EXPECT_EQ(::connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    return descriptor;
}

TEST(Listener, AUnixSocketTellsWhoseProcessConnects) {
    const test::ScratchFolder folder;
    test::Reactor reactor;
    std::unique_ptr<ByteStream> taken;
    const auto listener = listen_unix(reactor.executor(), reactor.clock, folder.file("s"), 0600,
                                      [&](std::unique_ptr<ByteStream> stream) { taken = std::move(stream); });
    const int caller = connect_unix(folder.file("s"));
    reactor.settle();
    ASSERT_TRUE(taken);
    EXPECT_EQ(taken->credentials().uid, ::geteuid());
    EXPECT_TRUE(taken->credentials().certificate_names.empty());
    ::close(caller);
}

TEST(Listener, AnAddressWithTlsIsHttps) {
    const test::ScratchFolder folder;
    const test::TestAuthority authority;
    const test::Identity ours = authority.issue({});
    auto context =
        TlsServerContext::load({folder.write("c", ours.certificate), folder.write("k", ours.key), "", {}});
    ASSERT_TRUE(context);
    test::Reactor reactor;
    const auto ignore = [](std::unique_ptr<ByteStream>) {};
    const auto listener =
        listen_tls(reactor.executor(), reactor.clock, "127.0.0.1:0", context.value(), ignore);
    EXPECT_TRUE(listener->address().starts_with("https://127.0.0.1:")) << listener->address();
    const auto plain = listen_tcp(reactor.executor(), reactor.clock, "127.0.0.1:0", ignore);
    EXPECT_TRUE(plain->address().starts_with("http://127.0.0.1:")) << plain->address();
}

}  // namespace
}  // namespace halogate::io

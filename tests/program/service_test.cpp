// SPDX-License-Identifier: MIT
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstddef>
#include <cstring>
#include <thread>

#include "program/support/gateway.hpp"
#include "program/support/patience.hpp"

namespace halogate::program {

namespace {

/// A listening socket as a service manager holds it.
class HeldSocket {
public:
    HeldSocket() {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        descriptor_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        listen_at(reinterpret_cast<const sockaddr*>(&address), sizeof address);
        socklen_t size = sizeof address;
        EXPECT_EQ(::getsockname(descriptor_, reinterpret_cast<sockaddr*>(&address), &size), 0);
        port_ = ntohs(address.sin_port);
    }
    explicit HeldSocket(const std::string& path) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
        descriptor_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        listen_at(reinterpret_cast<const sockaddr*>(&address), sizeof address);
    }
    ~HeldSocket() { ::close(descriptor_); }
    HeldSocket(const HeldSocket&) = delete;
    HeldSocket& operator=(const HeldSocket&) = delete;

    [[nodiscard]] int descriptor() const noexcept { return descriptor_; }
    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
    [[nodiscard]] std::string address() const { return "127.0.0.1:" + std::to_string(port_); }

private:
    void listen_at(const sockaddr* address, socklen_t size) {
        EXPECT_EQ(::bind(descriptor_, address, size), 0);
        EXPECT_EQ(::listen(descriptor_, 100), 0);
    }

    int descriptor_ = -1;
    std::uint16_t port_ = 0;
};

class Activated : public ::testing::Test {
protected:
    ProgramStart start(const std::string& sections) {
        const std::string text = configuration({.sections = sections}, sandbox.url(), sandbox.ca_file(),
                                               folder.write("secret", std::string{client_secret} + "\n"));
        ProgramStart result;
        result.arguments = {"serve", "--config", folder.write("halogate.yaml", text)};
        return result;
    }

    Sandbox sandbox;
    TemporaryFolder folder;
};

TEST_F(Activated, ListenersTakeTheSocketsWithTheirAddresses) {
    const HeldSocket tcp;
    const HeldSocket admin;
    const std::string path = folder.file("held.sock");
    const HeldSocket local{path};
    ProgramStart begin =
        start("listeners:\n  - unix: " + path + "\n  - address: localhost:" + std::to_string(tcp.port()) +
              "\nadmin: {address: \"" + admin.address() + "\"}\n");
    begin.sockets = {{tcp.descriptor(), "tcp"}, {local.descriptor(), "local"}, {admin.descriptor(), "admin"}};
    RunningProgram program{begin};
    program.wait_for_line("listening on http://" + tcp.address());
    EXPECT_EQ(Caller{connect_tcp(tcp.port())}.get("/api/Tickets/1").status, 200U);
    EXPECT_EQ(Caller{connect_unix(path)}.get("/api/Tickets/1").status, 200U);
    EXPECT_EQ(Caller{connect_tcp(admin.port())}.get("/healthz").status, 200U);
    program.send_signal(SIGTERM);
    EXPECT_EQ(program.wait(), 0);
    EXPECT_NO_THROW((void)connect_unix(path)) << "the socket and its file are the manager's";
}

TEST_F(Activated, ASocketThatNoListenerHasIsAnErrorThatNamesIt) {
    const HeldSocket used;
    const HeldSocket unused;
    ProgramStart begin = start("listeners: [{address: \"" + used.address() + "\"}]\n");
    begin.sockets = {{used.descriptor(), "used"}, {unused.descriptor(), "forgotten.socket"}};
    const Finished finished = run(begin);
    EXPECT_EQ(finished.status, 2);
    EXPECT_NE(finished.errors.find(unused.address() + " (forgotten.socket)"), std::string::npos)
        << finished.errors;
}

/// Callers connect all the time while one process ends and the next begins.
TEST_F(Activated, ARestartRefusesNobody) {
    const HeldSocket held;
    ProgramStart begin = start("listeners: [{address: \"" + held.address() + "\"}]\n");
    begin.sockets = {{held.descriptor(), "halogate.socket"}};
    auto program = std::make_unique<RunningProgram>(begin);
    program->wait_for_line("listening on ");
    std::atomic<bool> over = false;
    std::atomic<int> good = 0;
    std::atomic<int> bad = 0;
    std::vector<std::thread> callers;
    for (int i = 0; i < 4; ++i)
        callers.emplace_back([&] {
            while (!over) try {
                    ++(Caller{connect_tcp(held.port())}.get("/api/Tickets/1").status == 200U ? good : bad);
                } catch (const std::exception&) {
                    ++bad;
                }
        });
    for (int restart = 0; restart < 3; ++restart) {
        const int before = good;
        const auto limit = std::chrono::steady_clock::now() + patience;
        while (good < before + 50 && bad == 0) ASSERT_LT(std::chrono::steady_clock::now(), limit);
        program->send_signal(SIGTERM);
        EXPECT_EQ(program->wait(), 0) << program->errors();
        program = std::make_unique<RunningProgram>(begin);
    }
    program->wait_for_line("listening on ");
    over = true;
    for (std::thread& caller : callers) caller.join();
    EXPECT_EQ(bad, 0);
    EXPECT_GT(good, 150);
}

/// The end of NOTIFY_SOCKET that the service manager holds.
class NotifySocket {
public:
    /// `name`: a path, or an abstract name that begins with '@'.
    explicit NotifySocket(const std::string& name) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::memcpy(address.sun_path, name.data(), name.size());
        if (name.front() == '@') address.sun_path[0] = '\0';
        const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
        descriptor_ = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        EXPECT_EQ(::bind(descriptor_, reinterpret_cast<const sockaddr*>(&address), size), 0);
    }
    ~NotifySocket() { ::close(descriptor_); }
    NotifySocket(const NotifySocket&) = delete;
    NotifySocket& operator=(const NotifySocket&) = delete;

    /// The next message that holds `part`.
    std::string wait_for(std::string_view part) {
        const int limit = static_cast<int>(std::chrono::milliseconds{patience}.count());
        for (;;) {
            pollfd watched{descriptor_, POLLIN, 0};
            if (::poll(&watched, 1, limit) <= 0) return "nothing came that holds " + std::string{part};
            char bytes[4096];
            const ssize_t size = ::recv(descriptor_, bytes, sizeof bytes, 0);
            std::string message{bytes, static_cast<std::size_t>(std::max<ssize_t>(size, 0))};
            if (message.find(part) != std::string::npos) return message;
        }
    }

private:
    int descriptor_ = -1;
};

class Notified : public Activated {
protected:
    void expect_a_whole_life(const std::string& name) {
        NotifySocket manager{name};
        ProgramStart begin = start("");
        begin.environment = {{"NOTIFY_SOCKET", name}, {"WATCHDOG_USEC", "200000"}};
        RunningProgram program{begin};
        const std::string ready = manager.wait_for("READY=1");
        EXPECT_NE(ready.find("STATUS=budget 100000 of 100000"), std::string::npos) << ready;
        EXPECT_FALSE(nobody_listens(port_in(program.wait_for_line("listening on "))));
        EXPECT_NE(manager.wait_for("WATCHDOG=1").find("WATCHDOG=1"), std::string::npos);
        EXPECT_NE(manager.wait_for("WATCHDOG=1").find("WATCHDOG=1"), std::string::npos);
        program.send_signal(SIGHUP);
        const std::string reloading = manager.wait_for("RELOADING=1");
        EXPECT_NE(reloading.find("MONOTONIC_USEC="), std::string::npos) << reloading;
        EXPECT_NE(manager.wait_for("READY=1").find("configuration 2"), std::string::npos);
        program.send_signal(SIGTERM);
        EXPECT_NE(manager.wait_for("STOPPING=1").find("STOPPING=1"), std::string::npos);
        EXPECT_EQ(program.wait(), 0);
    }
};

TEST_F(Notified, TheManagerIsToldOfReadinessReloadAndStopThroughAPath) {
    expect_a_whole_life(folder.file("notify"));
}

TEST_F(Notified, TheSameThroughAnAbstractName) {
    expect_a_whole_life("@halogate-test-" + std::to_string(::getpid()));
}

}  // namespace

}  // namespace halogate::program

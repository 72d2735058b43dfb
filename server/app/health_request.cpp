// SPDX-License-Identifier: MIT
#include "app/health_request.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

#include "base/ascii.hpp"

namespace halogate::app {

namespace {

constexpr std::size_t most_bytes = std::size_t{64} * 1024;
/// "HTTP/1.1 200"
constexpr std::size_t status_at = 9;
constexpr std::size_t status_end = 12;

std::string host_to_ask(const settings::ListenAddress& listener) {
    if (listener.host == "0.0.0.0" || ascii::equal_ignoring_case(listener.host, "localhost"))
        return "127.0.0.1";
    return listener.host == "::" ? "::1" : listener.host;
}

std::string reason(int error) {
    return std::generic_category().message(error);
}

class Connection {
public:
    Connection(const settings::ListenAddress& listener, Duration patience)
        : until_{SystemClock{}.now() + patience}, host_{host_to_ask(listener)}, port_{listener.port} {}
    ~Connection() {
        if (socket_ >= 0) ::close(socket_);
    }
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    /// 0, or what is wrong.
    [[nodiscard]] int open() {
        sockaddr_storage storage{};
        const bool is_v6 = host_.find(':') != std::string::npos;
        socklen_t size = 0;
        // NOLINTBEGIN(cppcoreguidelines-pro-type-reinterpret-cast): that is how sockets take addresses
        if (is_v6) {
            auto* const address = reinterpret_cast<sockaddr_in6*>(&storage);
            address->sin6_family = AF_INET6;
            address->sin6_port = htons(port_);
            size = sizeof *address;
            if (::inet_pton(AF_INET6, host_.c_str(), &address->sin6_addr) != 1) return EINVAL;
        } else {
            auto* const address = reinterpret_cast<sockaddr_in*>(&storage);
            address->sin_family = AF_INET;
            address->sin_port = htons(port_);
            size = sizeof *address;
            if (::inet_pton(AF_INET, host_.c_str(), &address->sin_addr) != 1) return EINVAL;
        }
        socket_ = ::socket(is_v6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        if (socket_ < 0) return errno;
        if (::connect(socket_, reinterpret_cast<const sockaddr*>(&storage), size) == 0) return 0;
        // NOLINTEND(cppcoreguidelines-pro-type-reinterpret-cast)
        if (errno != EINPROGRESS) return errno;
        if (!wait(POLLOUT)) return ETIMEDOUT;
        int error = 0;
        socklen_t error_size = sizeof error;
        return ::getsockopt(socket_, SOL_SOCKET, SO_ERROR, &error, &error_size) == 0 ? error : errno;
    }

    [[nodiscard]] int send(std::string_view bytes) {
        while (!bytes.empty()) {
            if (!wait(POLLOUT)) return ETIMEDOUT;
            const auto count = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (count < 0 && errno != EAGAIN && errno != EINTR) return errno;
            if (count > 0) bytes.remove_prefix(static_cast<std::size_t>(count));
        }
        return 0;
    }

    /// All that comes until the peer closes.
    [[nodiscard]] int receive(std::string& out) {
        std::array<char, 4096> piece{};
        while (out.size() < most_bytes) {
            if (!wait(POLLIN)) return ETIMEDOUT;
            const auto count = ::recv(socket_, piece.data(), piece.size(), 0);
            if (count == 0) return 0;
            if (count < 0 && errno != EAGAIN && errno != EINTR) return errno;
            if (count > 0) out.append(piece.data(), static_cast<std::size_t>(count));
        }
        return 0;
    }

private:
    [[nodiscard]] bool wait(short events) const {
        for (;;) {
            const Duration left = until_ - SystemClock{}.now();
            if (left <= Duration::zero()) return false;
            pollfd watched{.fd = socket_, .events = events, .revents = 0};
            const auto milliseconds = std::chrono::ceil<std::chrono::milliseconds>(left).count();
            if (::poll(&watched, 1, static_cast<int>(milliseconds)) > 0) return true;
        }
    }

    TimePoint until_;
    std::string host_;
    std::uint16_t port_;
    int socket_ = -1;
};

}  // namespace

std::string authority_to_ask(const settings::ListenAddress& listener) {
    const std::string host = host_to_ask(listener);
    const bool is_v6 = host.find(':') != std::string::npos;
    return fmt::format("{}{}{}:{}", is_v6 ? "[" : "", host, is_v6 ? "]" : "", listener.port);
}

Expected<HealthAnswer, std::string> ask_health(const settings::ListenAddress& listener, std::string_view path,
                                               Duration patience) {
    const std::string authority = authority_to_ask(listener);
    Connection connection{listener, patience};
    if (const int error = connection.open(); error != 0)
        return Unexpected{fmt::format("cannot connect to {}: {}", authority, reason(error))};
    std::string bytes;
    int error = connection.send(
        fmt::format("GET {} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", path, authority));
    if (error == 0) error = connection.receive(bytes);
    if (error != 0) return Unexpected{fmt::format("{} does not answer: {}", authority, reason(error))};
    const auto status = bytes.starts_with("HTTP/1.1 ") && bytes.size() >= status_end
                            ? ascii::to_unsigned(bytes.substr(status_at, status_end - status_at))
                            : std::nullopt;
    if (!status) return Unexpected{fmt::format("{} does not answer in HTTP", authority)};
    const std::size_t body = bytes.find("\r\n\r\n");
    return HealthAnswer{static_cast<unsigned>(*status),
                        body == std::string::npos ? std::string{} : bytes.substr(body + 4)};
}

}  // namespace halogate::app

// SPDX-License-Identifier: MIT
#include "app/inherited_sockets.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <cstdlib>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "base/ascii.hpp"
#include "settings/listen_address.hpp"

namespace halogate::app {

namespace {

constexpr int first_passed = 3;  // SD_LISTEN_FDS_START
constexpr std::string_view unix_scheme = "unix:";

std::optional<std::uint64_t> number_in(const char* variable) {
    const char* const text = std::getenv(variable);  // NOLINT(concurrency-mt-unsafe): one thread at start
    return text == nullptr ? std::nullopt : ascii::to_unsigned(text);
}

std::string text_of(const void* address, int family, std::uint16_t port) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    ::inet_ntop(family, address, text.data(), text.size());
    return family == AF_INET6 ? fmt::format("[{}]:{}", text.data(), port)
                              : fmt::format("{}:{}", text.data(), port);
}

bool has_option(int descriptor, int option, int wanted) {
    int value = 0;
    socklen_t size = sizeof value;
    return ::getsockopt(descriptor, SOL_SOCKET, option, &value, &size) == 0 && value == wanted;
}

/// What the socket is bound to; empty when it is none that we can serve.
std::string bound_address(int descriptor) {
    if (!has_option(descriptor, SO_TYPE, SOCK_STREAM) || !has_option(descriptor, SO_ACCEPTCONN, 1)) return {};
    sockaddr_storage storage{};
    socklen_t size = sizeof storage;
    // NOLINTBEGIN(cppcoreguidelines-pro-type-reinterpret-cast): that is how sockets tell addresses
    if (::getsockname(descriptor, reinterpret_cast<sockaddr*>(&storage), &size) != 0) return {};
    if (storage.ss_family == AF_INET) {
        const auto* const v4 = reinterpret_cast<const sockaddr_in*>(&storage);
        return text_of(&v4->sin_addr, AF_INET, ntohs(v4->sin_port));
    }
    if (storage.ss_family == AF_INET6) {
        const auto* const v6 = reinterpret_cast<const sockaddr_in6*>(&storage);
        return text_of(&v6->sin6_addr, AF_INET6, ntohs(v6->sin6_port));
    }
    if (storage.ss_family == AF_UNIX && size > offsetof(sockaddr_un, sun_path)) {
        const auto* const local = reinterpret_cast<const sockaddr_un*>(&storage);
        return std::string{unix_scheme} + std::string{local->sun_path};
    }
    // NOLINTEND(cppcoreguidelines-pro-type-reinterpret-cast)
    return {};
}

/// In the form that bound_address gives.
std::string in_same_form(const std::string& address) {
    const auto parsed = settings::parse_listen_address(address);
    if (!parsed) return address;
    in6_addr bytes{};
    const std::string host =
        ascii::equal_ignoring_case(parsed->host, "localhost") ? "127.0.0.1" : parsed->host;
    for (const int family : {AF_INET, AF_INET6})
        if (::inet_pton(family, host.c_str(), &bytes) == 1) return text_of(&bytes, family, parsed->port);
    return address;
}

std::string next_name(std::string_view& names) {
    const std::size_t colon = names.find(':');
    std::string name{names.substr(0, colon)};
    names = colon == std::string_view::npos ? std::string_view{} : names.substr(colon + 1);
    return name;
}

}  // namespace

InheritedSockets InheritedSockets::from_environment() {
    const auto pid = number_in("LISTEN_PID");
    const auto count = number_in("LISTEN_FDS");
    if (!pid || !count || *pid != static_cast<std::uint64_t>(::getpid())) return {};
    const char* const names = std::getenv("LISTEN_FDNAMES");  // NOLINT(concurrency-mt-unsafe): as above
    constexpr std::uint64_t most = 1000;
    if (*count > most) throw std::runtime_error{"LISTEN_FDS: so many sockets cannot be meant"};
    return {first_passed, static_cast<int>(*count), names == nullptr ? "" : names};
}

InheritedSockets::InheritedSockets(int first, int count, const std::string& names) {
    std::string_view rest = names;
    for (int descriptor = first; descriptor < first + count; ++descriptor) {
        Socket socket;
        socket.descriptor = descriptor;
        socket.address = bound_address(descriptor);
        socket.name = next_name(rest);
        if (socket.address.empty())
            throw std::runtime_error{fmt::format(
                "descriptor {} ({}), which the service manager passed, is no listening stream socket: the "
                "socket unit needs ListenStream= and Accept=no",
                descriptor, socket.name)};
        ::fcntl(descriptor, F_SETFD, FD_CLOEXEC);
        sockets_.push_back(std::move(socket));
    }
}

InheritedSockets::InheritedSockets(InheritedSockets&& other) noexcept
    : sockets_{std::exchange(other.sockets_, {})} {}

InheritedSockets::~InheritedSockets() {
    for (const Socket& socket : sockets_) ::close(socket.descriptor);
}

std::optional<int> InheritedSockets::take_bound_to(const std::string& address) {
    for (Socket& socket : sockets_) {
        if (socket.address != address) continue;
        socket.taken = true;
        const int own = ::fcntl(socket.descriptor, F_DUPFD_CLOEXEC, 0);
        if (own >= 0) return own;
    }
    return std::nullopt;
}

std::optional<int> InheritedSockets::take(const std::string& address) {
    return take_bound_to(in_same_form(address));
}

std::optional<int> InheritedSockets::take_unix(const std::string& path) {
    return take_bound_to(std::string{unix_scheme} + path);
}

std::vector<std::string> InheritedSockets::unused() const {
    std::vector<std::string> result;
    for (const Socket& socket : sockets_) {
        if (socket.taken) continue;
        result.push_back(socket.name.empty() ? socket.address
                                             : fmt::format("{} ({})", socket.address, socket.name));
    }
    return result;
}

}  // namespace halogate::app

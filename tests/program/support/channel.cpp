// SPDX-License-Identifier: MIT
#include "program/support/channel.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "program/support/patience.hpp"

namespace halogate::program {

namespace {

class Descriptor {
public:
    explicit Descriptor(int number) : number_{number} {}
    ~Descriptor() {
        if (number_ >= 0) ::close(number_);
    }
    Descriptor(Descriptor&& other) noexcept : number_{std::exchange(other.number_, -1)} {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    Descriptor& operator=(Descriptor&&) = delete;
    [[nodiscard]] int number() const noexcept { return number_; }

private:
    int number_;
};

template <class Address>
Descriptor connected(int family, const Address& address) {
    Descriptor made{::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    const timeval limit{patience.count(), 0};
    ::setsockopt(made.number(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    ::setsockopt(made.number(), SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    if (::connect(made.number(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        throw std::system_error{errno, std::generic_category(), "connect"};
    return made;
}

Descriptor connected_to_port(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    Descriptor made = connected(AF_INET, address);
    const int on = 1;
    ::setsockopt(made.number(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return made;
}

class PlainChannel final : public Channel {
public:
    explicit PlainChannel(Descriptor descriptor) : descriptor_{std::move(descriptor)} {}

    bool send(std::string_view bytes) override {
        while (!bytes.empty()) {
            const ssize_t count = ::send(descriptor_.number(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
                throw std::runtime_error{"nobody reads"};
            if (count <= 0) return false;
            bytes.remove_prefix(static_cast<std::size_t>(count));
        }
        return true;
    }

    bool receive(std::string& bytes) override {
        char piece[64 * 1024];
        const ssize_t count = ::recv(descriptor_.number(), piece, sizeof piece, 0);
        if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) throw std::runtime_error{"nothing comes"};
        if (count <= 0) return false;
        bytes.append(piece, static_cast<std::size_t>(count));
        return true;
    }

    void finish_sending() override { ::shutdown(descriptor_.number(), SHUT_WR); }

private:
    Descriptor descriptor_;
};

class TlsChannel final : public Channel {
public:
    TlsChannel(Descriptor descriptor, const TlsCaller& caller)
        : descriptor_{std::move(descriptor)}, context_{SSL_CTX_new(TLS_client_method()), SSL_CTX_free} {
        SSL_CTX* const context = context_.get();
        SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
        if (SSL_CTX_load_verify_locations(context, caller.ca_file.c_str(), nullptr) != 1)
            throw std::runtime_error{"not a certificate: " + caller.ca_file};
        if (!caller.certificate.empty() &&
            (SSL_CTX_use_certificate_chain_file(context, caller.certificate.c_str()) != 1 ||
             SSL_CTX_use_PrivateKey_file(context, caller.key.c_str(), SSL_FILETYPE_PEM) != 1))
            throw std::runtime_error{"not a pair: " + caller.certificate + " and " + caller.key};
        if (caller.newest_version != 0) {
            // OpenSSL itself would not offer what is older than 1.2.
            SSL_CTX_set_security_level(context, 0);
            SSL_CTX_set_min_proto_version(context, TLS1_VERSION);
            SSL_CTX_set_max_proto_version(context, caller.newest_version);
        }
        ssl_.reset(SSL_new(context_.get()));
        SSL_set_fd(ssl_.get(), descriptor_.number());
        if (SSL_connect(ssl_.get()) != 1)
            throw std::runtime_error{std::string{"TLS: "} + ERR_error_string(ERR_get_error(), nullptr)};
    }

    bool send(std::string_view bytes) override {
        return SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size())) > 0;
    }

    bool receive(std::string& bytes) override {
        char piece[16 * 1024];
        const int count = SSL_read(ssl_.get(), piece, sizeof piece);
        if (count <= 0 && SSL_get_error(ssl_.get(), count) == SSL_ERROR_WANT_READ)
            throw std::runtime_error{"nothing comes"};
        if (count <= 0) return false;
        bytes.append(piece, static_cast<std::size_t>(count));
        return true;
    }

    void finish_sending() override { SSL_shutdown(ssl_.get()); }

private:
    Descriptor descriptor_;
    std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_;
    std::unique_ptr<SSL, decltype(&SSL_free)> ssl_{nullptr, SSL_free};
};

}  // namespace

std::unique_ptr<Channel> connect_tcp(std::uint16_t port) {
    return std::make_unique<PlainChannel>(connected_to_port(port));
}

std::unique_ptr<Channel> connect_unix(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path)
        throw std::runtime_error{"too long for a unix socket: " + path};
    std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
    return std::make_unique<PlainChannel>(connected(AF_UNIX, address));
}

std::unique_ptr<Channel> connect_tls(std::uint16_t port, const TlsCaller& caller) {
    return std::make_unique<TlsChannel>(connected_to_port(port), caller);
}

bool nobody_listens(std::uint16_t port) {
    try {
        connected_to_port(port);
        return false;
    } catch (const std::system_error& error) {
        return error.code() == std::errc::connection_refused;
    }
}

}  // namespace halogate::program

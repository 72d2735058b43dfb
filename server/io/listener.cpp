// SPDX-License-Identifier: MIT
#include "io/listener.hpp"

#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <utility>

#include "base/ascii.hpp"
#include "io/socket.hpp"
#include "io/tcp_stream.hpp"
#include "io/tls_stream.hpp"

namespace halogate::io {

namespace {

using Tcp = boost::asio::ip::tcp;
using Unix = boost::asio::local::stream_protocol;

/// How long accepting rests when the process has no descriptor left: others may close some meanwhile.
constexpr Duration pause_without_descriptors = std::chrono::milliseconds{100};

std::string text(const Tcp::endpoint& endpoint) {
    const auto address = endpoint.address().to_string();
    return (endpoint.address().is_v6() ? "[" + address + "]" : address) + ":" +
           std::to_string(endpoint.port());
}

/// As it was when the peer connected: what it becomes later does not count.
std::optional<std::uint32_t> uid_of_peer(int descriptor) {
    ucred peer{};
    socklen_t size = sizeof peer;
    if (::getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return std::nullopt;
    return peer.uid;
}

enum class SocketOwner : std::uint8_t { us, parent };

void reuse_port(int descriptor) {
    const int on = 1;
    ::setsockopt(descriptor, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
}

SocketOwner owner_of(const SocketSource& source) {
    return source.inherited ? SocketOwner::parent : SocketOwner::us;
}

template <class Protocol>
class AcceptLoop final : public Listener {
public:
    using Acceptor = boost::asio::basic_socket_acceptor<Protocol, Executor>;

    /// `tls`: null where bytes go in plain.
    AcceptLoop(Acceptor acceptor, AlarmClock& clock, TlsServerContext* tls, std::string bound,
               SocketOwner owner, OnConnection on_connection)
        : acceptor_{std::move(acceptor)},
          clock_{clock},
          pause_{clock, [this] { accept(); }},
          bound_{std::move(bound)},
          owner_{owner},
          on_connection_{std::move(on_connection)},
          self_{std::make_shared<AcceptLoop*>(this)} {
        use_tls(tls);
        accept();
    }
    ~AcceptLoop() override {
        *self_ = nullptr;
        close();
    }

    void stop() override {
        if (!acceptor_.is_open()) return;
        if (owner_ == SocketOwner::us) take_the_rest();
        close();
    }
    void use_tls(TlsServerContext* context) override {
        tls_ = context;
        if constexpr (std::is_same_v<Protocol, Tcp>) {
            address_ = (tls_ == nullptr ? "http://" : "https://") + bound_;
        } else {
            address_ = "unix:" + bound_;
        }
    }
    void share_port() override {
        if constexpr (std::is_same_v<Protocol, Tcp>) reuse_port(acceptor_.native_handle());
    }
    [[nodiscard]] const std::string& address() const noexcept override { return address_; }

private:
    using Accepted = boost::asio::basic_stream_socket<Protocol, Executor>;

    void accept() {
        if (!acceptor_.is_open()) return;
        // `self_` is shared with the pending accept, which may complete after this object is gone.
        acceptor_.async_accept([self = self_](const boost::system::error_code& error, Accepted socket) {
            if (*self != nullptr) (*self)->accepted(error, std::move(socket));
        });
    }

    void accepted(const boost::system::error_code& error, Accepted socket) {
        if (error) {
            if (acceptor_.is_open()) pause_.set(clock_.now() + pause_without_descriptors);
            return;
        }
        // First of all: whatever goes wrong with this connection, the next one must be taken.
        accept();
        hand_over(std::move(socket));
    }

    void close() {
        if (!acceptor_.is_open()) return;
        boost::system::error_code ignored;
        acceptor_.close(ignored);
        pause_.clear();
        const bool has_file = !std::is_same_v<Protocol, Tcp> && owner_ == SocketOwner::us;
        if (has_file) ::unlink(bound_.c_str());
    }

    /// To their callers these are connected: closing the listening socket would reset them.
    void take_the_rest() {
        boost::system::error_code error;
        acceptor_.non_blocking(true, error);
        while (!error) {
            Accepted socket{acceptor_.get_executor()};
            acceptor_.accept(socket, error);
            if (!error) hand_over(std::move(socket));
        }
    }

    void hand_over(Accepted socket) {
        std::string peer = "unix";
        PeerCredentials credentials;
        if constexpr (std::is_same_v<Protocol, Tcp>) {
            boost::system::error_code ignored;
            socket.set_option(Tcp::no_delay{true}, ignored);
            peer = text(socket.remote_endpoint(ignored));
        } else {
            credentials.uid = uid_of_peer(socket.native_handle());
        }
        StreamSocket generic{std::move(socket)};
        on_connection_(stream(std::move(generic), std::move(peer), std::move(credentials)));
    }

    std::unique_ptr<ByteStream> stream(StreamSocket socket, std::string peer, PeerCredentials credentials) {
        if (tls_ == nullptr)
            return std::make_unique<TcpStream>(std::move(socket), clock_, std::move(peer),
                                               std::move(credentials));
        SslHandle connection = tls_->server();
        return std::make_unique<TlsStream>(std::move(socket), clock_, std::move(connection), std::move(peer));
    }

    Acceptor acceptor_;
    AlarmClock& clock_;
    TlsServerContext* tls_ = nullptr;
    Alarm pause_;
    std::string bound_;  ///< "127.0.0.1:4256", or the path of a unix socket
    std::string address_;
    SocketOwner owner_;
    OnConnection on_connection_;
    std::shared_ptr<AcceptLoop*> self_;
};

Tcp::endpoint parse_endpoint(const std::string& address) {
    const auto colon = address.rfind(':');
    const auto port =
        colon == std::string::npos ? std::nullopt : ascii::to_unsigned(address.substr(colon + 1));
    if (!port || *port > 65535)
        throw std::runtime_error{"listen address \"" + address +
                                 "\": expected ADDRESS:PORT, e.g. 127.0.0.1:4256"};
    std::string host = address.substr(0, colon);
    if (host == "localhost") host = "127.0.0.1";
    if (host.size() > 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
    boost::system::error_code error;
    const auto parsed = boost::asio::ip::make_address(host, error);
    if (error)
        throw std::runtime_error{"listen address \"" + address + "\": \"" + host + "\" is not an IP address"};
    return {parsed, static_cast<std::uint16_t>(*port)};
}

/// A socket file without a listener is a crashed predecessor's; anything else stays.
void remove_stale_socket(Executor executor, const std::string& path) {
    struct stat info {};
    if (::lstat(path.c_str(), &info) != 0) return;
    if (!S_ISSOCK(info.st_mode))
        throw std::runtime_error{path + " exists and is no socket: remove it or choose another"};
    boost::asio::basic_stream_socket<Unix, Executor> probe{executor};
    boost::system::error_code error;
    probe.connect(Unix::endpoint{path}, error);
    if (!error) throw std::runtime_error{path + " is in use by another process"};
    ::unlink(path.c_str());
}

std::unique_ptr<Listener> listen_at(Executor executor, AlarmClock& clock, const std::string& address,
                                    TlsServerContext* tls, Listener::OnConnection on_connection,
                                    const SocketSource& source) {
    const Tcp::endpoint endpoint = parse_endpoint(address);
    boost::asio::basic_socket_acceptor<Tcp, Executor> acceptor{executor};
    try {
        if (source.inherited) {
            acceptor.assign(endpoint.protocol(), *source.inherited);
        } else {
            acceptor.open(endpoint.protocol());
            acceptor.set_option(Tcp::acceptor::reuse_address{true});
            if (source.shares_port) reuse_port(acceptor.native_handle());
            acceptor.bind(endpoint);
            acceptor.listen(4096);
        }
    } catch (const boost::system::system_error& error) {
        throw std::runtime_error{"cannot listen on " + address + ": " + error.code().message()};
    }
    const std::string bound = text(acceptor.local_endpoint());
    return std::make_unique<AcceptLoop<Tcp>>(std::move(acceptor), clock, tls, bound, owner_of(source),
                                             std::move(on_connection));
}

}  // namespace

std::unique_ptr<Listener> listen_tcp(Executor executor, AlarmClock& clock, const std::string& address,
                                     Listener::OnConnection on_connection, const SocketSource& source) {
    return listen_at(executor, clock, address, nullptr, std::move(on_connection), source);
}

std::unique_ptr<Listener> listen_tls(Executor executor, AlarmClock& clock, const std::string& address,
                                     TlsServerContext& context, Listener::OnConnection on_connection) {
    return listen_at(executor, clock, address, &context, std::move(on_connection), {});
}

std::unique_ptr<Listener> listen_unix(Executor executor, AlarmClock& clock, const std::string& path,
                                      unsigned mode, Listener::OnConnection on_connection,
                                      const SocketSource& source) {
    boost::asio::basic_socket_acceptor<Unix, Executor> acceptor{executor};
    if (source.inherited) {
        acceptor.assign(Unix{}, *source.inherited);
        return std::make_unique<AcceptLoop<Unix>>(std::move(acceptor), clock, nullptr, path,
                                                  SocketOwner::parent, std::move(on_connection));
    }
    remove_stale_socket(executor, path);
    try {
        acceptor.open();
        // The mode must hold from the first moment: nobody else may connect between bind and chmod.
        const mode_t before = ::umask(0777U & ~mode);
        boost::system::error_code error;
        acceptor.bind(Unix::endpoint{path}, error);
        ::umask(before);
        if (error) throw boost::system::system_error{error};
        acceptor.listen(4096);
    } catch (const boost::system::system_error& error) {
        throw std::runtime_error{"cannot listen on unix:" + path + ": " + error.code().message()};
    }
    return std::make_unique<AcceptLoop<Unix>>(std::move(acceptor), clock, nullptr, path, SocketOwner::us,
                                              std::move(on_connection));
}

}  // namespace halogate::io

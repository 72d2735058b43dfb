// SPDX-License-Identifier: MIT
#include "io/listener.hpp"

#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
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

template <class Protocol>
class AcceptLoop final : public Listener {
public:
    using Acceptor = boost::asio::basic_socket_acceptor<Protocol, Executor>;

    /// `tls`: null where bytes go in plain.
    AcceptLoop(Acceptor acceptor, AlarmClock& clock, TlsServerContext* tls, std::string address,
               std::string unix_path, OnConnection on_connection)
        : acceptor_{std::move(acceptor)},
          clock_{clock},
          tls_{tls},
          pause_{clock, [this] { accept(); }},
          address_{std::move(address)},
          unix_path_{std::move(unix_path)},
          on_connection_{std::move(on_connection)},
          self_{std::make_shared<AcceptLoop*>(this)} {
        accept();
    }
    ~AcceptLoop() override {
        *self_ = nullptr;
        stop();
    }

    void stop() override {
        boost::system::error_code ignored;
        acceptor_.close(ignored);
        pause_.clear();
        if (!unix_path_.empty()) ::unlink(unix_path_.c_str());
        unix_path_.clear();
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
        if (!acceptor_.is_open()) return;
        if (error) {
            pause_.set(clock_.now() + pause_without_descriptors);
            return;
        }
        std::string peer = "unix";
        PeerCredentials credentials;
        if constexpr (std::is_same_v<Protocol, Tcp>) {
            boost::system::error_code ignored;
            socket.set_option(Tcp::no_delay{true}, ignored);
            peer = text(socket.remote_endpoint(ignored));
        } else {
            credentials.uid = uid_of_peer(socket.native_handle());
        }
        // First of all: whatever goes wrong with this connection, the next one must be taken.
        accept();
        StreamSocket generic{std::move(socket)};
        on_connection_(stream(std::move(generic), std::move(peer), std::move(credentials)));
    }

    std::unique_ptr<ByteStream> stream(StreamSocket socket, std::string peer, PeerCredentials credentials) {
        if (tls_ == nullptr)
            return std::make_unique<TcpStream>(std::move(socket), clock_, std::move(peer),
                                               std::move(credentials));
        SslHandle connection = tls_->server(socket.native_handle());
        return std::make_unique<TlsStream>(std::move(socket), clock_, std::move(connection), std::move(peer));
    }

    Acceptor acceptor_;
    AlarmClock& clock_;
    TlsServerContext* tls_;
    Alarm pause_;
    std::string address_;
    std::string unix_path_;
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
                                    TlsServerContext* tls, Listener::OnConnection on_connection) {
    const Tcp::endpoint endpoint = parse_endpoint(address);
    boost::asio::basic_socket_acceptor<Tcp, Executor> acceptor{executor};
    try {
        acceptor.open(endpoint.protocol());
        acceptor.set_option(Tcp::acceptor::reuse_address{true});
        acceptor.bind(endpoint);
        acceptor.listen(4096);
    } catch (const boost::system::system_error& error) {
        throw std::runtime_error{"cannot listen on " + address + ": " + error.code().message()};
    }
    const std::string bound = (tls == nullptr ? "http://" : "https://") + text(acceptor.local_endpoint());
    return std::make_unique<AcceptLoop<Tcp>>(std::move(acceptor), clock, tls, bound, "",
                                             std::move(on_connection));
}

}  // namespace

std::unique_ptr<Listener> listen_tcp(Executor executor, AlarmClock& clock, const std::string& address,
                                     Listener::OnConnection on_connection) {
    return listen_at(executor, clock, address, nullptr, std::move(on_connection));
}

std::unique_ptr<Listener> listen_tls(Executor executor, AlarmClock& clock, const std::string& address,
                                     TlsServerContext& context, Listener::OnConnection on_connection) {
    return listen_at(executor, clock, address, &context, std::move(on_connection));
}

std::unique_ptr<Listener> listen_unix(Executor executor, AlarmClock& clock, const std::string& path,
                                      unsigned mode, Listener::OnConnection on_connection) {
    remove_stale_socket(executor, path);
    boost::asio::basic_socket_acceptor<Unix, Executor> acceptor{executor};
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
    return std::make_unique<AcceptLoop<Unix>>(std::move(acceptor), clock, nullptr, "unix:" + path, path,
                                              std::move(on_connection));
}

}  // namespace halogate::io

// SPDX-License-Identifier: MIT
#include "program/support/raw_tenant.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <system_error>

#include "program/support/patience.hpp"
#include "program/support/server_certificate.hpp"

namespace halogate::program {

namespace {

void demand(bool good, const char* what) {
    if (!good) throw std::system_error{errno, std::generic_category(), what};
}

/// OpenSSL writes without MSG_NOSIGNAL: a peer that is gone must not end the test's process.
void block_sigpipe() {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGPIPE);
    ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

/// Bytes of the first request in `bytes`, or 0 when it is not whole. The gateway is strict in what it writes:
/// one spelling of each field is enough here.
std::size_t request_size(std::string_view bytes) {
    const std::size_t head = bytes.find("\r\n\r\n");
    if (head == std::string_view::npos) return 0;
    constexpr std::string_view length_name = "\r\nContent-Length: ";
    const std::size_t body = head + 4;
    if (const std::size_t at = bytes.substr(0, head).find(length_name); at != std::string_view::npos) {
        const std::size_t length = std::strtoul(bytes.substr(at + length_name.size()).data(), nullptr, 10);
        return bytes.size() < body + length ? 0 : body + length;
    }
    if (bytes.substr(0, head).find("\r\nTransfer-Encoding: chunked") == std::string_view::npos) return body;
    const std::size_t end = bytes.find("\r\n0\r\n\r\n", head);
    return end == std::string_view::npos ? 0 : end + 7;
}

/// Answered without a rule: the request line, as a JSON string.
std::string echo(const std::string& request) {
    std::string line;
    for (const char c : request.substr(0, request.find("\r\n"))) {
        if (c == '"' || c == '\\') line += '\\';
        line += c;
    }
    return raw_answer("{\"asked\":\"" + line + "\"}");
}

}  // namespace

std::string raw_answer(std::string_view body, std::string_view fields, std::string_view status) {
    std::string text = "HTTP/1.1 " + std::string{status} + "\r\nContent-Type: application/json\r\n";
    text.append(fields).append("Content-Length: ").append(std::to_string(body.size()));
    return text.append("\r\n\r\n").append(body);
}

std::string raw_token(std::string_view access_token) {
    return raw_answer(R"({"access_token":")" + std::string{access_token} +
                      R"(","token_type":"Bearer","expires_in":3600,"scope":"all"})");
}

class RawTenant::Connection {
public:
    Connection(RawTenant& tenant, std::size_t number, int descriptor)
        : tenant_{tenant},
          number_{number},
          descriptor_{descriptor},
          ssl_{SSL_new(static_cast<SSL_CTX*>(tenant.tls_.get())), SSL_free} {
        SSL_set_fd(ssl_.get(), descriptor_);
        thread_ = std::thread{[this] { serve(); }};
    }
    ~Connection() {
        ::shutdown(descriptor_, SHUT_RDWR);
        if (thread_.joinable()) thread_.join();
        ::close(descriptor_);
    }
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    /// Until the peer's kernel has all that was sent, and so can show it; or the connection is over.
    void wait_until_delivered() const {
        tcp_info info{};
        socklen_t size = sizeof info;
        const auto limit = std::chrono::steady_clock::now() + patience;
        while (::getsockopt(descriptor_, IPPROTO_TCP, TCP_INFO, &info, &size) == 0 &&
               info.tcpi_state == TCP_ESTABLISHED && info.tcpi_unacked > 0 &&
               std::chrono::steady_clock::now() < limit)
            std::this_thread::yield();
    }

    /// From any thread; waits while a request is being read.
    void push(std::string_view bytes) {
        const std::lock_guard lock{writing_};
        if (open_ && !bytes.empty()) SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size()));
    }

    /// The connection's thread notices, and ends.
    void hang_up() const { ::shutdown(descriptor_, SHUT_RDWR); }

private:
    void serve() {
        block_sigpipe();
        if (SSL_accept(ssl_.get()) == 1) {
            {
                const std::lock_guard lock{writing_};
                open_ = true;
            }
            answer_all();
        }
        const std::lock_guard lock{writing_};
        if (open_) SSL_shutdown(ssl_.get());
        open_ = false;
        ::shutdown(descriptor_, SHUT_RDWR);
    }

    void answer_all() {
        std::string bytes;
        while (receive(bytes)) {
            for (std::size_t size = request_size(bytes); size > 0; size = request_size(bytes)) {
                const std::string request = bytes.substr(0, size);
                bytes.erase(0, size);
                tenant_.record(number_, request);
                const RawReply reply = tenant_.reply_to(request);
                push(reply.bytes);
                if (reply.then == RawReply::Then::close) return;
            }
        }
        if (!bytes.empty()) tenant_.record(number_, bytes);
    }

    bool receive(std::string& bytes) {
        // Waits outside of OpenSSL, so that push() can have it meanwhile.
        char probe = 0;
        if (SSL_pending(ssl_.get()) == 0 && ::recv(descriptor_, &probe, 1, MSG_PEEK) <= 0) return false;
        const std::lock_guard lock{writing_};
        char piece[16 * 1024];
        const int count = SSL_read(ssl_.get(), piece, sizeof piece);
        if (count > 0) bytes.append(piece, static_cast<std::size_t>(count));
        return count > 0;
    }

    RawTenant& tenant_;
    std::size_t number_;
    int descriptor_;
    std::unique_ptr<SSL, decltype(&SSL_free)> ssl_;
    std::mutex writing_;
    bool open_ = false;
    std::thread thread_;
};

RawTenant::RawTenant() : tls_{make_server_tls(ca_file())} {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const generic = reinterpret_cast<sockaddr*>(&address);
    demand(::bind(listener_, generic, size) == 0 && ::listen(listener_, 64) == 0, "listen");
    demand(::getsockname(listener_, generic, &size) == 0, "getsockname");
    port_ = ntohs(address.sin_port);
    acceptor_ = std::thread{[this] { accept_all(); }};
}

RawTenant::~RawTenant() {
    ::shutdown(listener_, SHUT_RDWR);
    acceptor_.join();
    connections_.clear();
    ::close(listener_);
}

void RawTenant::accept_all() {
    block_sigpipe();
    for (;;) {
        const int descriptor = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (descriptor < 0) return;
        const std::lock_guard lock{mutex_};
        connections_.push_back(std::make_shared<Connection>(*this, connections_.size() + 1, descriptor));
    }
}

RawReply RawTenant::reply_to(const std::string& request) const {
    const std::lock_guard lock{mutex_};
    const RawReply* found = nullptr;
    std::size_t longest = 0;
    for (const auto& [match, reply] : replies_) {
        if (!request.starts_with(match) || match.size() < longest) continue;
        found = &reply;
        longest = match.size();
    }
    if (found != nullptr) return *found;
    if (request.starts_with("GET /api/authinfo")) return {raw_answer("{}", "", "404 Not Found"), {}};
    if (request.starts_with("POST /auth/token")) return {raw_token("raw-token"), {}};
    return {echo(request), {}};
}

void RawTenant::record(std::size_t connection, const std::string& request) {
    const std::lock_guard lock{mutex_};
    seen_.push_back({connection, request});
}

void RawTenant::answer(const std::string& match, RawReply reply) {
    const std::lock_guard lock{mutex_};
    replies_[match] = std::move(reply);
}

void RawTenant::forget_answers() {
    const std::lock_guard lock{mutex_};
    replies_.clear();
}

void RawTenant::push(std::string_view bytes) {
    std::vector<std::shared_ptr<Connection>> open;
    {
        const std::lock_guard lock{mutex_};
        open = connections_;
    }
    // On a thread of its own: there SIGPIPE can be blocked without leaving it so for those the test starts.
    std::thread{[&] {
        block_sigpipe();
        for (const auto& connection : open) {
            connection->push(bytes);
            connection->wait_until_delivered();
        }
    }}.join();
}

void RawTenant::hang_up() {
    const std::lock_guard lock{mutex_};
    for (const auto& connection : connections_) connection->hang_up();
}

std::vector<RawTenant::Seen> RawTenant::seen(std::string_view match) const {
    const std::lock_guard lock{mutex_};
    std::vector<Seen> found;
    std::ranges::copy_if(seen_, std::back_inserter(found),
                         [&](const Seen& one) { return one.bytes.starts_with(match); });
    return found;
}

std::string RawTenant::all_bytes() const {
    std::string all;
    for (const Seen& one : seen()) all += one.bytes;
    return all;
}

std::size_t RawTenant::connections() const {
    const std::lock_guard lock{mutex_};
    return connections_.size();
}

}  // namespace halogate::program

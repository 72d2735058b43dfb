// SPDX-License-Identifier: MIT
#include "sandbox/server.hpp"

#include <openssl/ssl.h>

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cstdint>
#include <fstream>
#include <limits>
#include <stdexcept>
#include <utility>

#include "base/ascii.hpp"
#include "sandbox/certificate.hpp"
#include "sandbox/session.hpp"

namespace halogate::sandbox {

namespace net = boost::asio;
using boost::system::error_code;
using net::ip::tcp;

namespace {

constexpr auto token = net::as_tuple(net::use_awaitable);

/// ADDRESS:PORT with the brackets of an IPv6 address taken off.
tcp::endpoint endpoint_of(const std::string& listen) {
    constexpr std::uint64_t no_port = std::numeric_limits<std::uint64_t>::max();
    const auto colon = std::min(listen.rfind(':'), listen.size());
    const auto port = ascii::to_unsigned(std::string_view{listen}.substr(std::min(colon + 1, listen.size())))
                          .value_or(no_port);
    std::string host = listen.substr(0, colon);
    if (host.size() > 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
    if (host == "localhost") host = "127.0.0.1";
    error_code error;
    const auto address = net::ip::make_address(host, error);
    if (error || port > std::numeric_limits<std::uint16_t>::max()) {
        throw std::runtime_error{"'" + listen + "' is not an address to listen on; write 127.0.0.1:4443"};
    }
    return {address, static_cast<std::uint16_t>(port)};
}

/// The address that is listened on belongs into the certificate, unless it stands for all of them.
std::vector<std::string> certificate_names(const Options& options) {
    auto names = options.names;
    const auto address = endpoint_of(options.listen).address();
    if (!address.is_unspecified() && !address.is_loopback()) names.push_back(address.to_string());
    return names;
}

/// TLS 1.2 and later; OpenSSL's tickets let callers take a session up again, as they can with HaloPSA.
void prepare_tls(net::ssl::context& tls, const Certificate& certificate) {
    tls.set_options(net::ssl::context::default_workarounds | net::ssl::context::no_sslv2 |
                    net::ssl::context::no_sslv3 | net::ssl::context::no_tlsv1 |
                    net::ssl::context::no_tlsv1_1);
    tls.use_certificate(net::buffer(certificate.certificate_pem), net::ssl::context::pem);
    tls.use_private_key(net::buffer(certificate.private_key_pem), net::ssl::context::pem);
    static constexpr unsigned char session_group[] = "halogate sandbox";
    SSL_CTX_set_session_id_context(tls.native_handle(), session_group, sizeof session_group - 1);
}

net::awaitable<void> accept_callers(std::shared_ptr<Shared> shared) {
    while (shared->acceptor.is_open()) {
        auto [error, socket] = co_await shared->acceptor.async_accept(token);
        if (error == net::error::operation_aborted) co_return;
        if (error) {
            // Out of descriptors, most likely: trying again at once would spin.
            shared->accept_pause.expires_after(std::chrono::milliseconds{50});
            static_cast<void>(co_await shared->accept_pause.async_wait(token));
            continue;
        }
        const auto session = std::make_shared<Session>(shared, std::move(socket));
        net::co_spawn(shared->acceptor.get_executor(), session->run(), net::detached);
    }
}

}  // namespace

Shared::Shared(net::io_context& io, Options given)
    : options{std::move(given)},
      tenant{options},
      tls{net::ssl::context::tls_server},
      acceptor{io},
      accept_pause{io},
      stream_block{sandbox::stream_block()} {
    const auto certificate = self_signed_certificate(certificate_names(options), clock.wall_now());
    certificate_pem = certificate.certificate_pem;
    prepare_tls(tls, certificate);
}

Server::Server(net::io_context& io, Options options)
    : shared_{std::make_shared<Shared>(io, std::move(options))} {}

Server::~Server() {
    stop();
}

void Server::start() {
    const auto endpoint = endpoint_of(shared_->options.listen);
    try {
        shared_->acceptor.open(endpoint.protocol());
        shared_->acceptor.set_option(tcp::acceptor::reuse_address{true});
        shared_->acceptor.bind(endpoint);
        shared_->acceptor.listen();
    } catch (const boost::system::system_error& error) {
        throw std::runtime_error{"cannot listen on " + shared_->options.listen + ": " +
                                 error.code().message()};
    }
    if (!shared_->options.ca_out.empty()) {
        std::ofstream file{shared_->options.ca_out, std::ios::trunc};
        file << shared_->certificate_pem << std::flush;
        if (!file) throw std::runtime_error{"cannot write the certificate to " + shared_->options.ca_out};
    }
    net::co_spawn(shared_->acceptor.get_executor(), accept_callers(shared_), net::detached);
}

void Server::stop() {
    error_code ignored;
    shared_->acceptor.close(ignored);
    shared_->accept_pause.cancel();
    for (auto* session : shared_->sessions) session->abort();
}

std::string Server::base_url() const {
    const auto endpoint = shared_->acceptor.local_endpoint();
    const auto address = endpoint.address();
    const std::string port = ":" + std::to_string(endpoint.port());
    if (address.is_unspecified()) return "https://127.0.0.1" + port;
    if (address.is_v6()) return "https://[" + address.to_string() + "]" + port;
    return "https://" + address.to_string() + port;
}

const std::string& Server::certificate_pem() const {
    return shared_->certificate_pem;
}

}  // namespace halogate::sandbox

// SPDX-License-Identifier: MIT
#include "io/tls_context.hpp"

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <array>
#include <cstdlib>
#include <stdexcept>

namespace halogate::io {

/// OpenSSL hands each new session (with TLS 1.3: each ticket) to the context it came from.
struct SessionStore {
    static int add(SSL* connection, SSL_SESSION* session) {
        auto* self = static_cast<TlsContext*>(SSL_CTX_get_app_data(SSL_get_SSL_CTX(connection)));
        const auto* name = static_cast<const std::string*>(SSL_get_app_data(connection));
        if (self == nullptr || name == nullptr) return 0;
        self->sessions_[*name].reset(session);
        return 1;  // the reference is ours now
    }
};

namespace {

void trust_pem(SSL_CTX* context, const std::string& pem) {
    const std::unique_ptr<BIO, decltype(&BIO_free)> bio{
        BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free};
    const std::unique_ptr<X509, decltype(&X509_free)> certificate{
        PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr), X509_free};
    if (!certificate || X509_STORE_add_cert(SSL_CTX_get_cert_store(context), certificate.get()) != 1)
        throw std::runtime_error{"the certificate to trust is not usable PEM: " + take_tls_error()};
}

bool is_address(const std::string& name) {
    std::array<unsigned char, sizeof(in6_addr)> parsed{};
    return inet_pton(AF_INET, name.c_str(), parsed.data()) == 1 ||
           inet_pton(AF_INET6, name.c_str(), parsed.data()) == 1;
}

}  // namespace

std::string system_authorities() {
    // NOLINTNEXTLINE(concurrency-mt-unsafe): nobody changes the environment once there are threads
    const char* const named = std::getenv(X509_get_default_cert_file_env());
    return named != nullptr ? named : X509_get_default_cert_file();
}

TlsContext::TlsContext(const Settings& settings) : context_{new_ssl_context(TlsSide::client)} {
    SSL_CTX* const context = context_.get();
    SSL_CTX_set_app_data(context, this);
    if (settings.min_version == "1.3") SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION);
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL_STORE);
    SSL_CTX_sess_set_new_cb(context, &SessionStore::add);
    if (settings.ca_file.empty()) {
        SSL_CTX_set_default_verify_paths(context);
    } else if (SSL_CTX_load_verify_locations(context, settings.ca_file.c_str(), nullptr) != 1) {
        throw std::runtime_error{"tenant.tls.ca_file " + settings.ca_file + ": " + take_tls_error()};
    }
    if (!settings.ca_pem.empty()) trust_pem(context, settings.ca_pem);
}

TlsContext::~TlsContext() = default;

SslHandle TlsContext::client(const std::string& server_name) {
    SslHandle connection{SSL_new(context_.get())};
    if (!connection) return connection;
    // The map's key lives as long as the context: the session callback finds the name through it.
    const auto entry = sessions_.try_emplace(server_name).first;
    SSL_set_app_data(connection.get(), const_cast<std::string*>(&entry->first));
    if (entry->second) SSL_set_session(connection.get(), entry->second.get());
    SSL_set_connect_state(connection.get());
    // Without a name to check any certificate of a trusted authority would do: no connection then.
    if (server_name.empty()) return nullptr;
    X509_VERIFY_PARAM* const check = SSL_get0_param(connection.get());
    if (is_address(server_name)) {
        if (X509_VERIFY_PARAM_set1_ip_asc(check, server_name.c_str()) != 1) return nullptr;
    } else {
        SSL_set_tlsext_host_name(connection.get(), server_name.c_str());
        X509_VERIFY_PARAM_set_hostflags(check, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
        if (X509_VERIFY_PARAM_set1_host(check, server_name.c_str(), server_name.size()) != 1) return nullptr;
    }
    return connection;
}

}  // namespace halogate::io

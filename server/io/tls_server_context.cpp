// SPDX-License-Identifier: MIT
#include "io/tls_server_context.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509err.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <ctime>
#include <optional>
#include <system_error>
#include <utility>

namespace halogate::io {

namespace {

using Settings = TlsServerContext::Settings;
using Fault = TlsServerContext::Fault;
using File = TlsServerContext::Fault::File;
using ClientCertificates = TlsServerContext::ClientCertificates;

/// For TLS 1.2; of 1.3 every cipher is as good.
constexpr auto ciphers = "ECDHE+AESGCM:ECDHE+CHACHA20:!PSK:!aNULL";

struct KeyDeleter {
    void operator()(EVP_PKEY* key) const noexcept { EVP_PKEY_free(key); }
};
struct BioDeleter {
    void operator()(BIO* bio) const noexcept { BIO_free_all(bio); }
};
struct StreamDeleter {
    void operator()(std::FILE* stream) const noexcept { std::fclose(stream); }
};
using Key = std::unique_ptr<EVP_PKEY, KeyDeleter>;

Expected<void, Fault> good() {
    return {};
}

std::optional<Fault> unreadable(File file, const std::string& path) {
    const std::unique_ptr<std::FILE, StreamDeleter> stream{std::fopen(path.c_str(), "re")};
    if (stream) return std::nullopt;
    return Fault{file, "cannot read " + path + ": " + std::generic_category().message(errno) +
                           "; correct the path or the file's mode"};
}

std::string why_no_certificate(const std::string& path) {
    const int reason = ERR_GET_REASON(ERR_peek_error());
    if (reason == PEM_R_NO_START_LINE || reason == X509_R_NO_CERTIFICATE_OR_CRL_FOUND) {
        ERR_clear_error();
        return path + " holds no certificate in PEM form (-----BEGIN CERTIFICATE-----)";
    }
    return path + " is no usable certificate: " + take_tls_error();
}

/// OpenSSL would ask on the terminal.
int refuse_passphrase(char*, int, int, void* was_asked) {
    *static_cast<bool*>(was_asked) = true;
    return -1;
}

Expected<void, Fault> use_certificate(SSL_CTX* context, const std::string& path) {
    if (auto fault = unreadable(File::certificate, path)) return Unexpected{std::move(*fault)};
    ERR_clear_error();
    if (SSL_CTX_use_certificate_chain_file(context, path.c_str()) == 1) return good();
    return Unexpected{Fault{File::certificate, why_no_certificate(path)}};
}

Expected<void, Fault> use_key(SSL_CTX* context, const Settings& settings) {
    const std::string& path = settings.key;
    if (auto fault = unreadable(File::key, path)) return Unexpected{std::move(*fault)};
    const std::unique_ptr<BIO, BioDeleter> bio{BIO_new_file(path.c_str(), "re")};
    bool is_encrypted = false;
    const Key key{bio ? PEM_read_bio_PrivateKey(bio.get(), nullptr, refuse_passphrase, &is_encrypted)
                      : nullptr};
    ERR_clear_error();
    if (is_encrypted)
        return Unexpected{
            Fault{File::key, path + " is encrypted: give the key without a passphrase, readable by "
                                    "this user alone (openssl pkey -in OLD -out NEW)"}};
    if (!key)
        return Unexpected{
            Fault{File::key, path + " holds no private key in PEM form (-----BEGIN PRIVATE KEY-----)"}};
    if (X509_check_private_key(SSL_CTX_get0_certificate(context), key.get()) != 1) {
        ERR_clear_error();
        return Unexpected{Fault{File::key, path + " is not the key of " + settings.certificate +
                                               ": give the two that belong together"}};
    }
    if (SSL_CTX_use_PrivateKey(context, key.get()) == 1) return good();
    return Unexpected{Fault{File::key, path + " is no usable key: " + take_tls_error()}};
}

Expected<void, Fault> ask_for_certificates(SSL_CTX* context, const Settings& settings) {
    const std::string& path = settings.client_ca;
    if (settings.client_certificates == ClientCertificates::none) return good();
    if (auto fault = unreadable(File::client_ca, path)) return Unexpected{std::move(*fault)};
    ERR_clear_error();
    if (SSL_CTX_load_verify_file(context, path.c_str()) != 1)
        return Unexpected{Fault{File::client_ca, why_no_certificate(path)}};
    // The callers that have several certificates are told which one we take.
    SSL_CTX_set_client_CA_list(context, SSL_load_client_CA_file(path.c_str()));
    const bool required = settings.client_certificates == ClientCertificates::required;
    const int must_show = required ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0;
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_CLIENT_ONCE | must_show, nullptr);
    // A resumed session would bring a peer that was verified against authorities of another day.
    SSL_CTX_set_options(context, SSL_OP_NO_TICKET);
    SSL_CTX_set_num_tickets(context, 0);
    return good();
}

int choose_protocol(SSL*, const unsigned char** chosen, unsigned char* length, const unsigned char* offered,
                    unsigned offered_length, void*) {
    static constexpr std::array<unsigned char, 9> ours{8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
    unsigned char* match = nullptr;
    const int found =
        SSL_select_next_proto(&match, length, ours.data(), ours.size(), offered, offered_length);
    *chosen = match;
    // Somebody who speaks none of our protocols must not be led to believe that we speak theirs.
    return found == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

Expected<SslContextHandle, Fault> context_of(const Settings& settings) {
    SslContextHandle handle = new_ssl_context(TlsSide::server);
    SSL_CTX* const context = handle.get();
    SSL_CTX_set_options(context, SSL_OP_CIPHER_SERVER_PREFERENCE);
    SSL_CTX_set_cipher_list(context, ciphers);
    // Tickets need no memory of ours; their keys are this context's, and go with it.
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_alpn_select_cb(context, choose_protocol, nullptr);
    if (auto used = use_certificate(context, settings.certificate); !used)
        return Unexpected{std::move(used).error()};
    if (auto used = use_key(context, settings); !used) return Unexpected{std::move(used).error()};
    if (auto asked = ask_for_certificates(context, settings); !asked)
        return Unexpected{std::move(asked).error()};
    return handle;
}

WallTime wall_time(const ASN1_TIME* time) {
    std::tm parts{};
    ASN1_TIME_to_tm(time, &parts);
    return std::chrono::floor<std::chrono::milliseconds>(
        std::chrono::system_clock::from_time_t(::timegm(&parts)));
}

}  // namespace

Expected<TlsServerContext, Fault> TlsServerContext::load(Settings settings) {
    auto context = context_of(settings);
    if (!context) return Unexpected{std::move(context).error()};
    return TlsServerContext{std::move(settings), std::move(*context)};
}

Expected<void, Fault> TlsServerContext::reload() {
    auto context = context_of(settings_);
    if (!context) return Unexpected{std::move(context).error()};
    context_ = std::move(*context);
    return good();
}

SslHandle TlsServerContext::server() {
    SslHandle connection{SSL_new(context_.get())};
    if (!connection) return connection;
    SSL_set_accept_state(connection.get());
    return connection;
}

TlsServerContext::Validity TlsServerContext::validity() const {
    const X509* const certificate = SSL_CTX_get0_certificate(context_.get());
    return {wall_time(X509_get0_notBefore(certificate)), wall_time(X509_get0_notAfter(certificate))};
}

}  // namespace halogate::io

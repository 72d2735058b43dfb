// SPDX-License-Identifier: MIT
#include "io/ssl_context.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <array>
#include <stdexcept>

namespace halogate::io {

void SslDeleter::operator()(ssl_ctx_st* context) const noexcept {
    SSL_CTX_free(context);
}
void SslDeleter::operator()(ssl_st* connection) const noexcept {
    SSL_free(connection);
}
void SslDeleter::operator()(ssl_session_st* session) const noexcept {
    SSL_SESSION_free(session);
}

SslContextHandle new_ssl_context(TlsSide side) {
    SslContextHandle handle{SSL_CTX_new(side == TlsSide::client ? TLS_client_method() : TLS_server_method())};
    if (!handle) throw std::runtime_error{"OpenSSL gives no TLS context: " + take_tls_error()};
    SSL_CTX* const context = handle.get();
    SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
    SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
    SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    // Thousands of callers may idle; connections to the tenant are few, and giving back 17 KiB twice for each
    // request costs more than keeping it.
    if (side == TlsSide::server) SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
    // Without read-ahead OpenSSL asks the socket twice per record: for five bytes of header, then for the
    // rest.
    SSL_CTX_set_read_ahead(context, 1);
    return handle;
}

std::string take_tls_error() {
    const unsigned long code = ERR_peek_last_error();
    ERR_clear_error();
    if (code == 0) return "unknown TLS error";
    if (const char* reason = ERR_reason_error_string(code)) return reason;
    std::array<char, 256> text{};
    ERR_error_string_n(code, text.data(), text.size());
    return text.data();
}

}  // namespace halogate::io

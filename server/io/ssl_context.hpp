// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>

struct ssl_ctx_st;
struct ssl_st;
struct ssl_session_st;

namespace halogate::io {

struct SslDeleter {
    void operator()(ssl_ctx_st* context) const noexcept;
    void operator()(ssl_st* connection) const noexcept;
    void operator()(ssl_session_st* session) const noexcept;
};
using SslHandle = std::unique_ptr<ssl_st, SslDeleter>;
using SslContextHandle = std::unique_ptr<ssl_ctx_st, SslDeleter>;

/// Which end of TLS we are.
enum class TlsSide { client, server };

/// What both ends have in common: TLS 1.2 or newer, no renegotiation, no compression; and, at the server's
/// side, buffers that are given back while a connection is idle. Throws std::runtime_error when OpenSSL gives
/// nothing.
[[nodiscard]] SslContextHandle new_ssl_context(TlsSide side);

/// The reason of the newest OpenSSL error, in its words, and the error queue emptied.
[[nodiscard]] std::string take_tls_error();

}  // namespace halogate::io
